package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.queue.HeldFal.Moment;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.test.util.RaceTestUtils;

/**
 * Two threads meet at one moment of a request's life, ten thousand times: one goes on, the other leaves or closes. In every
 * round, accepted = delivered + cancelled + left on purpose + outcome unknown + cancel failed.
 */
@ResourceLock("virtual time")
class CustodyRaceTest {
    private static final int ROUNDS = 10_000;
    private static final Scheduler TIMER = new HurriedTimer();

    /** How a request is brought to its result. */
    enum Way {
        RUN_POLLING,
        RUN_STREAMING,
        UPDATES_POLLING,
        UPDATES_STREAMING;

        Follow follow() {
            return name().endsWith("POLLING")
                    ? Follow.polling(PollSchedule.fixed(Duration.ofMillis(20)))
                    : Follow.streaming();
        }

        Flux<?> of(FalQueue<String, Map<?, ?>> queue) {
            return name().startsWith("RUN")
                    ? queue.run("x").flux()
                    : queue.runWithUpdates("x").filter(QueueUpdate::isCompleted);
        }
    }

    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger unsent = new AtomicInteger();
    private final AtomicInteger leftOnPurpose = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger cancelFailed = new AtomicInteger();

    private final AtomicInteger droppedErrors = new AtomicInteger();
    private final Logger log = (Logger) LoggerFactory.getLogger("fluxfill.cancel");

    @BeforeEach
    void beQuiet() {
        // Each cancel that fails is a warning.
        log.setLevel(Level.OFF);
        Hooks.onErrorDropped(error -> {
            // What meets a caller who is just leaving: that the client is closed, or that he has left.
            if (!(error instanceof ClientClosedException || error instanceof CancellationException)) {
                droppedErrors.incrementAndGet();
            }
        });
    }

    @AfterEach
    void speak() {
        log.setLevel(null);
        Hooks.resetOnErrorDropped();
    }

    /** One client, one request, one meeting. */
    private final class Round {
        private final FakeFal fal = new FakeFal();
        private final SoakLedger ledger = new SoakLedger();
        private final HeldFal held;
        private final FalClient client;
        private final AtomicInteger results = new AtomicInteger();
        private final AtomicInteger leftWithHandle = new AtomicInteger();
        private final AtomicInteger leftInDoubt = new AtomicInteger();
        private final BaseSubscriber<Object> caller = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                requestUnbounded();
            }

