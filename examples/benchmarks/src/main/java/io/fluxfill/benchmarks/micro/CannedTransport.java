package io.fluxfill.benchmarks.micro;

import io.fluxfill.transport.Call;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.Transport;
import java.nio.ByteBuffer;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers at once with what it was made with: calls in turns, streams with all events. No socket, no wait. */
final class CannedTransport implements Transport {
    private final byte[][] answers;
    private final ServerEvent[] events;
    private int next;

    private CannedTransport(byte[][] answers, ServerEvent[] events) {
        this.answers = answers;
        this.events = events;
    }

    static CannedTransport answering(byte[]... answers) {
        return new CannedTransport(answers, new ServerEvent[0]);
    }

    static CannedTransport streaming(ServerEvent... events) {
        return new CannedTransport(new byte[0][], events);
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        return Mono.fromSupplier(() -> {
            byte[] answer = answers[next];
            next = (next + 1) % answers.length;
            return new HttpReply<>(200, Map.of(), call.decoder().decode(answer));
        });
    }

    @Override
    public Flux<ByteBuffer> bytes(Call<?> call) {
        return Flux.empty();
    }

    @Override
    public Flux<ServerEvent> events(Call<?> call) {
        return Flux.fromArray(events);
    }

    @Override
    public void dispose() {
        // There is nothing to close.
    }
}
