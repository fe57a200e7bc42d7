package io.fluxfill.localfal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One thing that goes wrong: on which route, for which of its requests, and what happens. Reads like
 * {@code FaultRule.on(Route.SUBMIT).nth(1).reply(503, Duration.ofSeconds(1))}. Immutable.
 */
public final class FaultRule {
    private final Route route;
    private final LongPredicate victims;
    private final Effect effect;

    private FaultRule(Route route, LongPredicate victims, Effect effect) {
        this.route = route;
        this.victims = victims;
        this.effect = effect;
    }

    /** Starts a rule for every request of a route. */
    public static Victims on(Route route) {
        return new Victims(route, ordinal -> true);
    }

    Route route() {
        return route;
    }

    boolean hits(long ordinal) {
        return victims.test(ordinal);
    }

    Effect effect() {
        return effect;
    }

    /** Which requests of the route are hit; without a choice all are. Requests are counted from one. */
    public static final class Victims {
        private final Route route;
        private final LongPredicate chosen;

        private Victims(Route route, LongPredicate chosen) {
            this.route = route;
            this.chosen = chosen;
        }

        /** Only the given request. */
        public Victims nth(long ordinal) {
            return new Victims(route, seen -> seen == ordinal);
        }

        /** The first so many requests. */
        public Victims first(long count) {
            return new Victims(route, seen -> seen <= count);
        }

        /** Each request with this probability; the same seed hits the same requests. */
        public Victims rate(double probability, long seed) {
            // The first splits off the seed, the second is the draw: neighbouring requests are then independent.
            return new Victims(
                    route,
                    seen -> new SplittableRandom(new SplittableRandom(seed).nextLong() + seen).nextDouble()
                            < probability);
        }

        /** Answers a status with the service's usual {@code detail} body; as {@link Route#WORK} it is the model's own error. */
        public FaultRule reply(int status) {
            return with(new Effect.Reply(Answer.detail(status, phrase(status))));
        }

        /** The same with {@code Retry-After}, in whole seconds rounded up. */
        public FaultRule reply(int status, Duration retryAfter) {
            long seconds = retryAfter.plusMillis(999).toSeconds();
            return with(new Effect.Reply(
                    Answer.detail(status, phrase(status)).with("Retry-After", Long.toString(seconds))));
        }

        /** Answers a status and this JSON text. */
        public FaultRule reply(int status, String json) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            return with(new Effect.Reply(Answer.bytes(status, "application/json", body)));
        }

        /** An ingress page: HTML that mentions nginx, without a request id. */
        public FaultRule nginx(int status) {
            return with(new Effect.Reply(Answer.nginx(status)));
        }

        /** The answer to an account without money: 403. */
        public FaultRule exhaustedBalance() {
            String detail =
                    "User is locked. Reason: Exhausted balance." + " Top up your balance at fal.ai/dashboard/billing.";
            return with(new Effect.Reply(Answer.detail(403, detail)));
        }

        /** A platform error with its {@code error_type}; as {@link Route#WORK} the job ends with it. */
        public FaultRule platformError(int status, String errorType) {
            return with(new Effect.Reply(Answer.platform(status, phrase(status), errorType)));
        }

        /** Closes the connection before the body is read. */
        public FaultRule dropBeforeRead() {
            return with(new Effect.DropBefore());
        }

        /** Does what was asked, then closes the connection: the answer is lost. */
        public FaultRule dropAfterAccept() {
            return with(new Effect.DropAfter());
        }

        /** Waits first. */
        public FaultRule delay(Duration time) {
            return with(new Effect.Delay(time));
        }

        /** Takes this long to send the body. */
        public FaultRule slowBody(Duration time) {
            return with(new Effect.SlowBody(time));
        }

        /** Closes the status stream after so many events, and never sends COMPLETED. */
        public FaultRule endStream(int events) {
            require(route == Route.STREAM, "only a stream can end early");
            return with(new Effect.EndStream(events));
        }

        /** Closes the status stream where COMPLETED would come. */
        public FaultRule dropBeforeCompleted() {
            return endStream(Integer.MAX_VALUE);
        }

        /** The attempt fails and the job goes from IN_PROGRESS back to IN_QUEUE, for the given time at least. */
        public FaultRule requeue(Duration pause) {
            require(route == Route.WORK, "only work can be given back to the queue");
            return with(new Effect.Requeue(pause));
        }

        /** Changes the JSON object of the reply, or of every event of the stream. */
        public FaultRule edit(Consumer<Map<String, @Nullable Object>> change) {
            return with(new Effect.Edit(change));
        }

        /** Replaces {@code status} with any word. */
        public FaultRule status(String word) {
            return edit(reply -> reply.put("status", word));
        }

        /** Reports IN_QUEUE although the job is further. */
        public FaultRule bounce() {
            return edit(reply -> {
                reply.put("status", "IN_QUEUE");
                reply.put("queue_position", 0);
            });
        }

        /** Leaves a key out, such as {@code logs}. */
        public FaultRule without(String key) {
            return edit(reply -> reply.remove(key));
        }

        /** Sets a key, such as {@code metrics} to null. */
        public FaultRule with(String key, @Nullable Object value) {
            return edit(reply -> reply.put(key, value));
        }

        /** Lets every URL of the reply point to another scheme, host and port. */
        public FaultRule linksTo(URI origin) {
            return edit(reply -> reply.replaceAll((key, value) -> key.endsWith("_url") && value instanceof String url
                    ? origin.resolve(URI.create(url).getRawPath()).toString()
                    : value));
        }

        /** Shows every log line twice. */
        public FaultRule duplicateLogs() {
            return edit(reply -> reply.computeIfPresent("logs", (key, logs) -> {
                List<Object> twice = new ArrayList<>();
                if (logs instanceof List<?> lines) {
                    twice.addAll(lines);
                    twice.addAll(lines);
                }
                return twice;
            }));
        }

        /** Makes the JSON longer by about this many bytes. */
        public FaultRule oversized(int bytes) {
            return with("padding", "x".repeat(bytes));
        }

        /** The request is forgotten: 404, as after its retention. */
        public FaultRule expired() {
            return with(new Effect.Reply(
                    route == Route.RESULT
                            ? Answer.detail(404, "Request not found")
                            : Answer.json(404, Json.object("status", "NOT_FOUND"))));
        }

        private FaultRule with(Effect effect) {
            boolean jobEffect = effect instanceof Effect.Reply
                    || effect instanceof Effect.Delay
                    || effect instanceof Effect.Requeue;
            require(route != Route.WORK || jobEffect, "work knows reply, platformError, delay and requeue");
            return new FaultRule(route, chosen, effect);
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }

        private static String phrase(int status) {
            return switch (status) {
                case 408 -> "Request Timeout";
                case 409 -> "Conflict";
                case 429 -> "Too Many Requests";
                case 500 -> "Internal Server Error";
                case 502 -> "Bad Gateway";
                case 503 -> "Service Unavailable";
                case 504 -> "Gateway Timeout";
                default -> "Error " + status;
            };
        }
    }
}
