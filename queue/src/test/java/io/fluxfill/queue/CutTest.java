package io.fluxfill.queue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class CutTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestPublisher<String> source = TestPublisher.create();
    private final TestPublisher<Void> failure = TestPublisher.create();

    @Test
    void theFailureEndsTheSourceAndIsTold() {
        StepVerifier.create(Cut.on(source.flux(), failure, () -> false))
                .then(() -> source.next("a"))
                .expectNext("a")
                .then(() -> failure.error(new IllegalStateException("late")))
                .expectErrorMessage("late")
                .verify(PATIENCE);
        source.assertCancelled();
    }

    @Test
    void whatHasComeMeanwhileIsNotTakenAway() {
        StepVerifier.create(Cut.on(source.flux(), failure, () -> true))
                .then(() -> failure.error(new IllegalStateException("late")))
                .expectComplete()
                .verify(PATIENCE);
        source.assertCancelled();
    }

    @Test
    void theFailureEndsASourceOfOneAndIsTold() {
        StepVerifier.create(Cut.on(source.mono(), failure))
                .then(() -> failure.error(new IllegalStateException("late")))
                .expectErrorMessage("late")
                .verify(PATIENCE);
        source.assertCancelled();
    }

    @Test
    void theSourceEndsTheWaitForAFailure() {
        StepVerifier.create(Cut.on(source.mono(), failure))
                .then(() -> source.emit("a"))
                .expectNext("a")
                .expectComplete()
                .verify(PATIENCE);
        failure.assertCancelled();
    }

    @Test
    void anEmptySourceIsEmpty() {
        StepVerifier.create(Cut.on(Mono.empty(), failure)).expectComplete().verify(PATIENCE);
        failure.assertCancelled();
    }

    @Test
    void theErrorOfTheSourceIsTold() {
        StepVerifier.create(Cut.on(source.mono(), failure))
                .then(() -> source.error(new IllegalStateException("broken")))
                .expectErrorMessage("broken")
                .verify(PATIENCE);
        failure.assertCancelled();
    }

    @Test
    void whoLeavesLeavesBoth() {
        StepVerifier.create(Cut.on(source.mono(), failure)).thenCancel().verify(PATIENCE);
        source.assertCancelled();
        failure.assertCancelled();
    }
}
