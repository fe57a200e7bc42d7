package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.KEY;
import static io.fluxfill.transport.TestCalls.PATIENCE;
import static io.fluxfill.transport.TestCalls.RESULT;
import static io.fluxfill.transport.TestCalls.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.error.TransportException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.netty.transport.ProxyProvider;
import reactor.test.StepVerifier;

class ProxyTest {
    private final List<String> heads = new CopyOnWriteArrayList<>();

    private String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the client left");
            }
            head.append((char) next);
        }
        heads.add(head.toString());
        return head.toString();
    }

    private static FalClient through(RawServer proxy, URI origin) {
        return FalClient.builder()
                .options(TestCalls.options(origin).maxAttempts(1).build())
                .httpClient(http -> http.noProxy()
                        .proxy(spec -> spec.type(ProxyProvider.Proxy.HTTP)
                                .host("127.0.0.1")
                                .port(proxy.port())))
                .build();
    }

    @Test
    void aProxyTunnelsTheCallAndDoesNotSeeTheKey() throws IOException {
        URI origin = URI.create("http://127.0.0.1:1");
        try (RawServer proxy = new RawServer((raw, socket) -> {
            readHead(socket);
            RawServer.write(socket, "HTTP/1.1 200 Connection established\r\n\r\n");
            String head = readHead(socket);
            int length = Integer.parseInt(
                    head.toLowerCase(java.util.Locale.ROOT).replaceAll("(?s).*content-length: (\\d+).*", "$1"));
            assertThat(socket.getInputStream().readNBytes(length)).hasSize(length);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + RESULT.length() + "\r\n\r\n" + RESULT);
        })) {
            FalClient client = through(proxy, origin);
            StepVerifier.create(client.fill(request()))
                    .expectNextCount(1)
                    .expectComplete()
                    .verifyThenAssertThat(PATIENCE)
                    .hasNotDroppedErrors();
            client.dispose();
        }
        assertThat(heads).hasSize(2);
        assertThat(heads.get(0)).startsWith("CONNECT 127.0.0.1:1 ").doesNotContain(KEY);
        assertThat(heads.get(1)).startsWith("POST /fal-ai/flux-pro/v1/fill ").contains(KEY);
    }

    @Test
    void aProxyThatRefusesIsNamedAndNothingWasSent() throws IOException {
        try (RawServer proxy = new RawServer((raw, socket) -> {
            readHead(socket);
            RawServer.write(socket, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
        })) {
            FalClient client = through(proxy, URI.create("http://127.0.0.1:1"));
            StepVerifier.create(client.fill(request()))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOfSatisfying(
                                    TransportException.class,
                                    failed ->
                                            assertThat(failed.requestWritten()).isFalse())
                            .hasMessageContaining("407")
                            .hasMessageContaining("Nothing was sent"))
                    .verifyThenAssertThat(PATIENCE)
                    .hasNotDroppedErrors();
            client.dispose();
        }
    }
}
