package io.fluxfill.queue;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.Endpoint;
import io.fluxfill.FalClient;
import io.fluxfill.error.FalException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.Retries;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.Transport;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stands before a fake fal, refuses submits with 429, and counts how many requests are in flight behind it. */
final class Gatekeeper implements Transport {
    private final FakeFal fal;
    private final AtomicInteger submits = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger peak = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();

    /** Whether the n-th submit is refused, n from 0. */
    volatile IntPredicate refuses = n -> false;
    /** How many requests are let in at once. */
    volatile int room = Integer.MAX_VALUE;

    volatile @Nullable Duration retryAfter;

    private final Map<String, Boolean> running = new ConcurrentHashMap<>();

    Gatekeeper(FakeFal fal) {
        this.fal = fal;
    }

    /** With the library's own retries over it. */
    FalQueue<String, Map<?, ?>> queue() {
        return queue(FakeFal.ENDPOINT);
    }

    FalQueue<String, Map<?, ?>> queue(Endpoint<String, Map<?, ?>> endpoint) {
        return FalQueue.create(
                client(), endpoint, FakeFal.options().maxSubmits(10_000).build());
    }

    FalClient client() {
        ClientOptions options =
                ClientOptions.builder().apiKey(ApiKey.of("id:secret")).build();
        return FalClient.builder()
                .options(options)
                .transport(Retries.over(this))
                .build();
    }

    /** An endpoint whose inputs are their own prices; what is no number has none. */
    static Endpoint<String, Map<?, ?>> priced() {
        return FakeFal.ENDPOINT.withEstimate(input -> switch (input) {
            case "never" -> Mono.never();
            case "broken" -> Mono.error(new IllegalStateException("no header"));
            case "unknown" -> Mono.empty();
            case "negative" -> Mono.just(BigDecimal.ONE.negate());
            default -> Mono.just(new BigDecimal(input));
        });
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        return switch (call.operation()) {
            case SUBMIT -> Mono.defer(() -> submit(call));
            case RESULT -> fal.exchange(call).doOnTerminate(() -> ended(call));
            case CANCEL -> fal.exchange(call).doOnSubscribe(any -> ended(call));
            default -> fal.exchange(call);
        };
    }

    private <T> Mono<HttpReply<T>> submit(Call<T> call) {
        int n = submits.getAndIncrement();
        if (refuses.test(n) || inFlight.get() >= room) {
            refused.incrementAndGet();
            return call.watch().beforeWrite()
                    ? Mono.error(new RateLimitedException("slow down", retryAfter, FalException.Origin.LOCAL, null))
                    : Mono.error(new CancellationException("the caller left"));
        }
        int now = inFlight.incrementAndGet();
        peak.accumulateAndGet(now, Math::max);
        return fal.exchange(call);
    }

    private void ended(Call<?> call) {
        if (call.handle() != null && running.put(call.handle().requestId(), true) == null) {
            inFlight.decrementAndGet();
        }
    }

    int inFlight() {
        return inFlight.get();
    }

    int submits() {
        return submits.get();
    }

    @Override
    public Flux<ServerEvent> events(Call<?> call) {
        return fal.events(call);
    }

    @Override
    public Flux<ByteBuffer> bytes(Call<?> call) {
        return fal.bytes(call);
    }

    @Override
    public void dispose() {
        fal.dispose();
    }

    @Override
    public boolean isDisposed() {
        return fal.isDisposed();
    }
}
