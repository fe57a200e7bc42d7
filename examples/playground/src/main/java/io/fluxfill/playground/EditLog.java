package io.fluxfill.playground;

import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * The events of one edit, numbered from 1. There is one writer, which puts an event here after it is in the journal, and
 * any number of readers, each at its own place: a reader that does not read costs its place, and nothing else.
 */
final class EditLog {
    /** How many events a reader is handed at once. */
    private static final int SLICE = 64;

    private static final Event[] NONE = {};

    /**
     * Something that happened.
     *
     * @param n its number
     * @param name what kind of thing
     * @param data as JSON
     */
    record Event(long n, String name, String data) {
        /** What a reader gets when there was nothing for long. */
        static final Event HEARTBEAT = new Event(0, "", "");

        boolean isHeartbeat() {
            return n == 0;
        }
    }

    /** What there is, and a signal that there is more. Events beyond the size belong to a later one. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Tail(Event[] events, int size, boolean hasEnded, Sinks.Empty<Void> more) {
        static Tail of(Event[] events, int size, boolean hasEnded) {
            return new Tail(events, size, hasEnded, Sinks.empty());
        }
    }

    private final Callable<List<Event>> journal;
    private volatile @Nullable Tail tail;
    private volatile SoftReference<Tail> ended = new SoftReference<>(null);

    private EditLog(Callable<List<Event>> journal, @Nullable Tail tail) {
        this.journal = journal;
        this.tail = tail;
    }

    /**
     * A log that goes on.
     *
     * @param before what is in it already
     * @param journal reads all events again, once it has ended
     */
    static EditLog open(List<Event> before, Callable<List<Event>> journal) {
        return new EditLog(journal, Tail.of(before.toArray(NONE), before.size(), false));
    }

    /** A log that has ended; its events are read when somebody wants them. */
    static EditLog ended(Callable<List<Event>> journal) {
        return new EditLog(journal, null);
    }

    /** Adds events. One thread at a time, and not after the end. */
    void add(List<Event> events, boolean isEnd) {
        Tail before = tail;
        if (before == null) {
            return;
        }
        int size = before.size() + events.size();
        Event[] all = size <= before.events().length
                ? before.events()
                : Arrays.copyOf(before.events(), Math.max(16, 2 * size));
        for (int i = 0; i < events.size(); i++) {
            all[before.size() + i] = events.get(i);
        }
        Tail after = Tail.of(all, size, isEnd);
        if (isEnd) {
            ended = new SoftReference<>(after);
            tail = null;
        } else {
            tail = after;
        }
        // Whoever waits holds the tail before this one.
        var unused = before.more().tryEmitEmpty();
        if (isEnd) {
            var unusedToo = after.more().tryEmitEmpty();
        }
    }

    /**
     * The events behind a number, those that are there and those to come, until the end. Demand governs what is handed
     * out, and nothing is kept for a reader.
     *
     * @param heartbeat after so long without an event there is a heartbeat
     */
    Flux<Event> after(long n, Duration heartbeat) {
        return Flux.defer(() -> {
            Reader reader = new Reader(Math.max(0, n));
            return Flux.defer(() -> reader.next(heartbeat)).repeat(() -> !reader.isDone());
        });
    }

    /** Whether nothing comes behind a number any more. */
    Mono<Boolean> isOver(long n) {
        return Mono.defer(this::current).map(now -> now.hasEnded() && n >= now.size());
    }

    private Mono<Tail> current() {
        Tail live = tail;
        Tail kept = live == null ? ended.get() : live;
        return kept != null ? Mono.just(kept) : Mono.fromCallable(this::read).subscribeOn(Schedulers.boundedElastic());
    }

    private Tail read() throws Exception {
        List<Event> events = journal.call();
        Tail all = Tail.of(events.toArray(NONE), events.size(), true);
        ended = new SoftReference<>(all);
        return all;
    }

    /** One reader. */
    private final class Reader {
        // Not volatile: a subscription is asked by one thread after the other.
        private int place;
        private @Nullable Tail known;

        Reader(long first) {
            place = (int) Math.min(first, Integer.MAX_VALUE);
        }

        boolean isDone() {
            Tail last = known;
            return last != null && last.hasEnded() && place >= last.size();
        }

        Flux<Event> next(Duration heartbeat) {
            Tail last = known;
            return last != null && last.hasEnded()
                    ? slice(last)
                    : current().flatMapMany(now -> {
                        known = now;
                        return place < now.size() || now.hasEnded() ? slice(now) : waiting(now, heartbeat);
                    });
        }

        /** The numbers have no gaps, so a place tells what is behind it. */
        private Flux<Event> slice(Tail from) {
            int to = (int) Math.min(from.size(), (long) place + SLICE);
            return place >= to
                    ? Flux.empty()
                    : Flux.fromIterable(Arrays.asList(from.events()).subList(place, to))
                            .doOnNext(event -> place = (int) event.n());
        }

        private Flux<Event> waiting(Tail now, Duration heartbeat) {
            return now.more()
                    .asMono()
                    .then(Mono.<Event>empty())
                    .timeout(heartbeat, Mono.just(Event.HEARTBEAT))
                    // The writer is not to wait until five hundred readers have been told.
                    .publishOn(Schedulers.parallel())
                    .flux();
        }
    }
}
