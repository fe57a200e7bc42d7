package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.FalException;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Operation;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@ResourceLock("the global virtual clock")
class RetryingTransportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Call<Map<String, @Nullable Object>> STATUS = call(Operation.STATUS, WriteWatch.NONE);
    private static final Call<Map<String, @Nullable Object>> SUBMIT = call(Operation.SUBMIT, WriteWatch.NONE);
    private static final Call<byte[]> DOWNLOAD = Call.download(URI.create("https://v3.fal.media/files/a.png"));

    private final FakeTransport network = new FakeTransport();

    @Test
    void retryAfterIsReadAnewEachTimeAndNeverUndercut() {
        network.fails(limited(2)).fails(limited(5)).fails(limited(1)).answers("{}");
        StepVerifier.withVirtualTime(() -> transport(0).exchange(STATUS))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(7999))
                .thenAwait(Duration.ofMillis(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(waits()).containsExactly(2000L, 5000L, 1000L);
    }

    @Test
    void upToAFifthIsAddedToRetryAfter() {
        network.fails(limited(10)).answers("{}");
        StepVerifier.withVirtualTime(() -> transport(1).exchange(SUBMIT))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(11_999))
                .thenAwait(Duration.ofMillis(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aRetryAfterLongerThanTheLimitFailsAtOnceAndSaysHowLong() {
        network.fails(limited(61));
        StepVerifier.withVirtualTime(() -> transport(0).exchange(STATUS))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                RateLimitedException.class,
                                limited -> assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(61))))
                .verify(PATIENCE);
        assertThat(network.attempts()).hasSize(1);
    }

    @Test
    void attemptsAreBounded() {
        for (int i = 0; i < 5; i++) {
            network.fails(lost());
        }
        StepVerifier.withVirtualTime(() -> transport(1).exchange(STATUS))
                .thenAwait(Duration.ofMinutes(5))
                .expectError(TransportException.class)
                .verify(PATIENCE);
        assertThat(waits()).containsExactly(250L, 500L, 1000L, 2000L);
    }

    @Test
    void exhaustionThrowsTheLastRealErrorWithTheAttemptsInIt() {
        FalException first = lost();
        FalException second = failed(502);
        FalException last = lost();
        network.fails(first).fails(second).fails(first).fails(second).fails(last);
        StepVerifier.withVirtualTime(() -> transport(1).exchange(STATUS))
                .thenAwait(Duration.ofMinutes(5))
                .expectErrorSatisfies(error -> {
                    assertThat(error).isSameAs(last).hasMessageContaining("This was attempt 5.");
                    assertThat(error.getSuppressed()).containsExactly(first, second, first, second);
                    assertThat(last.attempts()).isEqualTo(5);
                })
                .verify(PATIENCE);
        assertThat(first.attempts()).isEqualTo(1);
        assertThat(first.getStackTrace()).as("its words are enough").isEmpty();
        assertThat(last.getStackTrace()).isNotEmpty();
        assertThat(first).hasMessageNotContaining("attempt");
    }

    @Test
    void aStreamOfEventsIsBegunAgainUntilItGaveOne() {
        network.fails(lost()).answers("one");
        StepVerifier.withVirtualTime(() -> transport(0).events(STATUS).map(ServerEvent::data))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext("one")
                .expectComplete()
                .verify(PATIENCE);
        FalException broken = lost();
        FakeTransport begun = new FakeTransport().breaksAfter("one", broken);
        StepVerifier.withVirtualTime(() -> transport(begun, 0).events(STATUS).map(ServerEvent::data))
                .expectNext("one")
                .expectErrorMatches(error -> error == broken)
                .verify(PATIENCE);
        assertThat(begun.attempts()).hasSize(1);
    }

    @Test
    void theTimeInAllIsBounded() {
        network.fails(limited(25)).fails(limited(25)).fails(limited(25));
        StepVerifier.withVirtualTime(() -> transport(0).exchange(STATUS))
                .thenAwait(Duration.ofMinutes(5))
                .expectError(RateLimitedException.class)
                .verify(PATIENCE);
        assertThat(waits()).containsExactly(25_000L, 25_000L);
    }

    @Test
    void whatPaysIsRepeatedOnlyAfterARefusalOrWhenNothingWasWritten() {
        network.isNotConnected().fails(limited(0)).fails(failed(503)).answers("{}");
        StepVerifier.withVirtualTime(() -> transport(0).exchange(SUBMIT))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        for (FalException end : List.of(
                lost(), new OutcomeUnknownException("x", Origin.LOCAL, null), failed(500), failed(502), failed(504))) {
            FakeTransport once = new FakeTransport().fails(end);
            StepVerifier.withVirtualTime(() -> transport(once, 0).exchange(SUBMIT))
                    .thenAwait(Duration.ofMinutes(5))
                    .expectErrorMatches(error -> error == end)
                    .verify(PATIENCE);
            assertThat(once.attempts()).hasSize(1);
        }
    }

    @Test
    void theWatchIsToldBeforeEachFurtherAttempt() {
        List<String> told = new ArrayList<>();
        WriteWatch watch = new WriteWatch() {
            @Override
            public boolean beforeWrite() {
                told.add("write");
                return true;
            }

            @Override
            public void refused(FalException why) {
                told.add("refused: " + why.getClass().getSimpleName());
            }
        };
        network.fails(limited(1)).isNotConnected().fails(failed(500));
        StepVerifier.withVirtualTime(() -> transport(0).exchange(call(Operation.SUBMIT, watch)))
                .thenAwait(Duration.ofMinutes(5))
                .expectError(RequestFailedException.class)
                .verify(PATIENCE);
        assertThat(told)
                .containsExactly("write", "refused: RateLimitedException", "refused: TransportException", "write");
    }

    @Test
    void aCancelDuringTheWaitStopsTheTimer() {
        network.fails(limited(10));
        StepVerifier.withVirtualTime(() -> transport(0)
                        .exchange(STATUS)
                        .<Object>map(reply -> reply)
                        .takeUntilOther(Mono.delay(Duration.ofSeconds(5)))
                        .concatWith(Mono.delay(Duration.ofMinutes(5))))
                .thenAwait(Duration.ofMinutes(6))
                .expectNext(0L)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(network.attempts()).hasSize(1);
    }

    @Test
    void aCancelDuringAnAttemptCancelsIt() {
        network.fails(limited(1)).answers(Mono.never());
        StepVerifier.withVirtualTime(() -> transport(0).exchange(STATUS))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(3))
                .thenCancel()
                .verify(PATIENCE);
        assertThat(network.cancels()).isEqualTo(1);
    }

    @Test
    void theContextReachesEveryAttempt() {
        List<String> seen = new ArrayList<>();
        Mono<String> answer = Mono.deferContextual(context -> {
            seen.add(context.get("user"));
            return seen.size() == 1 ? Mono.error(limited(1)) : Mono.just("{}");
        });
        network.answers(answer).answers(answer);
        StepVerifier.withVirtualTime(() -> transport(0).exchange(STATUS).contextWrite(c -> c.put("user", "ada")))
                .thenAwait(Duration.ofSeconds(2))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(seen).containsExactly("ada", "ada");
    }

    @Test
    void everySubscriptionHasItsOwnAttempts() {
        network.fails(limited(40)).answers("{}").fails(limited(40)).answers("{}");
        StepVerifier.withVirtualTime(() -> {
                    Mono<?> exchange = transport(0).exchange(STATUS);
                    assertThat(network.attempts()).as("cold").isEmpty();
                    return exchange.then(Mono.defer(() -> exchange));
                })
                .thenAwait(Duration.ofSeconds(80))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(network.attempts()).hasSize(4);
    }

    @Test
    void aDownloadThatGaveNothingIsBegunAgain() {
        network.fails(lost()).isNotConnected().answers("picture");
        StepVerifier.withVirtualTime(() -> transport(0).bytes(DOWNLOAD).map(RetryingTransportTest::text))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext("picture")
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aDownloadThatGaveSomethingIsNotBegunAgain() {
        FalException lost = lost();
        network.breaksAfter("pic", lost);
        StepVerifier.withVirtualTime(() -> transport(0).bytes(DOWNLOAD).map(RetryingTransportTest::text))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext("pic")
                .expectErrorMatches(error -> error == lost)
                .verify(PATIENCE);
        assertThat(network.attempts()).hasSize(1);
    }

    @Test
    void closingReachesTheNetwork() {
        Transport transport = transport(0);
        assertThat(transport.isDisposed()).isFalse();
        transport.dispose();
        assertThat(transport.isDisposed()).isTrue();
        assertThat(network.isDisposed()).isTrue();
    }

    private List<Long> waits() {
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i < network.attempts().size(); i++) {
            waits.add(network.attempts().get(i) - network.attempts().get(i - 1));
        }
        return waits;
    }

    private Transport transport(double random) {
        return transport(network, random);
    }

    private static Transport transport(FakeTransport network, double random) {
        Duration minute = Duration.ofMinutes(1);
        return new RetryingTransport(
                network,
                new RetryPolicy(5, minute, Duration.ofMillis(250), Duration.ofSeconds(10), minute, () -> random));
    }

    private static String text(ByteBuffer chunk) {
        return StandardCharsets.UTF_8.decode(chunk).toString();
    }

    private static RateLimitedException limited(long seconds) {
        return new RateLimitedException("limited", Duration.ofSeconds(seconds), Origin.LOCAL, null);
    }

    private static TransportException lost() {
        return new TransportException("lost", true, Origin.LOCAL, null);
    }

    private static RequestFailedException failed(int status) {
        return new RequestFailedException("failed", status, null, true, true, null, Origin.LOCAL, null);
    }

    private static Call<Map<String, @Nullable Object>> call(Operation operation, WriteWatch watch) {
        return Call.to(operation, "GET", Call.Origin.QUEUE, "/x/y", JsonCodec.document())
                .watch(watch)
                .build();
    }
}
