package io.fluxfill.transport;

import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What a client is asked to do and has not done yet: what costs money, and what brings home what was paid for. Who closes
 * the client stops admitting more of it, waits for it, and ends what takes too long.
 *
 * <p>One atomic number holds both how many run and whether more are admitted. So whoever starts while the client is being
 * closed is either waited for or refused before anything was sent; there is nothing between.
 *
 * @since 0.1
 */
public final class RunningWork {
    /** The sign bit: no more are admitted. The other bits count. */
    private static final int CLOSED = Integer.MIN_VALUE;

    /** As good as for ever; nanoseconds overflow at three times of it. */
    private static final Duration CENTURY = Duration.ofDays(36_525);

    /** What is told to end ends at once, unless a subscriber holds it up. */
    private static final Duration UNTIL_TOLD = Duration.ofSeconds(5);

    /** Under which what is within a piece finds it in its context. */
    private static final Class<?> WITHIN = RunningPiece.class;

    private final AtomicInteger state = new AtomicInteger();
    private final Set<RunningPiece<?>> pieces = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private volatile boolean isCancelled;

    /** For a client, and for tests. */
    public RunningWork() {}

    /**
     * The same work, counted while it runs. When the client is being closed it ends with a
     * {@link ClientClosedException} before it is subscribed to, and nothing was sent. Work within work that was admitted
     * belongs to it, and is never refused.
     *
     * @param what it is, for the message
     * @param leave called at most once, when the work is to end now: leaves it behind in good order and gives what its
     *     subscriber is told; then the work must not complete by itself. Or null if it has just ended by itself
     */
    public <T> Flux<T> admit(String what, Flux<T> work, Supplier<? extends @Nullable ClientClosedException> leave) {
        return new FluxOperator<T, T>(work) {
            @Override
            public void subscribe(CoreSubscriber<? super T> subscriber) {
                RunningWork.this.admit(what, source, subscriber, leave, false);
            }
        };
    }

    /** As {@link #admit(String, Flux, Supplier)}. */
    public <T> Mono<T> admit(String what, Mono<T> work, Supplier<? extends @Nullable ClientClosedException> leave) {
        return new MonoOperator<T, T>(work) {
            @Override
            public void subscribe(CoreSubscriber<? super T> subscriber) {
                RunningWork.this.admit(what, source, subscriber, leave, true);
            }
        };
    }

    private <T> void admit(
            String what,
            CorePublisher<? extends T> work,
            CoreSubscriber<? super T> subscriber,
            Supplier<? extends @Nullable ClientClosedException> leave,
            boolean isMono) {
        Context context = subscriber.currentContext();
        RunningPiece<?> outer = around(context);
        if (outer != null && outer.isWithin(this)) {
            work.subscribe(subscriber);
        } else if (count(false)) {
            run(work, new RunningPiece<>(subscriber, this, true, isMono, leave));
        } else {
            Operators.error(
                    subscriber,
                    new ClientClosedException(
                            what + " was not started, and nothing was sent: the client is being closed.",
                            FalException.Origin.LOCAL,
                            null));
        }
    }

    /**
     * Work that brings home what other work has made: it is counted too, and begins even while the client is being closed,
     * until the transport is.
     */
    public <T> Flux<T> follow(Flux<T> work, Supplier<? extends @Nullable ClientClosedException> leave) {
        return new FluxOperator<T, T>(work) {
            @Override
            public void subscribe(CoreSubscriber<? super T> subscriber) {
                RunningWork.this.follow(source, subscriber, leave, false);
            }
        };
    }

    /** As {@link #follow(Flux, Supplier)}. */
    public <T> Mono<T> follow(Mono<T> work, Supplier<? extends @Nullable ClientClosedException> leave) {
        return new MonoOperator<T, T>(work) {
            @Override
            public void subscribe(CoreSubscriber<? super T> subscriber) {
                RunningWork.this.follow(source, subscriber, leave, true);
            }
        };
    }

    private <T> void follow(
            CorePublisher<? extends T> work,
            CoreSubscriber<? super T> subscriber,
            Supplier<? extends @Nullable ClientClosedException> leave,
            boolean isMono) {
        run(work, new RunningPiece<>(subscriber, this, count(true), isMono, leave));
    }

    static @Nullable RunningPiece<?> around(Context context) {
        return context.getOrDefault(WITHIN, null);
    }

    static Context within(RunningPiece<?> piece, Context context) {
        return context.put(WITHIN, piece);
    }

    /** For exchanges in which nothing is admitted: Reactor Netty copies a context again and again, unless it is empty. */
    static Context without(Context context) {
        return context.delete(WITHIN);
    }

    private <T> void run(CorePublisher<? extends T> work, RunningPiece<T> piece) {
        pieces.add(piece);
        if (isCancelled) {
            piece.end();
        }
        work.subscribe(piece);
    }

    /** How many run. */
    public int running() {
        return state.get() & ~CLOSED;
    }

    /** Admits no more. */
    public void close() {
        if (state.getAndUpdate(current -> current | CLOSED) == 0) {
            idle.complete(null);
        }
    }

    /**
     * Admits no more, and completes when everything has ended. What has not ended within the patience is told to, and is
     * waited for only briefly. Cold; it may be subscribed to as often as one likes, and the least patience counts.
     */
    public Mono<Void> ended(Duration patience) {
        Duration bounded = patience.compareTo(CENTURY) > 0 ? CENTURY : patience;
        return Mono.defer(() -> {
            close();
            return idle().timeout(
                            bounded, Mono.fromRunnable(this::cancel).then(idle().timeout(UNTIL_TOLD, Mono.empty())));
        });
    }

    private Mono<Void> idle() {
        return Mono.fromFuture(() -> idle, true);
    }

    private void cancel() {
        isCancelled = true;
        // One whose subscriber throws must not keep the others from being told.
        pieces.forEach(piece -> {
            try {
                piece.end();
            } catch (RuntimeException | Error e) {
                Exceptions.throwIfFatal(e);
                Operators.onErrorDropped(e, Context.empty());
            }
        });
    }

    /** Whether there is room: always before the closing, and with what still runs for what follows on it. */
    private boolean count(boolean follows) {
        while (true) {
            int current = state.get();
            if (current < 0 && (!follows || current == CLOSED)) {
                return false;
            }
            if (state.compareAndSet(current, current + 1)) {
                return true;
            }
        }
    }

    /** It is over; to be said once. */
    void left(RunningPiece<?> piece) {
        pieces.remove(piece);
        if (piece.isCounted() && state.decrementAndGet() == CLOSED) {
            idle.complete(null);
        }
    }
}
