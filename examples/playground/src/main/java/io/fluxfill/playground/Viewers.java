package io.fluxfill.playground;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Who looks at which edit. An edit whose form says so is given up when nobody has looked for some time: a page that is
 * loaded again comes back within that.
 */
@Component
final class Viewers {
    private final Map<String, Integer> byEdit = new ConcurrentHashMap<>();
    /** Since when nobody looks at an edit; a new object each time, so that an old timer is told from the last one. */
    private final Map<String, Object> alone = new ConcurrentHashMap<>();

    private final AtomicInteger all = new AtomicInteger();
    private final Duration closeAfter;

    Viewers(FluxfillProperties properties, MeterRegistry registry) {
        closeAfter = properties.closeAfter();
        Gauge.builder("playground.viewers", all, AtomicInteger::get)
                .description("Open streams of events of one edit")
                .register(registry);
    }

    /** Counts a viewer for as long as it looks. */
    <T> Flux<T> counted(Edit edit, Flux<T> events, Consumer<Edit> giveUp) {
        return Flux.defer(() -> {
            byEdit.merge(edit.id(), 1, Integer::sum);
            alone.remove(edit.id());
            all.incrementAndGet();
            return events.doFinally(signal -> {
                all.decrementAndGet();
                byEdit.computeIfPresent(edit.id(), (id, count) -> count == 1 ? null : count - 1);
                watchOver(edit, giveUp);
            });
        });
    }

    /** Gives the edit up if its form says so, and nobody looks some time from now. */
    void watchOver(Edit edit, Consumer<Edit> giveUp) {
        if (edit.request().onClose() == OnClose.CANCEL && !edit.isEnded() && isAlone(edit)) {
            Object since = new Object();
            alone.put(edit.id(), since);
            var unused = Schedulers.parallel()
                    .schedule(
                            () -> {
                                if (alone.remove(edit.id(), since) && !edit.isEnded() && isAlone(edit)) {
                                    giveUp.accept(edit);
                                }
                            },
                            closeAfter.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private boolean isAlone(Edit edit) {
        return !byEdit.containsKey(edit.id());
    }
}
