package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static io.fluxfill.transport.TestCalls.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.hygiene.PoolGauges;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What a server sends without having been asked must not become the answer to the next question. */
class LeftoversTest {
    private static final String FIRST = "{\"a\":1}";
    private static final String FORGED = "{\"forged\":true}";

    private static String answer(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void aSecondAnswerToOneRequestIsNotGivenToTheNextOne() throws IOException {
        nextCallGetsItsOwn((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, answer(FIRST) + answer(FORGED));
            while (true) {
                raw.readRequest(socket);
                RawServer.write(socket, answer(FIRST));
            }
        });
    }

    @Test
    void anAnswerBeforeItsRequestIsNotGivenToTheNextOne() throws IOException {
        nextCallGetsItsOwn((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, answer(FIRST));
            RawServer.write(socket, answer(FORGED));
            while (true) {
                raw.readRequest(socket);
                RawServer.write(socket, answer(FIRST));
            }
        });
    }

    private static void nextCallGetsItsOwn(RawServer.Script script) throws IOException {
        AtomicInteger dropped = new AtomicInteger();
        try (RawServer server = new RawServer((raw, socket) -> {
            try {
                script.serve(raw, socket);
            } finally {
                dropped.incrementAndGet();
            }
        })) {
            FalClient client = FalClient.create(
                    TestCalls.options(server.uri()).maxConnections(1).build());
            Mono<Map<String, Object>> ask =
                    client.transport().exchange(call(Operation.STATUS).build()).map(reply -> Map.copyOf(reply.body()));
            for (int i = 0; i < 20; i++) {
                StepVerifier.create(ask)
                        .assertNext(body -> assertThat(body).isEqualTo(Map.of("a", 1)))
                        .expectComplete()
                        .verify(PATIENCE);
                // What came after the next request was written could not be told from its answer; so let it come first.
                PoolGauges.await(() -> dropped.get() == server.connections());
                assertThat(dropped).as("connections with leftovers").hasValue(server.connections());
            }
            client.dispose();
        }
    }
}
