package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.util.RaceTestUtils;

class SharedTimeoutTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SharedTimeout timeout = new SharedTimeout(Duration.ofSeconds(10), () -> time);
    private final List<String> expired = new ArrayList<>();

    private Disposable begin(String name) {
        return timeout.begin(() -> expired.add(name));
    }

    private void passes(int seconds) {
        time.advanceTimeBy(Duration.ofSeconds(seconds));
    }

    @Test
    void eachHasTheWholeTimeFromItsOwnBeginning() {
        begin("a");
        passes(4);
        begin("b");
        passes(5);
        assertThat(expired).isEmpty();
        passes(1);
        assertThat(expired).containsExactly("a");
        passes(3);
        assertThat(expired).containsExactly("a");
        passes(1);
        assertThat(expired).containsExactly("a", "b");
        passes(100);
        assertThat(expired).hasSize(2);
    }

    @Test
    void whatHasEndedDoesNotExpire() {
        Disposable first = begin("a");
        passes(1);
        Disposable second = begin("b");
        begin("c");
        second.dispose();
        first.dispose();
        first.dispose();
        assertThat(first.isDisposed()).isTrue();
        passes(20);
        assertThat(expired).containsExactly("c");
    }

    @Test
    void itIsSetAgainAfterAQuietTime() {
        begin("a").dispose();
        passes(60);
        begin("b");
        passes(9);
        assertThat(expired).isEmpty();
        passes(1);
        assertThat(expired).containsExactly("b");
    }

    /** However many there are, there is one timer. */
    @Test
    void oneTimerDoesForAll() {
        begin("eldest");
        for (int i = 0; i < 1000; i++) {
            begin("x").dispose();
        }
        assertThat(time.getScheduledTaskCount()).isEqualTo(1);
    }

    @Test
    void aTimerThatWasStoppedIsReplacedByTheNextBeginning() {
        VirtualTimeScheduler[] current = {VirtualTimeScheduler.create()};
        SharedTimeout replaced = new SharedTimeout(Duration.ofSeconds(10), () -> current[0]);
        replaced.begin(() -> expired.add("before"));
        current[0].dispose();
        current[0] = VirtualTimeScheduler.create();
        replaced.begin(() -> expired.add("after"));
        current[0].advanceTimeBy(Duration.ofSeconds(30));
        assertThat(expired).contains("after");
    }

    @Test
    void oneThatThrowsDoesNotKeepTheOthersFromExpiring() {
        Hooks.onErrorDropped(error -> expired.add(String.valueOf(error.getMessage())));
        try {
            timeout.begin(() -> {
                throw new IllegalStateException("a");
            });
            begin("b");
            passes(10);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(expired).containsExactly("a", "b");
    }

    /** In any order of ends, what was left is what expires. */
    @Test
    void anyOrderOfEndsLeavesTheOthers() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 300; round++) {
            expired.clear();
            List<String> left = new ArrayList<>();
            List<Disposable> ending = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Disposable begun = begin("t" + i);
                if (random.nextBoolean()) {
                    ending.add(random.nextInt(ending.size() + 1), begun);
                } else {
                    left.add("t" + i);
                }
            }
            ending.forEach(Disposable::dispose);
            passes(10);
            assertThat(expired).isEqualTo(left);
        }
    }

    @Test
    void endsThatMeetBeginningsLoseNone() {
        for (int round = 0; round < 5_000; round++) {
            AtomicInteger ran = new AtomicInteger();
            Disposable first = timeout.begin(ran::incrementAndGet);
            RaceTestUtils.race(first::dispose, () -> timeout.begin(ran::incrementAndGet));
            passes(10);
            assertThat(ran).hasValue(1);
        }
    }
}
