package io.fluxfill.localfal;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a fault does. */
sealed interface Effect {
    /** Answers this instead of doing anything. */
    record Reply(Answer answer) implements Effect {}

    /** Closes the connection without reading the body. */
    record DropBefore() implements Effect {}

    /** Does everything, and closes the connection instead of answering. */
    record DropAfter() implements Effect {}

    /** Waits before doing anything. */
    record Delay(Duration time) implements Effect {}

    /** Sends the body in pieces over this time. */
    record SlowBody(Duration time) implements Effect {}

    /** Changes the JSON of the reply, or of every event of the stream. */
    record Edit(Consumer<Map<String, @Nullable Object>> change) implements Effect {}

    /** Closes the stream after this many events, or before COMPLETED if that comes first. */
    record EndStream(int events) implements Effect {}

    /** Gives the job back to the queue for this time. */
    record Requeue(Duration pause) implements Effect {}
}
