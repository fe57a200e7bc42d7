package io.fluxfill.queue;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Hooks;

/** The errors that reach nobody any more, by where they come from. */
final class Dropped implements AutoCloseable {
    private final Map<String, AtomicLong> places = new ConcurrentHashMap<>();

    Dropped() {
        Hooks.onErrorDropped(this::add);
    }

    private void add(Throwable error) {
        String place = error + " dropped at "
                + Stream.of(new Throwable().getStackTrace())
                        .skip(2)
                        .limit(60)
                        .map(frame -> frame.getClassName().replaceAll(".*\\.", "") + "." + frame.getMethodName() + ":"
                                + frame.getLineNumber())
                        .collect(Collectors.joining(" < "));
        places.computeIfAbsent(place, any -> new AtomicLong()).incrementAndGet();
    }

    Map<String, AtomicLong> places() {
        return places;
    }

    @Override
    public void close() {
        Hooks.resetOnErrorDropped();
    }
}
