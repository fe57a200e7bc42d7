package io.fluxfill.queue;

import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.Call.Operation;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.Transport;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Holds one call at one moment, so that two threads can meet there; and ends what runs when it is disposed of. */
final class HeldFal implements Transport {
    /** Where a call waits. */
    enum Moment {
        BEFORE_WRITE(Operation.SUBMIT),
        BEFORE_ANSWER(Operation.SUBMIT),
        BEFORE_STATUS(Operation.STATUS),
        BEFORE_RESULT(Operation.RESULT);

        private final Operation operation;

        Moment(Operation operation) {
            this.operation = operation;
        }
    }

    private final FakeFal fal;
    private final Moment moment;
    private final CompletableFuture<Void> disposed = new CompletableFuture<>();
    private volatile @Nullable CompletableFuture<Void> held;

    HeldFal(FakeFal fal, Moment moment) {
        this.fal = fal;
        this.moment = moment;
    }

    /** Waits until a call is held, and takes it: completing it lets the call go on. */
    CompletableFuture<Void> take() {
        CompletableFuture<Void> taken = held;
        while (taken == null) {
            Thread.onSpinWait();
            taken = held;
        }
        held = null;
        return taken;
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        return Mono.defer(() -> {
            if (disposed.isDone()) {
                return Mono.error(closed(call, call.operation() == Operation.SUBMIT));
            }
            Mono<HttpReply<T>> answer = fal.exchange(call);
            Mono<HttpReply<T>> held = call.operation() != moment.operation
                    ? answer
                    : moment == Moment.BEFORE_WRITE
                            ? hold().then(answer)
                            : answer.flatMap(reply -> hold().thenReturn(reply));
            return Cut.on(
                    held,
                    Mono.fromFuture(() -> disposed, true)
                            .then(Mono.error(() -> closed(call, moment == Moment.BEFORE_WRITE))));
        });
    }

    private Mono<Void> hold() {
        return Mono.defer(() -> {
            CompletableFuture<Void> future = new CompletableFuture<>();
            Mono<Void> released = Mono.fromFuture(() -> future, true);
            held = future;
            return released;
        });
    }

    private static ClientClosedException closed(Call<?> call, boolean isUnsent) {
        return new ClientClosedException(
                "closed",
                call.handle() == null
                        ? new FalException.Origin(null, null, isUnsent)
                        : FalException.Origin.of(call.handle()),
                null);
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
        disposed.complete(null);
    }

    @Override
    public boolean isDisposed() {
        return disposed.isDone();
    }
}
