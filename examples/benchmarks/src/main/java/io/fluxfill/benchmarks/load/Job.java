package io.fluxfill.benchmarks.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One accepted request. */
final class Job {
    enum State {
        IN_QUEUE,
        IN_PROGRESS,
        COMPLETED
    }

    final int index;
    final long number;
    final byte[] id;
    final long service;
    final long acceptedAt;
    final List<JobStream> streams = new ArrayList<>(1);
    final Map<Route, Long> notBefore = new EnumMap<>(Route.class);
    State state = State.IN_QUEUE;
    int ticket;
    int logs;
    long completedAt;
    /** When its result was asked for first; 0 for never. */
    long askedAt;

    boolean isAnswered;
    boolean isFetched;
    boolean isCancelled;
    boolean isCut;

    Job(int index, long number, byte[] id, long service, long acceptedAt) {
        this.index = index;
        this.number = number;
        this.id = id;
        this.service = service;
        this.acceptedAt = acceptedAt;
    }
}
