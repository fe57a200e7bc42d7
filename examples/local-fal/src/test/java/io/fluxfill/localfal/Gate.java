package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.paint.Painter;
import io.fluxfill.localfal.paint.Picture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A painter that waits until it is opened, so that a job stays in progress for as long as a test wants. */
final class Gate implements Painter {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Caller.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void open() {
        opened.countDown();
    }

    @Override
    public Picture paint(Picture image, Picture mask, long seed, Consumer<String> log) throws InterruptedException {
        log.accept("at the gate");
        entered.countDown();
        try {
            if (!opened.await(Caller.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the gate");
            }
        } catch (InterruptedException e) {
            stopped.countDown();
            throw e;
        }
        log.accept("through the gate");
        return image;
    }
}