            @Override
            protected void hookOnError(Throwable error) {}
        };
        private final CompletableFuture<Void> call;

        Round(Way way, Moment moment) {
            held = new HeldFal(fal, moment);
            fal.streams = (call, n) ->
                    Flux.just(FakeFal.event(FakeFal.status("IN_PROGRESS")), FakeFal.event(FakeFal.status("COMPLETED")));
            client = FalClient.builder()
                    .options(ClientOptions.builder()
                            .apiKey(ApiKey.of("id:secret"))
                            .build())
                    .transport(held)
                    .metrics(ledger)
                    .build();
            FalQueue<String, Map<?, ?>> queue = FalQueue.create(
                    client,
                    FakeFal.ENDPOINT,
                    FakeFal.options().follow(way.follow()).timer(() -> TIMER).build());
            // Right behind the custody, where nothing can get lost any more between it and a caller who leaves.
            way.of(queue)
                    .doOnNext(any -> results.incrementAndGet())
                    .doOnError(this::told)
                    .subscribe(caller);
            call = held.take();
        }

        private void told(Throwable error) {
            FalException told = (FalException) error;
            if (told.handle() != null) {
                leftWithHandle.incrementAndGet();
            } else if (!told.isSafeToResubmit()) {
                leftInDoubt.incrementAndGet();
            }
        }

        void goOn() {
            call.complete(null);
        }

        private int accountedFor() {
            int ended = results.get() + fal.cancels.size() + cancelsThatNeverCame();
            return ended > 0 ? ended : leftWithHandle.get() + leftInDoubt.get();
        }

        /** One that reached fal, and whose answer a close at once has cut off, counts as what it did. */
        private int cancelsThatNeverCame() {
            return fal.cancels.isEmpty() ? (int) ledger.cancelsFailed.get() : 0;
        }

        /** An error that reaches a caller who has left counts for nothing: his leaving has cancelled the request. */
        private void forgetErrorsOfLeavers() {
            if (fal.cancels.size() + ledger.cancelsFailed.get() > 0) {
                leftWithHandle.set(0);
                leftInDoubt.set(0);
            }
        }

        /** A cancel or an answer may be on its way for a moment, and who closes may just find that the caller has left. */
        void check(boolean isClosedAtOnce) {
            goOn();
            client.compensations().settled(Duration.ofSeconds(20)).block(Duration.ofSeconds(30));
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while ((fal.accepted.get() != accountedFor()
                            || client.runningWork().running() > 0
                            || client.compensations().running() > 0)
                    && System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            forgetErrorsOfLeavers();
            assertThat(fal.accepted.get())
                    .as(
                            "accepted = %s delivered + %s cancelled + %s left on purpose + %s unknown + %s cancels failed",
                            results, fal.cancels, leftWithHandle, leftInDoubt, ledger.cancelsFailed)
                    .isEqualTo(accountedFor());
            assertThat(fal.accepted.get()).isLessThanOrEqualTo(1);
            assertThat(fal.cancels.values())
                    .allSatisfy(count -> assertThat(count).hasValue(1));
            assertThat(client.runningWork().running()).isZero();
            assertThat(client.compensations().running()).isZero();
            assertThat(ledger.owned()).isZero();
            assertThat(droppedErrors).hasValue(0);
            if (!isClosedAtOnce) {
                // Who is told by the closing may be told on its thread, and after he has left.
                assertThat(ledger.cancelsFailed).hasValue(0);
            }
            delivered.addAndGet(results.get());
            cancelled.addAndGet(fal.cancels.size());
            unsent.addAndGet(1 - fal.accepted.get());
            leftOnPurpose.addAndGet(leftWithHandle.get());
            unknown.addAndGet(leftInDoubt.get());
            cancelFailed.addAndGet(cancelsThatNeverCame());
        }
    }

    private static void closeInGoodOrder(Round round) {
        var unused = round.client.disposeLater(Duration.ZERO).subscribe();
    }

    @Test
    void cancelMeetsWrite() {
        for (int i = 0; i < ROUNDS; i++) {
            Round round = new Round(Way.RUN_STREAMING, Moment.BEFORE_WRITE);
            RaceTestUtils.race(round::goOn, round.caller::cancel);
            round.check(false);
        }
        assertThat(unsent).as("some leave before the write").hasValueGreaterThan(0);
        assertThat(delivered.get() + cancelled.get()).as("some after it").isGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource
    void cancelMeetsAnswer(Way way) {
        for (int i = 0; i < ROUNDS; i++) {
            Round round = new Round(way, Moment.BEFORE_ANSWER);
            RaceTestUtils.race(round::goOn, round.caller::cancel);
            round.check(false);
        }
        assertThat(unsent).hasValue(0);
        assertThat(cancelled).hasValueGreaterThan(0);
    }

    @ParameterizedTest
    @EnumSource
    void cancelMeetsCompletion(Way way) {
        for (int i = 0; i < ROUNDS; i++) {
            Round round = new Round(way, Moment.BEFORE_RESULT);
            RaceTestUtils.race(round::goOn, round.caller::cancel);
            round.check(false);
        }
        assertThat(delivered).as("some win").hasValueGreaterThan(0);
        assertThat(cancelled).as("some lose").hasValueGreaterThan(0);
    }

    @ParameterizedTest
    @EnumSource
    void cancelMeetsACloseInGoodOrder(Moment moment) {
        for (int i = 0; i < ROUNDS; i++) {
            Round round = new Round(Way.RUN_POLLING, moment);
            RaceTestUtils.race(() -> closeInGoodOrder(round), round.caller::cancel);
            round.goOn();
            awaitClosed(round);
            // Who was told by the closing has the handle, and the request is cancelled as well.
            round.leftWithHandle.set(0);
            round.leftInDoubt.set(0);
            round.check(false);
        }
        assertThat(delivered).hasValue(0);
        assertThat(cancelled.get() + unsent.get()).isEqualTo(ROUNDS);
    }

    private static void awaitClosed(Round round) {
        Mono<Void> closed = round.client.disposeLater(Duration.ZERO);
        closed.block(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @EnumSource
    void cancelMeetsACloseAtOnce(Moment moment) {
        for (int i = 0; i < ROUNDS; i++) {
            Round round = new Round(Way.RUN_POLLING, moment);
            RaceTestUtils.race(round.client::dispose, round.caller::cancel);
            round.check(true);
        }
        assertThat(delivered).hasValue(0);
        assertThat(cancelled.get() + unsent.get() + leftOnPurpose.get() + unknown.get() + cancelFailed.get())
                .isEqualTo(ROUNDS);
    }

    @ParameterizedTest
    @EnumSource
    void completionMeetsACloseAtOnce(Way way) {
        for (int i = 0; i < ROUNDS; i++) {
            Round round = new Round(way, Moment.BEFORE_RESULT);
            RaceTestUtils.race(round::goOn, round.client::dispose);
            round.check(true);
        }
        assertThat(delivered.get() + leftOnPurpose.get()).isEqualTo(ROUNDS);
        assertThat(delivered).as("some win").hasValueGreaterThan(0);
        assertThat(leftOnPurpose).as("some lose").hasValueGreaterThan(0);
    }
}
