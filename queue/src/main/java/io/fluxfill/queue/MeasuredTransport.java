package io.fluxfill.queue;

import io.fluxfill.transport.Call;
import io.fluxfill.transport.Call.Operation;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.Transport;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells the {@link FollowFigures} of the context how much is read to follow a request. */
final class MeasuredTransport implements Transport {
    private final Transport transport;

    MeasuredTransport(Transport transport) {
        this.transport = transport;
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        if (call.operation() != Operation.STATUS) {
            return transport.exchange(call);
        }
        return Mono.deferContextual(context -> {
            FollowFigures figures = FollowFigures.of(context);
            return transport.exchange(figures == null ? call : call.tellingSize(figures::polled));
        });
    }

    @Override
    public Flux<ServerEvent> events(Call<?> call) {
        return Flux.deferContextual(context -> {
            FollowFigures figures = FollowFigures.of(context);
            return figures == null
                    ? transport.events(call)
                    : transport.events(call).doOnNext(event -> figures.streamed(utf8Length(event.data())));
        });
    }

    private static long utf8Length(String text) {
        // Of a pair of surrogates, which has four bytes, each one counts two.
        return text.chars()
                .map(unit -> unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate((char) unit) ? 2 : 3)
                .asLongStream()
                .sum();
    }

    @Override
    public Flux<ByteBuffer> bytes(Call<?> call) {
        return transport.bytes(call);
    }

    @Override
    public void dispose() {
        transport.dispose();
    }

    @Override
    public boolean isDisposed() {
        return transport.isDisposed();
    }
}
