package io.fluxfill.queue;

import java.util.Objects;

/**
 * How a request is followed.
 *
 * @since 0.1
 */
public final class Follow {
    private final PollSchedule schedule;

    private Follow(PollSchedule schedule) {
        this.schedule = schedule;
    }

    /** By asking for its status again and again. */
    public static Follow polling(PollSchedule schedule) {
        return new Follow(Objects.requireNonNull(schedule, "schedule"));
    }

    PollSchedule schedule() {
        return schedule;
    }
}
