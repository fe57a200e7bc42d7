package io.fluxfill.playground;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;

/** Reads a stream of events as a browser does; who cancels closes the connection. */
final class EventClient {
    /** An event, or a comment, whose name is empty; but not the one by which a stream begins. */
    record Received(int status, String id, String name, String data) {
        long n() {
            return Long.parseLong(id);
        }
    }

    private EventClient() {}

    static Flux<Received> events(String url, @Nullable String lastEventId) {
        return HttpClient.newConnection()
                .headers(headers -> {
                    headers.set("Accept", "text/event-stream");
                    if (lastEventId != null) {
                        headers.set("Last-Event-ID", lastEventId);
                    }
                })
                .get()
                .uri(url)
                .response((response, content) -> {
                    if (response.status().code() != 200) {
                        return content.then()
                                .thenMany(
                                        Flux.just(new Received(response.status().code(), "", "", "")));
                    }
                    Parser parser = new Parser();
                    return content.asByteArray().concatMapIterable(parser::add);
                });
    }

    private static final class Parser {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private String id = "";
        private String name = "";
        private String data = "";
        private boolean isGreeting;

        List<Received> add(byte[] chunk) {
            List<Received> events = new ArrayList<>();
            for (byte b : chunk) {
                if (b == '\n') {
                    ended(line.toString(StandardCharsets.UTF_8), events);
                    line.reset();
                } else {
                    line.write(b);
                }
            }
            return events;
        }

        private void ended(String text, List<Received> events) {
            if (text.isEmpty() && isGreeting) {
                isGreeting = false;
            } else if (text.isEmpty()) {
                events.add(new Received(200, id, name, data));
                id = "";
                name = "";
                data = "";
            } else if (text.equals(":connected")) {
                isGreeting = true;
            } else if (text.startsWith("id:")) {
                id = text.substring(3);
            } else if (text.startsWith("event:")) {
                name = text.substring(6);
            } else if (text.startsWith("data:")) {
                data = text.substring(5);
            }
        }
    }
}
