package io.fluxfill.queue;

import java.util.Objects;

/**
 * How a request is followed: by asking for its status again and again, or over a stream that fal keeps open and writes
 * every change to. Whichever it is, callers see the same updates, and each log line once.
 *
 * @since 0.1
 */
public final class Follow {
    /** The ways to follow. */
    enum Way {
        POLLING,
        STREAMING,
        AUTOMATIC
    }

    private final Way way;
    private final PollSchedule schedule;

    private Follow(Way way, PollSchedule schedule) {
        this.way = way;
        this.schedule = Objects.requireNonNull(schedule, "schedule");
    }

    /** By asking for its status again and again. */
    public static Follow polling(PollSchedule schedule) {
        return new Follow(Way.POLLING, schedule);
    }

    /** As {@link #streaming(PollSchedule)} with {@link PollSchedule#adaptive()}. */
    public static Follow streaming() {
        return streaming(PollSchedule.adaptive());
    }

    /**
     * Over a stream of its own for each request. One that has to wait for its turn ({@link
     * io.fluxfill.ClientOptions#maxOpenStreams()}) waits ten seconds at most. A stream that breaks, or is silent for longer
     * than {@link io.fluxfill.ClientOptions#streamIdleTimeout()}, is opened again, and the status is asked for in between.
     * One that fal refuses, that says nothing, or that breaks four times in a row is given up, and its request is polled.
     *
     * @param fallback how requests are polled whose streams were given up
     */
    public static Follow streaming(PollSchedule fallback) {
        return new Follow(Way.STREAMING, fallback);
    }

    /**
     * As {@link #automatic(PollSchedule)} with a {@link PollSchedule#adaptive()} of its own: what that learns is shared by
     * the queues that share this value.
     */
    public static Follow automatic() {
        return automatic(PollSchedule.adaptive());
    }

    /**
     * Over a stream while the client has room for one more ({@link io.fluxfill.ClientOptions#maxOpenStreams()}), and by
     * polling when it has not: no request waits for another one's stream.
     *
     * @param rest how requests are polled that have no stream
     */
    public static Follow automatic(PollSchedule rest) {
        return new Follow(Way.AUTOMATIC, rest);
    }

    Way way() {
        return way;
    }

    /** Of what is polled. */
    PollSchedule schedule() {
        return schedule;
    }
}
