package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.error.FalException;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.util.RaceTestUtils;

@ResourceLock("virtual time")
class InFlightLimitTest {
    private final FalException refusal = new RateLimitedException("slow down", null, Origin.LOCAL, null);

    private VirtualTimeScheduler time;
    private final List<String> in = new ArrayList<>();

    @BeforeEach
    void stopTheClock() {
        time = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void letItGo() {
        VirtualTimeScheduler.reset();
    }

    private InFlightLimit.Place enter(InFlightLimit.Lane lane, String name) {
        InFlightLimit.Place place = lane.place();
        Disposable unused = place.entered().subscribe(null, null, () -> in.add(name));
        return place;
    }

    private static void accept(InFlightLimit limit, int times) {
        for (int i = 0; i < times; i++) {
            limit.accepted();
        }
    }

    @Test
    void letsInSoManyAndOneMoreForEachThatLeaves() {
        InFlightLimit limit = InFlightLimit.of(2);
        InFlightLimit.Lane lane = limit.lane();
        InFlightLimit.Place a = enter(lane, "a");
        enter(lane, "b");
        InFlightLimit.Place c = enter(lane, "c");
        enter(lane, "d");
        assertThat(in).containsExactly("a", "b");
        assertThat(limit.inFlight()).isEqualTo(2);
        c.leave();
        assertThat(in).as("who waits gives no place up").containsExactly("a", "b");
        a.leave();
        a.leave();
        assertThat(in).as("once").containsExactly("a", "b", "d");
        assertThat(limit.inFlight()).isEqualTo(2);
        assertThat(limit.limit()).isEqualTo(2);
    }

    @Test
    void lanesTakeTurnsHoweverManyWaitInOne() {
        InFlightLimit limit = InFlightLimit.of(1);
        InFlightLimit.Lane many = limit.lane();
        InFlightLimit.Place first = enter(many, "m0");
        List<InFlightLimit.Place> places = new ArrayList<>();
        for (int i = 1; i < 6; i++) {
            places.add(enter(many, "m" + i));
        }
        InFlightLimit.Lane few = limit.lane();
        InFlightLimit.Place f1 = enter(few, "f1");
        InFlightLimit.Place f2 = enter(few, "f2");
        first.leave();
        places.get(0).leave();
        f1.leave();
        places.get(1).leave();
        f2.leave();
        places.get(2).leave();
        assertThat(in).containsExactly("m0", "m1", "f1", "m2", "f2", "m3", "m4");
    }

    @Test
    void whoLeavesBeforeEnteringIsNeverLetIn() {
        InFlightLimit limit = InFlightLimit.of(1);
        InFlightLimit.Place place = limit.lane().place();
        place.leave();
        Disposable unused = place.entered().subscribe(null, null, () -> in.add("late"));
        assertThat(in).isEmpty();
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void tenThousandThatEndAtOnceDoNotOverflowTheStack() {
        InFlightLimit limit = InFlightLimit.of(1);
        InFlightLimit.Lane lane = limit.lane();
        InFlightLimit.Place first = enter(lane, "first");
        AtomicInteger ended = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            InFlightLimit.Place place = lane.place();
            Disposable unused = place.entered().subscribe(null, null, () -> {
                ended.incrementAndGet();
                place.leave();
            });
        }
        first.leave();
        assertThat(ended).hasValue(10_000);
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void anAdaptiveOneDoublesUntilTheFirstRefusal() {
        InFlightLimit limit = InFlightLimit.adaptive(2, 100);
        InFlightLimit.Lane lane = limit.lane();
        for (int i = 0; i < 200; i++) {
            enter(lane, "x");
        }
        assertThat(in).hasSize(2);
        accept(limit, 2);
        assertThat(in).as("at once, not when somebody leaves").hasSize(4);
        accept(limit, 4);
        assertThat(limit.limit()).isEqualTo(8);
        accept(limit, 1_000);
        assertThat(limit.limit()).as("its maximum").isEqualTo(100);
        assertThat(in).hasSize(100);
    }

    @Test
    void afterARefusalItGrowsByOneARound() {
        InFlightLimit limit = InFlightLimit.adaptive(1, 100);
        InFlightLimit.Lane lane = limit.lane();
        List<InFlightLimit.Place> places = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            places.add(enter(lane, "x"));
        }
        accept(limit, 15);
        assertThat(limit.limit()).isEqualTo(16);
        limit.refused(refusal);
        assertThat(limit.limit()).isEqualTo(12);
        assertThat(limit.inFlight()).as("what is in flight stays").isEqualTo(16);
        places.subList(0, 4).forEach(InFlightLimit.Place::leave);
        assertThat(limit.inFlight()).as("and nobody comes after it").isEqualTo(12);
        accept(limit, 11);
        assertThat(limit.limit()).isEqualTo(12);
        accept(limit, 1);
        assertThat(limit.limit()).isEqualTo(13);
        assertThat(limit.inFlight()).isEqualTo(13);
        accept(limit, 12);
        assertThat(limit.limit()).isEqualTo(13);
        accept(limit, 1);
        assertThat(limit.limit()).isEqualTo(14);
    }

    @Test
    void aBurstOfRefusalsCountsOnce() {
        InFlightLimit limit = InFlightLimit.adaptive(2, 100);
        InFlightLimit.Lane lane = limit.lane();
        for (int i = 0; i < 200; i++) {
            enter(lane, "x");
        }
        accept(limit, 62);
        assertThat(limit.limit()).isEqualTo(64);
        for (int i = 0; i < 20; i++) {
            limit.refused(refusal);
        }
        assertThat(limit.limit()).isEqualTo(48);
        time.advanceTimeBy(Duration.ofMillis(999));
        limit.refused(refusal);
        assertThat(limit.limit()).isEqualTo(48);
        time.advanceTimeBy(Duration.ofMillis(1));
        limit.refused(refusal);
        assertThat(limit.limit()).isEqualTo(36);
        for (int i = 0; i < 20; i++) {
            time.advanceTimeBy(Duration.ofSeconds(1));
            limit.refused(refusal);
        }
        assertThat(limit.limit()).as("its minimum").isEqualTo(2);
    }

    @Test
    void onlyARefusalWith429Counts() {
        InFlightLimit limit = InFlightLimit.adaptive(1, 100);
        InFlightLimit.Lane lane = limit.lane();
        for (int i = 0; i < 20; i++) {
            enter(lane, "x");
        }
        accept(limit, 7);
        limit.refused(new TransportException("no connection", false, Origin.LOCAL, null));
        assertThat(limit.limit()).isEqualTo(8);
    }

    @Test
    void itDoesNotGrowWhileItHoldsNobodyBack() {
        InFlightLimit limit = InFlightLimit.adaptive(4, 100);
        InFlightLimit.Lane lane = limit.lane();
        for (int i = 0; i < 4; i++) {
            enter(lane, "x");
        }
        accept(limit, 100);
        assertThat(limit.limit()).isLessThanOrEqualTo(5);
    }

    @Test
    void aFixedOneStaysWhateverHappens() {
        InFlightLimit limit = InFlightLimit.of(4);
        for (int i = 0; i < 10; i++) {
            enter(limit.lane(), "x");
        }
        accept(limit, 100);
        limit.refused(refusal);
        assertThat(limit.limit()).isEqualTo(4);
    }

    @Test
    void saysWhatItCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> InFlightLimit.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> InFlightLimit.adaptive(0, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> InFlightLimit.adaptive(4, 3));
    }

