package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Bytes to events, at the pace of who receives them. */
class DecodedEventsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final TestPublisher<byte[]> content = TestPublisher.create();
    private final AtomicLong asked = new AtomicLong();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] events(int... numbers) {
        StringBuilder text = new StringBuilder();
        IntStream.of(numbers)
                .forEach(number -> text.append("data: ").append(number).append("\n\n"));
        return bytes(text.toString());
    }

    private Flux<String> decoded() {
        return DecodedEvents.of(
                        content.flux().doOnRequest(asked::addAndGet),
                        40,
                        () -> new IllegalStateException("an event is too large"))
                .map(ServerEvent::data);
    }

    @Test
    void whoAsksForAllGetsAllAsTheyCome() {
        StepVerifier.create(decoded())
                .then(() -> content.next(events(1, 2), bytes(": comment\n"), events(3)))
                .expectNext("1", "2", "3")
                .then(content::complete)
                .expectComplete()
                .verify(LIMIT);
        assertThat(asked).hasValue(Long.MAX_VALUE);
    }

    @Test
    void whoAsksForOneGetsOne() {
        StepVerifier.create(decoded(), 0)
                .thenRequest(1)
                .then(() -> content.next(events(1, 2, 3)))
                .expectNext("1")
                .then(() -> assertThat(asked).as("two are left to give").hasValue(1))
                .thenRequest(2)
                .expectNext("2", "3")
                .thenRequest(1)
                .then(() -> assertThat(asked).hasValue(2))
                .then(() -> content.next(bytes(": nothing\n")))
                .then(() -> assertThat(asked).as("that was none").hasValue(3))
                .then(() -> content.next(events(4)))
                .expectNext("4")
                .then(content::complete)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void theEndWaitsForWhatIsPending() {
        StepVerifier.create(decoded(), 1)
                .then(() -> content.next(events(1, 2)))
                .then(() -> content.error(new IllegalStateException("broken")))
                .expectNext("1")
                .thenRequest(1)
                .expectNext("2")
                .expectErrorMessage("broken")
                .verify(LIMIT);
    }

    @Test
    void anEndWithNothingPendingNeedsNoDemand() {
        StepVerifier.create(decoded(), 0)
                .then(content::complete)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void whatWasWholeComesBeforeWhatIsTooLarge() {
        for (long demand : List.of(1L, Long.MAX_VALUE)) {
            DecodedEventsTest round = new DecodedEventsTest();
            StepVerifier.create(round.decoded(), demand)
                    .then(() -> round.content.next(bytes("data: 1\n\ndata: " + "x".repeat(50) + "\n\n")))
                    .expectNext("1")
                    .expectErrorMessage("an event is too large")
                    .verify(LIMIT);
            round.content.assertCancelled();
        }
    }

    @Test
    void whoLeavesIsGivenNothingMore() {
        StepVerifier.create(decoded().take(1))
                .then(() -> content.next(events(1, 2)))
                .expectNext("1")
                .expectComplete()
                .verify(LIMIT);
        content.assertCancelled();
    }

    /** Asked for one by one from elsewhere while they come, each arrives once and in its order. */
    @Test
    void comingAndAskingAtOnceLosesNone() throws InterruptedException {
        for (int round = 0; round < 5_000; round++) {
            List<String> seen = new CopyOnWriteArrayList<>();
            CountDownLatch end = new CountDownLatch(1);
            BaseSubscriber<String> receiver = new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    request(1);
                }

                @Override
                protected void hookOnNext(String data) {
                    seen.add(data);
                }

                @Override
                protected void hookOnComplete() {
                    end.countDown();
                }
            };
            Flux<byte[]> elsewhere = Flux.just(events(0, 1), bytes(": comment\n"), events(2), events(3, 4, 5))
                    .publishOn(Schedulers.parallel(), 1);
            DecodedEvents.of(elsewhere, 40, () -> new IllegalStateException("an event is too large"))
                    .map(ServerEvent::data)
                    .subscribe(receiver);
            IntStream.range(0, 5).forEach(any -> receiver.request(1));
            assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).containsExactly("0", "1", "2", "3", "4", "5");
        }
    }
}
