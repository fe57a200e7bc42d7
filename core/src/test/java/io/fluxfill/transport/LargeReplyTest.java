package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.error.FalException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.error.TransportException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class LargeReplyTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json";
    private static final int LARGE = 256 << 10;

    record Output(@Nullable ContentUrl url) {}

    private static final JsonCodec.Decoder<Output> OUTPUT = JsonCodec.decoder(Output.class);

    /** Remembers who decodes. */
    private static final class Watched implements JsonCodec.Decoder<Output> {
        private final AtomicReference<@Nullable String> thread = new AtomicReference<>();
        private final AtomicReference<@Nullable String> way = new AtomicReference<>();

        @Override
        public Output decode(byte[] body) {
            thread.set(Thread.currentThread().getName());
            way.set("at once");
            return OUTPUT.decode(body);
        }

        @Override
        public Output decode(InputStream body) throws IOException {
            thread.set(Thread.currentThread().getName());
            way.set("streamed");
            return OUTPUT.decode(body);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, at once, reactor-http-", "1, streamed, boundedElastic-"})
    void onlyALargeReplyLeavesTheEventLoop(int more, String way, String thread) throws IOException {
        Watched decoder = new Watched();
        String before = "{\"url\":\"data:;base64,";
        String body = before + "A".repeat(LARGE + more - before.length() - 2) + "\"}";
        assertThat(body).hasSize(LARGE + more);
        StepVerifier.create(run(HEAD + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body, decoder))
                .assertNext(output -> assertThat(output)
                        .isEqualTo(OUTPUT.decode(
                                JsonCodec.encode(Map.of("url", body.substring(8, body.length() - 2))))))
                .expectComplete()
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
        assertThat(decoder.way).hasValue(way);
        assertThat(decoder.thread.get()).startsWith(thread);
    }

    @Test
    void anUnreadableLargeReplySaysHowLargeAndHowItStarts() throws IOException {
        String body = "{\"key\":\"" + TestCalls.KEY + "\",\"prompt\":\"a red door\",\"url\":\"data:;base64,"
                + "A".repeat(LARGE);
        FalException error = fails(HEAD + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        assertThat(error)
                .isExactlyInstanceOf(ReplyFormatException.class)
                .hasMessageContaining(body.length() + " bytes that cannot be read (Unexpected end-of-input")
                .hasMessageContaining("They start with: {\"key\":")
                .hasMessageContaining("a red door")
                .hasMessageNotContaining(TestCalls.KEY)
                .hasMessageNotContaining("AAAA");
        assertThat(error.getMessage()).hasSizeLessThan(2048);
    }

    @Test
    void alsoWithADecoderThatKnowsArraysOnly() throws IOException {
        String body = "x".repeat(LARGE + 1);
        JsonCodec.Decoder<Output> decoder = bytes -> {
            throw new IllegalStateException("of " + bytes.length);
        };
        StepVerifier.create(run(HEAD + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body, decoder))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isExactlyInstanceOf(ReplyFormatException.class)
                        .hasMessageContaining("(of " + body.length() + ")"))
                .verify(PATIENCE);
    }

    @Test
    void aConnectionThatEndsWithinADataUriIsBroken() throws IOException {
        String body = "{\"url\":\"data:;base64," + "A".repeat(LARGE);
        FalException error = fails(HEAD + "\r\nContent-Length: " + 2 * body.length() + "\r\n\r\n" + body);
        assertThat(error).isExactlyInstanceOf(TransportException.class);
    }

    private static FalException fails(String answer) throws IOException {
        AtomicReference<@Nullable FalException> caught = new AtomicReference<>();
        StepVerifier.create(run(answer, OUTPUT))
                .expectErrorSatisfies(error -> caught.set((FalException) error))
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
        FalException error = caught.get();
        assertThat(error).isNotNull();
        return error;
    }

    private static <T> Mono<T> run(String answer, JsonCodec.Decoder<T> decoder) throws IOException {
        return Mono.using(
                () -> new RawServer((raw, socket) -> {
                    raw.readRequest(socket);
                    RawServer.write(socket, answer);
                }),
                server -> Mono.using(
                        () -> FalClient.create(TestCalls.options(server.uri()).build()),
                        client -> client.transport()
                                .exchange(Call.to(Call.Operation.RESULT, "GET", Call.Origin.QUEUE, "/r", decoder)
                                        .build())
                                .map(HttpReply::body),
                        FalClient::dispose));
    }
}
