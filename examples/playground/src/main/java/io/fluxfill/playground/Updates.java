package io.fluxfill.playground;

import io.fluxfill.playground.EditLog.Event;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * The updates of all edits, for lists of them. Only the newest are kept: a reader that is too far behind is told to read
 * the list again, and goes on from now.
 */
@Component
final class Updates {
    private static final int KEPT = 1024;

    private record Head(long n, Sinks.Empty<Void> more) {}

    private final AtomicReferenceArray<Event> ring = new AtomicReferenceArray<>(KEPT);
    private volatile Head head = new Head(0, Sinks.empty());

    /** One thread at a time. */
    void add(String update) {
        Head before = head;
        long n = before.n() + 1;
        ring.set((int) (n % KEPT), new Event(n, "update", update));
        head = new Head(n, Sinks.empty());
        var unused = before.more().tryEmitEmpty();
    }

    /** What happens from now on; it does not end by itself. */
    Flux<Event> fromNowOn(Duration heartbeat) {
        return Flux.defer(() -> {
            Reader reader = new Reader(head.n());
            return Mono.defer(() -> reader.next(heartbeat)).repeat();
        });
    }

    private final class Reader {
        private long place;

        Reader(long place) {
            this.place = place;
        }

        Mono<Event> next(Duration heartbeat) {
            Head now = head;
            if (place == now.n()) {
                return now.more()
                        .asMono()
                        .then(Mono.<Event>empty())
                        .timeout(heartbeat, Mono.just(Event.HEARTBEAT))
                        .publishOn(Schedulers.parallel());
            }
            Event event = ring.get((int) ((place + 1) % KEPT));
            if (event != null && event.n() == place + 1) {
                place++;
                return Mono.just(event);
            }
            place = now.n();
            return Mono.just(new Event(place, "resync", "{}"));
        }
    }
}
