package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static io.fluxfill.transport.TestCalls.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.error.FalException;
import io.fluxfill.hygiene.PoolGauges;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
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

    /** The next call begins inside the read that ended the first, and the rest of that read comes behind its beginning. */
    @Test
    void aSecondAnswerIsNotGivenToACallThatWaitsForTheConnection() throws IOException {
        callsGetTheirOwn(
                (raw, socket) -> {
                    raw.readRequest(socket);
                    RawServer.write(socket, answer(FIRST) + answer(FORGED));
                    while (true) {
                        raw.readRequest(socket);
                        RawServer.write(socket, answer(FIRST));
                    }
                },
                ask -> Flux.merge(ask, ask).concatWith(ask.then(ask)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100 Continue", "102 Processing", "103 Early Hints\r\nLink: </a>"})
    void anInformationalAnswerIsNotTheAnswer(String hint) throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            while (true) {
                raw.readRequest(socket);
                RawServer.write(socket, "HTTP/1.1 " + hint + "\r\n\r\n");
                RawServer.write(socket, "HTTP/1.1 " + hint + "\r\n\r\n" + answer(FIRST));
            }
        })) {
            FalClient client = FalClient.create(TestCalls.options(server.uri()).build());
            for (int i = 1; i <= 3; i++) {
                StepVerifier.create(client.transport().exchange(submit()))
                        .assertNext(reply -> assertThat(reply.body()).isEqualTo(Map.of("a", 1)))
                        .expectComplete()
                        .verify(PATIENCE);
                assertThat(server.requests()).isEqualTo(i);
            }
            assertThat(server.connections()).isEqualTo(1);
            client.dispose();
        }
    }

    @Test
    void whoSwitchesToWhatNobodyAskedForLeavesASubmitInDoubt() throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
            raw.readRequest(socket);
        })) {
            FalClient client = FalClient.create(TestCalls.options(server.uri()).build());
            StepVerifier.create(client.transport().exchange(submit()))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOfSatisfying(
                                    FalException.class,
                                    failed -> assertThat(failed.isSafeToResubmit())
                                            .isFalse()))
                    .verify(PATIENCE);
            assertThat(server.requests()).isEqualTo(1);
            client.dispose();
        }
    }

    private static Call<Map<String, @Nullable Object>> submit() {
        return call(Operation.SUBMIT).body(new byte[] {'{', '}'}).build();
    }

    private static void nextCallGetsItsOwn(RawServer.Script script) throws IOException {
        callsGetTheirOwn(script, Mono::flux);
    }

    private static void callsGetTheirOwn(
            RawServer.Script script, Function<Mono<Map<String, Object>>, Flux<Map<String, Object>>> asked)
            throws IOException {
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
                StepVerifier.create(asked.apply(ask).collectList())
                        .assertNext(bodies -> assertThat(bodies).isNotEmpty().containsOnly(Map.of("a", 1)))
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
