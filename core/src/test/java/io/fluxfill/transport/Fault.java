package io.fluxfill.transport;

import io.fluxfill.ClientOptions;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import reactor.netty.http.client.HttpClient;

/** Everything that goes wrong between here and there: what the other side does, each time it is asked. */
@SuppressWarnings("ImmutableEnumChecker")
enum Fault implements RawServer.Script {
    UNKNOWN_HOST("the host is unknown") {
        @Override
        URI uri(RawServer server) {
            return URI.create("https://queue.example:" + server.port());
        }

        @Override
        UnaryOperator<HttpClient> customizer() {
            return http -> http.resolver(new NoNames());
        }
    },
    REFUSED("the connection is refused") {
        @Override
        void prepare(RawServer server) throws IOException {
            server.close();
            server.awaitClosed();
        }
    },
    NO_TLS("the server speaks no TLS") {
        @Override
        URI uri(RawServer server) {
            return URI.create("https://127.0.0.1:" + server.port());
        }

        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            // Some bytes of the handshake, so that the answer is not lost in a reset.
            socket.getInputStream().readNBytes(64);
            RawServer.write(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
    },
    CLOSED_ON_ACCEPT("closed when accepted (TLS)") {
        @Override
        URI uri(RawServer server) {
            return URI.create("https://127.0.0.1:" + server.port());
        }

        @Override
        public void serve(RawServer server, Socket socket) {}
    },
    RESET_ON_ACCEPT("reset before the request (TLS)") {
        @Override
        URI uri(RawServer server) {
            return URI.create("https://127.0.0.1:" + server.port());
        }

        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            RawServer.reset(socket);
        }
    },
    NO_HANDSHAKE("the TLS handshake never ends") {
        @Override
        URI uri(RawServer server) {
            return URI.create("https://127.0.0.1:" + server.port());
        }

        @Override
        ClientOptions.Builder options(ClientOptions.Builder options) {
            return options.connectTimeout(Duration.ofMillis(700));
        }

        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            silence(socket);
        }
    },
    POOL_FULL("the pool is full") {
        @Override
        ClientOptions.Builder options(ClientOptions.Builder options) {
            return options.maxConnections(1).maxPendingCalls(1).idleTimeout(Duration.ofMinutes(1));
        }

        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            silence(socket);
        }
    },
    RESET_WITHIN_REQUEST("reset within the request") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            socket.getInputStream().readNBytes(1);
            RawServer.reset(socket);
        }
    },
    CLOSED_AFTER_REQUEST("closed after the request") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
        }
    },
    RESET_AFTER_REQUEST("reset after the request") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            RawServer.reset(socket);
        }
    },
    HALF_OPEN("never answers") {
        @Override
        ClientOptions.Builder options(ClientOptions.Builder options) {
            return options.idleTimeout(Duration.ofSeconds(1)).runTimeout(Duration.ofSeconds(1));
        }

        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            silence(socket);
        }
    },
    DRIP("slow, but it moves") {
        @Override
        ClientOptions.Builder options(ClientOptions.Builder options) {
            return options.idleTimeout(Duration.ofMillis(1500));
        }

        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            String answer = head("200 OK", GOOD.length()) + GOOD;
            int step = answer.length() / 20 + 1;
            while (true) {
                server.readRequest(socket);
                for (int at = 0; at < answer.length(); at += step) {
                    RawServer.write(socket, answer.substring(at, Math.min(answer.length(), at + step)));
                    pause();
                }
            }
        }
    },
    TRUNCATED("the body ends early") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            RawServer.write(socket, head("200 OK", 1000) + GOOD);
        }
    },
    TOO_SHORT_A_LENGTH("the length is too short") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            RawServer.write(socket, head("200 OK", 10) + GOOD);
            silence(socket);
        }
    },
    NO_LENGTH("the length is no number") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + GOOD);
        }
    },
    GARBAGE("what comes is not HTTP") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            RawServer.write(socket, "SSH-2.0-OpenSSH_9.6\r\n\r\n");
        }
    },
    ENDLESS_HEADERS("headers without end") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\n");
            while (true) {
                RawServer.write(socket, "X-More: " + "x".repeat(1000) + "\r\n");
            }
        }
    },
    REDIRECT("307 to elsewhere", "307 Temporary Redirect\r\nLocation: https://evil.example/", ""),
    BAD_REQUEST("400, request error", "400 Bad Request", "{\"detail\":\"bad\",\"error_type\":\"bad_request\"}"),
    UNAUTHORIZED("401", "401 Unauthorized", "{\"detail\":\"invalid key credentials\"}"),
    FORBIDDEN("403, permission", "403 Forbidden", "{\"detail\":\"Missing permission\"}"),
    LOCKED("403, balance", "403 Forbidden", "{\"detail\":\"User is locked. Reason: Exhausted balance.\"}"),
    NOT_FOUND("404", "404 Not Found", "{\"status\":\"NOT_FOUND\"}"),
    DETAIL_LIST(
            "422, list of details",
            "422 Unprocessable Entity",
            "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"Field required\",\"type\":\"missing\"}]}"),
    DETAIL_STRINGS("422, list of strings", "422 Unprocessable Entity", "{\"detail\":[\"a\",\"b\"]}"),
    DETAIL_STRING("422, string", "422 Unprocessable Entity", "{\"detail\":\"a\"}"),
    DETAIL_OBJECT("422, object", "422 Unprocessable Entity", "{\"detail\":{\"message\":\"a\"}}"),
    DETAIL_ABSENT("422, empty", "422 Unprocessable Entity", ""),
    MODERATION(
            "422, moderation",
            "422 Unprocessable Entity",
            "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"flagged\",\"type\":\"content_policy_violation\"}]}"),
    LIMITED_FOR_SECONDS(
            "429, Retry-After in seconds",
            "429 Too Many Requests\r\nRetry-After: 1",
            "{\"detail\":\"Reached concurrent requests limit of 20\",\"type\":\"concurrent_requests_limit\"}"),
    LIMITED_UNTIL_DATE("429, Retry-After as a date") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(1));
            RawServer.answer("HTTP/1.1 429 Too Many Requests\r\nRetry-After: " + date + CLOSE, "")
                    .serve(server, socket);
        }
    },
    LIMITED_FOR_LONG("429, Retry-After of an hour", "429 Too Many Requests\r\nRetry-After: 3600", ""),
    CANCELLED("499", "499 Client Closed", "{\"detail\":\"Request cancelled by the client.\"}"),
    FAILED("500, fal", "500 Internal Server Error\r\nx-fal-request-id: id-7", "{\"detail\":\"Internal Server Error\"}"),
    ENDLESS_ERROR("500 without end") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            endless(socket, "500 Internal Server Error");
        }
    },
    BAD_GATEWAY("502, HTML", "502 Bad Gateway", "<html><h1>502 Bad Gateway</h1><hr>nginx</html>"),
    RUNNER_BROKE(
            "502, fal",
            "502 Bad Gateway\r\nx-fal-request-id: id-7",
            "{\"detail\":\"x\",\"error_type\":\"runner_incomplete_response\"}"),
    UNAVAILABLE("503 without hint", "503 Service Unavailable", "<html>nginx</html>"),
    UNAVAILABLE_FOR_NOW(
            "503, hint to retry",
            "503 Service Unavailable\r\nx-fal-request-id: id-7\r\nX-Fal-Needs-Retry: 1",
            "{\"detail\":\"x\",\"error_type\":\"runner_disconnected\"}"),
    UNAVAILABLE_FOR_GOOD(
            "503, hint not to",
            "503 Service Unavailable\r\nx-fal-request-id: id-7\r\nX-Fal-Needs-Retry: 0",
            "{\"detail\":\"x\",\"error_type\":\"runner_disconnected\"}"),
    START_TIMEOUT(
            "504, user's start timeout",
            "504 Gateway Timeout\r\nx-fal-request-id: id-7\r\nX-Fal-Request-Timeout-Type: user",
            "{\"detail\":\"x\",\"error_type\":\"startup_timeout\"}"),
    REQUEST_TIMEOUT(
            "504, fal",
            "504 Gateway Timeout\r\nx-fal-request-id: id-7",
            "{\"detail\":\"Request timed out\",\"error_type\":\"request_timeout\"}"),
    GATEWAY_TIMEOUT("504, HTML", "504 Gateway Timeout", "<html>nginx</html>"),
    NOT_JSON("200, but HTML", "200 OK", "<html>hello</html>"),
    EMPTY("200, but empty", "200 OK", ""),
    HUGE("200, larger than the limit") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            endless(socket, "200 OK");
        }
    },
    GZIP_BOMB("200, gzip bomb") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
            bomb(socket, 10_240);
        }
    },
    CUT_GZIP("200, gzip ends early") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
            socket.getOutputStream().write(GZIP_HEADER);
        }
    },
    CUT_DATA_URI("200, ends within a data URI") {
        @Override
        public void serve(RawServer server, Socket socket) throws IOException {
            server.readRequest(socket);
            RawServer.write(
                    socket,
                    "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"images\":[{\"url\":\"data:image/png;base64,"
                            + "SECRETPICTURE".repeat(1000));
        }
    };

    /** What every call takes for an answer. */
    static final String GOOD = "{\"images\":[{\"url\":\"https://v3.fal.media/files/a.png\",\"width\":4,\"height\":3}],"
            + "\"seed\":42,\"request_id\":\"req-1\",\"status\":\"IN_QUEUE\","
            + "\"token\":\"t\",\"token_type\":\"Bearer\",\"expires_at\":\"2099-01-01T00:00:00Z\","
            + "\"access_url\":\"https://v3.fal.media/files/b.png\"}";

    private static final String CLOSE = "\r\nConnection: close";
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    private static final byte[] MEBIBYTE = mebibyte();

    private final String title;
    private final RawServer.Script script;

    Fault(String title) {
        this.title = title;
        script = (server, socket) -> {};
    }

    Fault(String title, String head, String body) {
        this.title = title;
        // It says that it closes: who asks again must not meet the end of the last answer.
        script = RawServer.answer("HTTP/1.1 " + head + CLOSE, body);
    }

    String title() {
        return title;
    }

    URI uri(RawServer server) {
        return server.uri();
    }

    void prepare(RawServer server) throws IOException {}

    ClientOptions.Builder options(ClientOptions.Builder options) {
        return options;
    }

    UnaryOperator<HttpClient> customizer() {
        return UnaryOperator.identity();
    }

    @Override
    public void serve(RawServer server, Socket socket) throws IOException {
        script.serve(server, socket);
    }

    private static String head(String status, int length) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** Until the client leaves. */
    private static void silence(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {}
    }

    private static void endless(Socket socket, String status) throws IOException {
        RawServer.write(socket, "HTTP/1.1 " + status + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (true) {
            RawServer.write(socket, "400\r\n" + "x".repeat(1024) + "\r\n");
        }
    }

    /** Zeros, a thousandth of their size on the wire. */
    static void bomb(Socket socket, int mebibytes) throws IOException {
        socket.getOutputStream().write(GZIP_HEADER);
        for (int i = 0; i < mebibytes; i++) {
            socket.getOutputStream().write(MEBIBYTE);
        }
        socket.getOutputStream().flush();
    }

    /** One that can stand behind another one, because it ends at a byte. */
    private static byte[] mebibyte() {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(new byte[1 << 20]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int length;
        do {
            length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
            out.write(buffer, 0, length);
        } while (length == buffer.length);
        deflater.end();
        return out.toByteArray();
    }

    private static void pause() {
        try {
            // The fault itself is time.
            new CountDownLatch(1).await(100, java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A resolver that knows no name, and asks nobody. */
    private static final class NoNames extends AddressResolverGroup<InetSocketAddress> {
        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) {
                    promise.setFailure(new UnknownHostException(name));
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                    promise.setFailure(new UnknownHostException(name));
                }
            }.asAddressResolver();
        }
    }
}