    @Test
    void everyPlaceComesBackWhoeverRaces() {
        VirtualTimeScheduler.reset();
        SplittableRandom random = new SplittableRandom(7);
        InFlightLimit limit = InFlightLimit.adaptive(1, 3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        for (int round = 0; round < 10_000; round++) {
            InFlightLimit.Lane lane = limit.lane();
            List<Runnable> racers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int spins = random.nextInt(300);
                AtomicBoolean entered = new AtomicBoolean();
                InFlightLimit.Place place = lane.place();
                Mono<Void> stay = place.entered()
                        .then(Mono.<Void>fromRunnable(() -> {
                            entered.set(true);
                            served.incrementAndGet();
                            assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(3);
                            inside.decrementAndGet();
                        }))
                        .doFinally(signal -> place.leave());
                racers.add(() -> {
                    Disposable disposable = stay.subscribe();
                    for (int spin = 0; spin < spins && !entered.get(); spin++) {
                        Thread.onSpinWait();
                    }
                    disposable.dispose();
                });
            }
            racers.add(() -> {
                limit.accepted();
                limit.refused(refusal);
            });
            RaceTestUtils.race(racers.toArray(Runnable[]::new));
            assertThat(limit.inFlight()).as("round %s", round).isZero();
        }
        assertThat(served.get()).isBetween(100, 40_000);
    }
}
