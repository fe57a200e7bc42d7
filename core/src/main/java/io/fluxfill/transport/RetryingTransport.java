package io.fluxfill.transport;

import io.fluxfill.error.FalException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.metrics.CallOutcome;
import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.transport.Call.Operation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** The one place where calls are sent again. */
final class RetryingTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger("fluxfill.http");

    private final Transport transport;
    private final RetryPolicy policy;
    private final ClientMetrics metrics;

    RetryingTransport(Transport transport, RetryPolicy policy) {
        this(transport, policy, ClientMetrics.NONE);
    }

    RetryingTransport(Transport transport, RetryPolicy policy, ClientMetrics metrics) {
        this.transport = transport;
        this.policy = policy;
        this.metrics = metrics;
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        return new Mono<HttpReply<T>>() {
            @Override
            public void subscribe(CoreSubscriber<? super HttpReply<T>> subscriber) {
                Timing timing = new Timing();
                Mono<HttpReply<T>> first;
                try {
                    first = admitted(call, timing);
                } catch (RuntimeException e) {
                    first = Mono.error(e);
                }
                first.subscribe(new FirstAttempt<>(subscriber, failure -> retried(call, timing, failure)));
            }
        };
    }

    private <T> Mono<HttpReply<T>> retried(Call<T> call, Timing timing, Throwable failure) {
        AtomicBoolean told = new AtomicBoolean();
        return Mono.defer(() -> told.getAndSet(true) ? admitted(call, timing) : Mono.error(failure))
                .retryWhen(retries(call, timing));
    }

    private <T> Mono<HttpReply<T>> admitted(Call<T> call, Timing timing) {
        Admission admission = call.admission();
        Mono<HttpReply<T>> attempt = transport.exchange(call);
        return admission.equals(Admission.OPEN)
                ? attempt
                : admission.admit(attempt.doOnSubscribe(begun -> timing.attemptBegins()));
    }

    @Override
    public Flux<ByteBuffer> bytes(Call<?> call) {
        return untilBegun(call, transport.bytes(call));
    }

    @Override
    public Flux<ServerEvent> events(Call<?> call) {
        return untilBegun(call, transport.events(call));
    }

    /** What the receiver already has cannot be taken back: only what gave nothing is begun again. */
    private <T> Flux<T> untilBegun(Call<?> call, Flux<T> unadmitted) {
        return new Flux<T>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> subscriber) {
                Timing timing = new Timing();
                Flux<T> attempt = call.admission().equals(Admission.OPEN)
                        ? unadmitted
                        : call.admission().admit(unadmitted.doOnSubscribe(any -> timing.attemptBegins()));
                attempt.subscribe(
                        new UntilBegun<>(subscriber, failure -> retriedUntilBegun(call, timing, attempt, failure)));
            }
        };
    }

    private <T> Flux<T> retriedUntilBegun(Call<?> call, Timing timing, Flux<T> attempt, Throwable failure) {
        AtomicBoolean begun = new AtomicBoolean();
        AtomicBoolean told = new AtomicBoolean();
        return Flux.defer(() -> told.getAndSet(true) ? attempt : Mono.<T>error(failure))
                .doOnNext(part -> begun.set(true))
                .onErrorMap(error -> begun.get() ? new Begun(error) : error)
                .retryWhen(retries(call, timing))
                .onErrorMap(Begun.class, Begun::failure);
    }

    /** Made per subscription. */
    private Retry retries(Call<?> call, Timing timing) {
        AtomicBoolean unknown = new AtomicBoolean();
        List<Throwable> earlier = new ArrayList<>();
        return Retry.from(failures -> failures.concatMap(
                signal -> {
                    Throwable failure = signal.failure();
                    Duration delay = policy.delay(call, failure, signal.totalRetries(), timing.elapsed());
                    if (delay == null) {
                        return Mono.<Long>error(
                                withAttempts(unknown.get() ? remembering(call, failure) : failure, earlier));
                    }
                    earlier.add(withoutTrace(failure));
                    metrics.callRetried(call.operation(), CallOutcome.of(failure));
                    LOG.debug("{}: attempt {} failed: {}; next in {}", call, signal.totalRetries() + 1, failure, delay);
                    if (mayHaveBeenAccepted(call, failure)) {
                        unknown.set(true);
                    }
                    if (!unknown.get() && failure instanceof FalException why) {
                        call.watch().refused(why);
                    }
                    return Mono.delay(delay);
                },
                1));
    }

    /** Every attempt fails in the same place, which the last one shows: of the others their words are enough. */
    private static Throwable withoutTrace(Throwable failure) {
        if (failure instanceof FalException known) {
            known.setStackTrace(new StackTraceElement[0]);
        }
        return failure;
    }

    /** What is thrown is the last real error; what came before it tells whether the trouble was always the same. */
    private static Throwable withAttempts(Throwable failure, List<Throwable> earlier) {
        Throwable thrown = failure instanceof Begun begun ? begun.failure() : failure;
        earlier.stream().filter(error -> !error.equals(thrown)).forEach(thrown::addSuppressed);
        return failure;
    }

    private static boolean mayHaveBeenAccepted(Call<?> call, Throwable failure) {
        return call.operation() == Operation.SUBMIT
                && failure instanceof FalException known
                && !known.isSafeToResubmit();
    }

    /** The last attempt may have left nothing, and still an earlier one may be running and be paid for. */
    private static FalException remembering(Call<?> call, Throwable failure) {
        return failure instanceof OutcomeUnknownException known
                ? known
                : new OutcomeUnknownException(
                        failure.getMessage() + " An earlier attempt of this "
                                + call.operation().word() + " got no answer: it may be running and be paid for.",
                        new FalException.Origin(null, call.handle(), false),
                        failure);
    }

    @Override
    public void dispose() {
        transport.dispose();
    }

    @Override
    public boolean isDisposed() {
        return transport.isDisposed();
    }

    /** The time since the first attempt began; what it waited for before is not its own. */
    private static final class Timing {
        private volatile long start = now();
        private volatile boolean hasBegun;

        void attemptBegins() {
            if (!hasBegun) {
                hasBegun = true;
                start = now();
            }
        }

        Duration elapsed() {
            return Duration.ofNanos(now() - start);
        }

        private static long now() {
            return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
        }
    }

    /** Hides a failure from the retry. */
    private static final class Begun extends RuntimeException {
        Begun(Throwable failure) {
            super(null, failure, false, false);
        }

        Throwable failure() {
            return Objects.requireNonNull(getCause());
        }
    }
}
