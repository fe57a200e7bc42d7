package io.fluxfill.benchmarks.micro;

import io.fluxfill.transport.Call;
import io.fluxfill.transport.Call.Operation;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.Transport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers at once with what it was made with, each operation with its own. No socket, no wait. */
final class CannedTransport implements Transport {
    private final Map<Operation, byte[]> answers;
    private final List<ServerEvent> events;

    CannedTransport(Map<Operation, byte[]> answers, List<ServerEvent> events) {
        this.answers = answers;
        this.events = events;
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        return Mono.fromSupplier(() -> {
            byte[] answer = Objects.requireNonNull(answers.get(call.operation()));
            return new HttpReply<>(200, Map.of(), call.decoder().decode(answer));
        });
    }

    @Override
    public Flux<ByteBuffer> bytes(Call<?> call) {
        return Flux.empty();
    }

    @Override
    public Flux<ServerEvent> events(Call<?> call) {
        return Flux.fromIterable(events);
    }

    @Override
    public void dispose() {
        // There is nothing to close.
    }
}
