package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class PictureThreadsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MOST = Math.min(4, Runtime.getRuntime().availableProcessors());

    @Test
    void whoWaitsForItsTurnHoldsNoThreadThatOthersNeed() throws Exception {
        CountDownLatch full = new CountDownLatch(MOST);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        Mono<Integer> picture = PictureReader.work(() -> {
            threads.add(Thread.currentThread().getName());
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            full.countDown();
            assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
            return running.decrementAndGet();
        });
        int many = 2 * Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE;
        CountDownLatch done = new CountDownLatch(many);
        Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < many; i++) {
            Disposable unused = picture.doFinally(signal -> done.countDown()).subscribe(value -> {}, errors::add);
        }
        assertThat(full.await(30, TimeUnit.SECONDS)).isTrue();
        // As many as it has threads are free for others at once.
        CountDownLatch others = new CountDownLatch(Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE);
        List<Long> left = Flux.range(0, Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE)
                .flatMap(
                        i -> Mono.fromCallable(() -> {
                                    others.countDown();
                                    return others.await(30, TimeUnit.SECONDS) ? others.getCount() : -1L;
                                })
                                .subscribeOn(Schedulers.boundedElastic()),
                        Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE,
                        1)
                .collectList()
                .block(LIMIT);
        assertThat(left).containsOnly(0L);
        go.countDown();
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(errors).isEmpty();
        assertThat(most).hasValue(MOST);
        assertThat(threads).hasSize(many).allMatch(name -> name.startsWith("fluxfill-picture-"));
    }

    @Test
    void whoLeavesIsInterruptedAndWhoWaitedNeverBegins() throws Exception {
        CountDownLatch full = new CountDownLatch(MOST);
        CountDownLatch interrupted = new CountDownLatch(MOST);
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        Mono<Boolean> picture = PictureReader.work(() -> {
            begun.incrementAndGet();
            full.countDown();
            try {
                return never.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        List<Disposable> all = Flux.range(0, 3 * MOST)
                .map(i -> picture.subscribe(value -> {}, error -> {}))
                .collectList()
                .block(LIMIT);
        assertThat(full.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(all).hasSize(3 * MOST);
        Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            // Those that wait first: else one of them would take a place that is left.
            for (int i = 3 * MOST - 1; i >= 0; i--) {
                all.get(i).dispose();
            }
            assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
            // As many as there are threads meet, so that all have done with what they were at.
            CountDownLatch meeting = new CountDownLatch(MOST);
            Mono<Boolean> next = PictureReader.work(() -> {
                meeting.countDown();
                return meeting.await(30, TimeUnit.SECONDS);
            });
            assertThat(Flux.range(0, MOST)
                            .flatMap(i -> next, MOST, 1)
                            .collectList()
                            .block(LIMIT))
                    .containsOnly(true);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(dropped).isEmpty();
        assertThat(begun).hasValue(MOST);
    }

    @Test
    void whoIsToldOfOnePictureMayWaitForAnother() {
        Mono<String> two = PictureReader.work(() -> "one")
                .map(one -> one + " and " + PictureReader.work(() -> "another").block(LIMIT));
        assertThat(Flux.range(0, 2 * MOST)
                        .flatMap(i -> two, 2 * MOST, 1)
                        .collectList()
                        .block(LIMIT))
                .containsOnly("one and another");
    }

    @Test
    void aMaskIsLookedAtThoughWholePicturesAreWaitedFor() throws Exception {
        CountDownLatch full = new CountDownLatch(MOST);
        CountDownLatch go = new CountDownLatch(1);
        Mono<Boolean> picture = PictureReader.work(() -> {
            full.countDown();
            return go.await(30, TimeUnit.SECONDS);
        });
        Queue<Boolean> gone = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(2 * MOST);
        for (int i = 0; i < 2 * MOST; i++) {
            Disposable unused = picture.doFinally(signal -> done.countDown()).subscribe(gone::add);
        }
        assertThat(full.await(30, TimeUnit.SECONDS)).isTrue();
        ImageSource mask = Mask.rectangle(30, 20, new Region(3, 3, 5, 5)).toSource();
        ImageUrls images = ImageUrls.of(1000, 100_000, 1_000_000, null);
        assertThat(images.check(mask, mask).blockOptional(LIMIT)).isEmpty();
        go.countDown();
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(gone).hasSize(2 * MOST).containsOnly(true);
    }

    @Test
    void noEventLoopWaitsForALockWhenManyBeginAtOnce() {
        Flux<Integer> many = Flux.range(0, 20_000)
                .flatMap(
                        i -> PictureReader.work(() -> i).subscribeOn(Schedulers.parallel()),
                        Schedulers.DEFAULT_POOL_SIZE * 64,
                        1);
        assertThat(many.count().block(LIMIT)).isEqualTo(20_000);
    }
}
