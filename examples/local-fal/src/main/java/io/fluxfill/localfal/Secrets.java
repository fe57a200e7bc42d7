package io.fluxfill.localfal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Random words that stand for something, for a time: upload tokens and the signatures of upload URLs. */
final class Secrets<T> {
    private final Clock clock;
    private final Duration lifetime;
    private final Map<String, Entry<T>> entries = new HashMap<>();

    Secrets(Clock clock, Duration lifetime) {
        this.clock = clock;
        this.lifetime = lifetime;
    }

    Issued issue(T meaning) {
        Instant now = clock.instant();
        Issued issued = new Issued((Ids.next() + Ids.next()).replace("-", ""), now.plus(lifetime));
        synchronized (this) {
            entries.values().removeIf(entry -> entry.ended(now));
            entries.put(issued.secret(), new Entry<>(meaning, issued.end()));
        }
        return issued;
    }

    /** What the secret stands for; null if it was never issued, is used up, or its time is over. */
    synchronized @Nullable T find(String secret) {
        Entry<T> entry = entries.get(secret);
        return entry == null || entry.ended(clock.instant()) ? null : entry.meaning;
    }

    /** Whether this call has used the secret up. */
    synchronized boolean use(String secret) {
        return entries.remove(secret) != null;
    }

    /** A secret and the first moment at which it is no longer good. */
    record Issued(String secret, Instant end) {}

    private record Entry<T>(T meaning, Instant end) {
        boolean ended(Instant now) {
            return !now.isBefore(end);
        }
    }
}
