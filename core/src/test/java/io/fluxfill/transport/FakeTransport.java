package io.fluxfill.transport;

import io.fluxfill.error.FalException;
import io.fluxfill.error.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Answers calls by a script, one entry per attempt, and remembers when they came. A missing entry is a failure. */
public final class FakeTransport implements Transport {
    private final Deque<Step> script = new ArrayDeque<>();
    private final List<Long> attempts = new ArrayList<>();
    private final AtomicInteger cancels = new AtomicInteger();
    private boolean disposed;

    private record Step(boolean connects, Mono<String> body, Mono<String> end) {}

    /** The next attempt is written, and fails so. */
    public FakeTransport fails(FalException error) {
        script.add(new Step(true, Mono.error(error), Mono.empty()));
        return this;
    }

    /** The next attempt gets no connection. */
    public FakeTransport isNotConnected() {
        TransportException error =
                new TransportException("no connection", false, FalException.Origin.LOCAL, new IOException());
        script.add(new Step(false, Mono.error(error), Mono.empty()));
        return this;
    }

    /** The next attempt is answered so. */
    public FakeTransport answers(String body) {
        return answers(Mono.just(body));
    }

    /** The next attempt is answered when this is. */
    public FakeTransport answers(Mono<String> body) {
        script.add(new Step(true, body, Mono.empty()));
        return this;
    }

    /** The next download gives this, and then fails so. */
    public FakeTransport breaksAfter(String body, FalException error) {
        script.add(new Step(true, Mono.just(body), Mono.error(error)));
        return this;
    }

    /** When each attempt came, in milliseconds of the scheduler's clock. */
    public List<Long> attempts() {
        return attempts;
    }

    /** How many attempts were cancelled. */
    public int cancels() {
        return cancels.get();
    }

    private Step next(Call<?> call) {
        attempts.add(Schedulers.parallel().now(TimeUnit.MILLISECONDS));
        Step step = Objects.requireNonNull(script.poll(), "an attempt that no script expects");
        if (step.connects() && !call.watch().beforeWrite()) {
            throw new IllegalStateException("nothing may be written");
        }
        return step;
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        return Mono.defer(() -> {
            Step step = next(call);
            return step.body()
                    .map(body -> new HttpReply<>(200, Map.of(), call.decoder().decode(utf8(body))))
                    .doOnCancel(cancels::incrementAndGet);
        });
    }

    @Override
    public Flux<ByteBuffer> bytes(Call<?> call) {
        return Flux.defer(() -> {
            Step step = next(call);
            return step.body()
                    .concatWith(step.end())
                    .map(body -> ByteBuffer.wrap(utf8(body)))
                    .doOnCancel(cancels::incrementAndGet);
        });
    }

    @Override
    public Flux<ServerEvent> events(Call<?> call) {
        return Flux.defer(() -> {
            Step step = next(call);
            return step.body()
                    .concatWith(step.end())
                    .map(data -> new ServerEvent("message", data, null))
                    .doOnCancel(cancels::incrementAndGet);
        });
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void dispose() {
        disposed = true;
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}
