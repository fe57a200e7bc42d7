package io.fluxfill.localfal;

import io.fluxfill.localfal.paint.Painter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A plain HTTP client of the JDK, so that no line of Reactor Netty tests itself. */
final class Caller implements AutoCloseable {
    static final String FILL = "/fal-ai/flux-pro/v1/fill";
    static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Paints nothing, at once. */
    static final Painter INSTANT = (image, mask, seed, log) -> image;

    final LocalFal server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    Caller(LocalFal server) {
        this.server = server;
    }

    static Caller of(LocalFalOptions.Builder options) {
        return new Caller(LocalFal.start(options.build()));
    }

    static LocalFalOptions.Builder instant() {
        return LocalFalOptions.builder().painter(INSTANT);
    }

    @Override
    public void close() {
        server.close();
    }

    Reply post(URI uri, Object body, String... headers) {
        return send("POST", uri, body instanceof String text ? text : Json.text(body), headers);
    }

    Reply submit(Object body, String... headers) {
        return post(URI.create(server.queueUri() + FILL), body, headers);
    }

    /** The id of a request that was accepted. */
    String accepted(Object body, String... headers) {
        return submit(body, headers).text("request_id");
    }

    Reply run(Object body, String... headers) {
        return post(URI.create(server.runUri() + FILL), body, headers);
    }

    Reply status(String id) {
        return send("GET", request(id, "/status?logs=1"), "");
    }

    Reply result(String id) {
        return send("GET", request(id, ""), "");
    }

    Reply cancel(String id) {
        return send("PUT", request(id, "/cancel"), "");
    }

    /** Polls until the request is in this state. */
    Reply await(String id, String state) {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
            Reply reply = status(id);
            if (state.equals(reply.object().get("status"))) {
                return reply;
            }
        }
        throw new AssertionError("never " + state + ": " + status(id));
    }

    /** Waits until the server has counted this. */
    void awaitStats(Predicate<LocalFalStats> counted) {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !counted.test(server.stats()); ) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never counted: " + server.stats());
            }
            Thread.onSpinWait();
        }
    }

    /** The result once there is one. */
    Reply finished(String id) {
        await(id, "COMPLETED");
        return result(id);
    }

    URI request(String id, String tail) {
        return URI.create(server.queueUri() + "/fal-ai/flux-pro/requests/" + id + tail);
    }

    /** Reads a status stream to its end, however it ends. */
    Stream stream(String id, String query) {
        return stream(id, query, () -> {});
    }

    /** The same, with a call after every line from the first event on. */
    Stream stream(String id, String query, Runnable onLine) {
        Stream stream = new Stream(new ArrayList<>(), new ArrayList<>());
        try (java.util.stream.Stream<String> lines = http.send(
                        builder("GET", request(id, "/status/stream" + query), "", "Accept", "text/event-stream"),
                        BodyHandlers.ofLines())
                .body()) {
            lines.forEach(line -> {
                stream.add(line);
                if (!stream.events.isEmpty()) {
                    onLine.run();
                }
            });
        } catch (java.io.UncheckedIOException e) {
            stream.comments.add("broken");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return stream;
    }

    Reply send(String method, URI uri, String body, String... headers) {
        try {
            return sendAsync(method, uri, body, headers).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (java.util.concurrent.ExecutionException e) {
            return new Reply(0, Map.of(), String.valueOf(e.getCause()));
        }
    }

    CompletableFuture<Reply> sendAsync(String method, URI uri, String body, String... headers) {
        return http.sendAsync(builder(method, uri, body, headers), BodyHandlers.ofString())
                .thenApply(Reply::of);
    }

    CompletableFuture<Reply> runAsync(Object body, String... headers) {
        return sendAsync("POST", URI.create(server.runUri() + FILL), Json.text(body), headers);
    }

    private static HttpRequest builder(String method, URI uri, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            names.add(headers[i]);
            if (!headers[i + 1].isEmpty()) {
                request.header(headers[i], headers[i + 1]);
            }
        }
        if (!names.contains("Authorization")) {
            request.header("Authorization", "Key id:secret");
        }
        return request.build();
    }

    /** A valid input, with these fields changed; a null value removes the field. */
    static Map<String, @Nullable Object> input(@Nullable Object... changes) {
        Map<String, @Nullable Object> input =
                Json.object("prompt", "a red door", "image_url", picture(16, 12), "mask_url", mask(16, 12));
        Json.object(changes).forEach((key, value) -> {
            if (value == null) {
                input.remove(key);
            } else {
                input.put(key, value);
            }
        });
        return input;
    }

    /** A grey PNG as a data URI. */
    static String picture(int width, int height) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png(width, height));
    }

    /** A PNG as a data URI: black, with a white middle. */
    static String mask(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height / 4; i++) {
            image.setRGB(width / 4 + i % (width / 2), height / 4 + i / (width / 2), 0xFFFFFF);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(file(image));
    }

    static byte[] png(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, 0x808080);
        }
        return file(image);
    }

    private static byte[] file(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** What came over a stream: status documents, and everything that was no document. */
    record Stream(List<Map<?, ?>> events, List<String> comments) {
        void add(String line) {
            if (line.startsWith("data: ")
                    && Json.read(line.substring(6).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            instanceof Map<?, ?> event) {
                events.add(event);
            } else if (!line.isEmpty()) {
                comments.add(line);
            }
        }

        List<Object> states() {
            return events.stream()
                    .<Object>map(event -> String.valueOf(event.get("status")))
                    .toList();
        }

        List<Object> messages() {
            return events.stream()
                    .flatMap(event -> event.get("logs") instanceof List<?> logs
                            ? logs.stream().map(line -> ((Map<?, ?>) line).get("message"))
                            : java.util.stream.Stream.<Object>empty())
                    .<Object>map(String::valueOf)
                    .toList();
        }
    }

    /** A reply; status 0 stands for none. */
    record Reply(int status, Map<String, List<String>> headers, String body) {
        static Reply of(HttpResponse<String> response) {
            return new Reply(response.statusCode(), response.headers().map(), response.body());
        }

        Map<?, ?> object() {
            return Json.read(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)) instanceof Map<?, ?> object
                    ? object
                    : Collections.emptyMap();
        }

        String text(String key) {
            return String.valueOf(object().get(key));
        }

        @Nullable
        String header(String name) {
            List<String> values = headers.get(name.toLowerCase(java.util.Locale.ROOT));
            return values == null ? null : String.join(",", values);
        }

        /** The entries of {@code detail}. */
        List<Map<?, ?>> details() {
            List<Map<?, ?>> details = new ArrayList<>();
            if (object().get("detail") instanceof List<?> list) {
                list.forEach(entry -> details.add((Map<?, ?>) entry));
            }
            return details;
        }

        /** One field of every entry of {@code detail}. */
        List<Object> each(String key) {
            return details().stream()
                    .<Object>map(entry -> Objects.requireNonNull(entry.get(key)))
                    .toList();
        }

        List<Map<?, ?>> list(String key) {
            List<Map<?, ?>> list = new ArrayList<>();
            if (object().get(key) instanceof List<?> found) {
                found.forEach(entry -> list.add((Map<?, ?>) entry));
            }
            return list;
        }

        List<String> messages() {
            return list("logs").stream()
                    .map(line -> String.valueOf(line.get("message")))
                    .toList();
        }
    }
}
