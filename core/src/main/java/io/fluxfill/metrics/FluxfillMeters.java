package io.fluxfill.metrics;

import java.util.List;

/**
 * Every meter of this library. The values of its tags come from closed sets: {@link io.fluxfill.transport.Call.Operation},
 * {@link CallOutcome} and {@link CancelReason}.
 *
 * @since 0.1
 */
public enum FluxfillMeters {
    /** How long calls take, with their retries. */
    REQUEST(
            "fluxfill.request",
            Type.TIMER,
            "seconds",
            "Calls from their subscription to their end, with retries.",
            Tag.OPERATION,
            Tag.OUTCOME),
    /** How often calls are sent again. */
    RETRIES(
            "fluxfill.retries",
            Type.COUNTER,
            "attempts",
            "Calls that were sent again, by how the attempt before it ended.",
            Tag.OPERATION,
            Tag.FAULT),
    /** How many requests are cancelled at fal. */
    CANCELS("fluxfill.cancels", Type.COUNTER, "requests", "Queued requests that were cancelled at fal.", Tag.REASON),
    /** How many requests could not be cancelled. */
    CANCEL_FAILURES(
            "fluxfill.cancels.failed",
            Type.COUNTER,
            "requests",
            "Abandoned requests that may run on: cancelling them failed, or it is not known whether they exist.",
            Tag.REASON),
    /** How many calls are under way. */
    INFLIGHT("fluxfill.inflight", Type.GAUGE, "calls", "Calls under way, and open streams.", Tag.OPERATION);

    private final String meterName;
    private final Type type;
    private final String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> tagKeys;

    FluxfillMeters(String meterName, Type type, String unit, String description, String... tagKeys) {
        this.meterName = meterName;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.tagKeys = List.of(tagKeys);
    }

    /** Its name, with dots; a registry may write them as it likes. */
    public String meterName() {
        return meterName;
    }

    /** What kind of meter it is. */
    public Type type() {
        return type;
    }

    /** What it counts; the unit of a timer is the registry's choice. */
    public String unit() {
        return unit;
    }

    /** What it says. */
    public String description() {
        return description;
    }

    /** The keys of its tags. */
    public List<String> tagKeys() {
        return tagKeys;
    }

    /** Kinds of meters. */
    public enum Type {
        /** Counts, and adds up time. */
        TIMER,
        /** Only grows. */
        COUNTER,
        /** Goes up and down. */
        GAUGE
    }

    /** Keys of tags. */
    static final class Tag {
        static final String OPERATION = "operation";
        static final String OUTCOME = "outcome";
        static final String FAULT = "fault";
        static final String REASON = "reason";

        private Tag() {}
    }
}
