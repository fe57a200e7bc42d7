package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.RequestHandle;
import io.fluxfill.transport.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** One follower for many viewers: the recipe that {@link FalQueue#watch} documents. */
@ResourceLock("virtual time")
class SharingTest {
    private static final RequestHandle HANDLE = new RequestHandle("acme/painter/v1/fill", "r1");

    private final FakeFal fal = new FakeFal();
    private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

    @BeforeEach
    void script() {
        fal.say(
                FakeFal.status("IN_QUEUE"),
                FakeFal.status("IN_PROGRESS", "a@1"),
                FakeFal.status("IN_PROGRESS", "a@1", "b@2"),
                FakeFal.status("IN_PROGRESS", "a@1", "b@2", "c@3"),
                FakeFal.status("COMPLETED"));
    }

    @AfterEach
    void realTime() {
        VirtualTimeScheduler.reset();
    }

    private Flux<QueueUpdate<Map<?, ?>>> shared() {
        return shared(fal.queue().watch(HANDLE));
    }

    private static <T> Flux<T> shared(Flux<T> updates) {
        return updates.replay(1).refCount(1, Duration.ofSeconds(5)).onBackpressureLatest();
    }

    private static final class Viewer extends BaseSubscriber<QueueUpdate<Map<?, ?>>> {
        final List<String> seen = new ArrayList<>();
        private final long first;

        Viewer(long first) {
            this.first = first;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (first > 0) {
                request(first);
            }
        }

        @Override
        protected void hookOnNext(QueueUpdate<Map<?, ?>> update) {
            seen.add(update.getClass().getSimpleName()
                    + update.newLogs().stream().map(LogLine::message).toList());
        }

        @Override
        protected void hookOnComplete() {
            seen.add("end");
        }

        @Override
        protected void hookOnError(Throwable error) {
            seen.add(error.toString());
        }
    }

    private Viewer viewer(Flux<QueueUpdate<Map<?, ?>>> shared, long first) {
        Viewer viewer = new Viewer(first);
        shared.subscribe(viewer);
        return viewer;
    }

    private void advance(int seconds) {
        time.advanceTimeBy(Duration.ofSeconds(seconds));
    }

    @Test
    void theFastTheLateAndTheOneThatTakesNothingHaveOneFollower() {
        Flux<QueueUpdate<Map<?, ?>>> shared = shared();
        Viewer idle = viewer(shared, 0);
        Viewer fast = viewer(shared, Long.MAX_VALUE);
        advance(1);
        assertThat(fast.seen).containsExactly("InQueue[]", "InProgress[a]");
        advance(1);
        assertThat(fast.seen).as("the idle one does not slow it").endsWith("InProgress[b]");
        Viewer late = viewer(shared, Long.MAX_VALUE);
        assertThat(late.seen).as("at once").containsExactly("InProgress[b]");
        advance(2);
        List<String> end = List.of("InProgress[c]", "Completed[]", "end");
        assertThat(fast.seen).endsWith(end.toArray(String[]::new));
        assertThat(late.seen).containsExactly("InProgress[b]", "InProgress[c]", "Completed[]", "end");
        assertThat(idle.seen).isEmpty();
        idle.request(1);
        assertThat(idle.seen).containsExactly("Completed[]", "end");
        assertThat(fal.statusCalls).as("one follower").hasValue(5);
        assertThat(fal.resultCalls).hasValue(1);
    }

    @Test
    void aSlowViewerGetsTheLatestStateWheneverItAsks() {
        Viewer slow = viewer(shared(), 1);
        advance(3);
        assertThat(slow.seen).containsExactly("InQueue[]");
        slow.request(1);
        assertThat(slow.seen).containsExactly("InQueue[]", "InProgress[c]");
        advance(1);
        slow.request(1);
        assertThat(slow.seen).endsWith("Completed[]", "end");
    }

    @Test
    void whenAllHaveLeftTheFollowingStops() {
        Flux<QueueUpdate<Map<?, ?>>> shared = shared();
        fal.say(FakeFal.status("IN_PROGRESS"));
        Viewer first = viewer(shared, Long.MAX_VALUE);
        Viewer second = viewer(shared, 0);
        advance(2);
        first.cancel();
        advance(2);
        assertThat(fal.statusCalls).as("one is left").hasValue(5);
        second.cancel();
        advance(4);
        assertThat(fal.statusCalls).as("it stays for who comes back").hasValue(9);
        Viewer third = viewer(shared, Long.MAX_VALUE);
        assertThat(third.seen).containsExactly("InProgress[]");
        third.cancel();
        advance(5);
        int calls = fal.statusCalls.get();
        advance(60);
        assertThat(fal.statusCalls).hasValue(calls);
        assertThat(fal.cancelled()).isZero();
        Viewer again = viewer(shared, Long.MAX_VALUE);
        assertThat(again.seen).as("a new follower").containsExactly("InProgress[]");
        assertThat(fal.statusCalls).hasValue(calls + 1);
        again.cancel();
    }

    @Test
    void whoComesAfterTheEndGetsTheSameEndWithoutACall() {
        Flux<QueueUpdate<Map<?, ?>>> shared = shared();
        Viewer first = viewer(shared, Long.MAX_VALUE);
        advance(4);
        assertThat(first.seen).endsWith("Completed[]", "end");
        advance(60);
        Viewer after = viewer(shared, Long.MAX_VALUE);
        assertThat(after.seen).containsExactly("Completed[]", "end");
        assertThat(fal.statusCalls).hasValue(5);
        assertThat(fal.resultCalls).hasValue(1);
    }

    @Test
    void anErrorIsSharedToo() {
        fal.failure = (call, ordinal) -> call.operation() == Call.Operation.RESULT ? FakeFal.failed(call) : null;
        Flux<QueueUpdate<Map<?, ?>>> shared = shared();
        Viewer first = viewer(shared, Long.MAX_VALUE);
        Viewer idle = viewer(shared, 0);
        advance(4);
        Viewer after = viewer(shared, Long.MAX_VALUE);
        for (Viewer each : List.of(first, idle, after)) {
            assertThat(each.seen).last().asString().contains("it failed");
        }
        assertThat(fal.resultCalls).hasValue(1);
    }

    @Test
    void whoOwnsTheRequestSharesItTooAndCancelsItWithTheLastOne() {
        fal.say(FakeFal.status("IN_PROGRESS"));
        Flux<QueueUpdate<Map<?, ?>>> shared = shared(fal.queue().runWithUpdates("x"));
        Viewer first = viewer(shared, Long.MAX_VALUE);
        Viewer second = viewer(shared, Long.MAX_VALUE);
        advance(2);
        assertThat(fal.accepted).hasValue(1);
        first.cancel();
        advance(10);
        assertThat(fal.cancelled()).isZero();
        second.cancel();
        advance(4);
        assertThat(fal.cancelled()).isZero();
        advance(1);
        assertThat(fal.cancels).containsOnlyKeys("r1");
    }
}
