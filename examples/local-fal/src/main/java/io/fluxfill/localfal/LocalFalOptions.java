package io.fluxfill.localfal;

import io.fluxfill.localfal.paint.Painter;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a {@link LocalFal} behaves. Immutable; the {@link Faults} it refers to may be changed while the server runs. */
public final class LocalFalOptions {
    private final Builder values;

    private LocalFalOptions(Builder values) {
        this.values = values;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    String host() {
        return values.host;
    }

    int port() {
        return values.port;
    }

    Set<String> keys() {
        return values.keys;
    }

    Set<String> rejectedKeys() {
        return values.rejectedKeys;
    }

    int runners() {
        return values.runners;
    }

    int runLimit() {
        Integer limit = values.runLimit;
        return limit == null ? values.runners : limit;
    }

    Duration queueWait() {
        return values.queueWait;
    }

    Supplier<Duration> serviceTime() {
        return values.serviceTime;
    }

    Painter painter() {
        return values.painter;
    }

    List<String> logLines() {
        return values.logLines;
    }

    Duration logWindow() {
        return values.logWindow;
    }

    Duration heartbeat() {
        return values.heartbeat;
    }

    Duration retention() {
        return values.retention;
    }

    Duration bigResultRetention() {
        return values.bigResultRetention;
    }

    int bodyLimit() {
        return values.bodyLimit;
    }

    int uploadLimit() {
        return values.uploadLimit;
    }

    Duration uploadTokenLifetime() {
        return values.uploadTokenLifetime;
    }

    Duration uploadUrlLifetime() {
        return values.uploadUrlLifetime;
    }

    long fileLimit() {
        return values.fileLimit;
    }

    Map<String, Origin> hosts() {
        return values.hosts;
    }

    boolean has(Disagreement disagreement) {
        return values.disagreements.contains(disagreement);
    }

    Faults faults() {
        return values.faults;
    }

    Clock clock() {
        return values.clock;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private Set<String> keys = Set.of();
        private Set<String> rejectedKeys = Set.of();
        private int runners = 2;
        private @Nullable Integer runLimit;
        private Duration queueWait = Duration.ZERO;
        private Supplier<Duration> serviceTime = () -> Duration.ZERO;
        private Painter painter = Painter.patchMatch();
        private List<String> logLines = List.of();
        private Duration logWindow = Duration.ofMinutes(5);
        private Duration heartbeat = Duration.ofSeconds(15);
        private Duration retention = Duration.ofHours(1);
        private Duration bigResultRetention = Duration.ofMinutes(6);
        private int bodyLimit = 32 << 20;
        private int uploadLimit = 256 << 20;
        private Duration uploadTokenLifetime = Duration.ofHours(1);
        private Duration uploadUrlLifetime = Duration.ofMinutes(15);
        private long fileLimit = 512L << 20;
        private Map<String, Origin> hosts = new LinkedHashMap<>();
        private EnumSet<Disagreement> disagreements = EnumSet.noneOf(Disagreement.class);
        private Faults faults = new Faults();
        private Clock clock = Clock.systemUTC();

        private Builder() {
            hosts.put("fal.run", Origin.RUN);
            hosts.put("queue.fal.run", Origin.QUEUE);
            hosts.put("rest.fal.ai", Origin.REST);
            hosts.put("rest.alpha.fal.ai", Origin.REST);
            hosts.put("v3.fal.media", Origin.FILES);
        }

        private Builder(Builder other) {
            host = other.host;
            port = other.port;
            keys = other.keys;
            rejectedKeys = other.rejectedKeys;
            runners = other.runners;
            runLimit = other.runLimit;
            queueWait = other.queueWait;
            serviceTime = other.serviceTime;
            painter = other.painter;
            logLines = other.logLines;
            logWindow = other.logWindow;
            heartbeat = other.heartbeat;
            retention = other.retention;
            bigResultRetention = other.bigResultRetention;
            bodyLimit = other.bodyLimit;
            uploadLimit = other.uploadLimit;
            uploadTokenLifetime = other.uploadTokenLifetime;
            uploadUrlLifetime = other.uploadUrlLifetime;
            fileLimit = other.fileLimit;
            hosts = new LinkedHashMap<>(other.hosts);
            disagreements = EnumSet.copyOf(other.disagreements);
            faults = other.faults;
            clock = other.clock;
        }

        /** The address to listen on; the loopback address {@code 127.0.0.1} by default. */
        public Builder host(String address) {
            host = address;
            return this;
        }

        /** The port; 0, the default, takes any free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** The only keys that are accepted, each as {@code id:secret}. None, the default, accepts any non-blank key. */
        public Builder keys(String... accepted) {
            keys = Set.of(accepted);
            return this;
        }

        /** Keys that are refused with 401 although others are not. None by default. */
        public Builder rejectedKeys(String... refused) {
            rejectedKeys = Set.of(refused);
            return this;
        }

        /** How many jobs run at once; 2 by default, as for a new account. */
        public Builder runners(int count) {
            runners = positive(count);
            return this;
        }

        /** How many synchronous runs are let in at once before 429; as many as runners by default. */
        public Builder runLimit(int count) {
            runLimit = positive(count);
            return this;
        }

        /** How long every queued request waits at least, even for a free runner; zero by default. */
        public Builder queueWait(Duration time) {
            queueWait = time;
            return this;
        }

        /** How long a runner is busy with a request at least; zero by default, so as long as the painter needs. */
        public Builder serviceTime(Duration time) {
            return serviceTime(() -> time);
        }

        /** The same from a distribution, asked once per request on a runner's thread. */
        public Builder serviceTime(Supplier<Duration> distribution) {
            serviceTime = distribution;
            return this;
        }

        /** What fills the hole; {@link Painter#patchMatch()} by default. */
        public Builder painter(Painter engine) {
            painter = engine;
            return this;
        }

        /** Lines that every request logs when it starts, beside the painter's own; none by default. */
        public Builder logLines(String... lines) {
            logLines = List.of(lines);
            return this;
        }

        /** The length of the window of {@link Disagreement#LOGS_WINDOW}, which ends at the finish; five minutes by default. */
        public Builder logWindow(Duration length) {
            logWindow = length;
            return this;
        }

        /** Time between comments on a status stream; 15 seconds by default. */
        public Builder heartbeat(Duration interval) {
            heartbeat = interval;
            return this;
        }

        /** How long a finished request is remembered; one hour by default. */
        public Builder retention(Duration time) {
            retention = time;
            return this;
        }

        /** The same for results of 10,000 bytes or more; six minutes by default. */
        public Builder bigResultRetention(Duration time) {
            bigResultRetention = time;
            return this;
        }

        /** The longest request body in bytes but for uploads, beyond which the answer is 413; 32 MiB by default. */
        public Builder bodyLimit(int bytes) {
            bodyLimit = positive(bytes);
            return this;
        }

        /** The longest uploaded file in bytes, in one piece or in parts, beyond which the answer is 413; 256 MiB by default. */
        public Builder uploadLimit(int bytes) {
            uploadLimit = positive(bytes);
            return this;
        }

        /** How long a token for uploads is good; one hour by default. */
        public Builder uploadTokenLifetime(Duration time) {
            uploadTokenLifetime = time;
            return this;
        }

        /**
         * How long a pre-signed upload URL is good; 15 minutes by default. One for a whole file is good for one upload, one
         * for parts until the upload is complete.
         */
        public Builder uploadUrlLifetime(Duration time) {
            uploadUrlLifetime = time;
            return this;
        }

        /**
         * How many bytes of files, results and uploads, are kept before the oldest go; 512 MiB by default. Multipart uploads
         * that are not complete have the same limit for themselves.
         */
        public Builder fileLimit(long bytes) {
            fileLimit = bytes;
            return this;
        }

        /**
         * Lets a name in the {@code Host} header mean an origin; the service's own names are known already. A request that
         * comes by such a name needs no path prefix and gets URLs with such names.
         */
        public Builder hostName(String name, Origin origin) {
            hosts.put(name.toLowerCase(Locale.ROOT), origin);
            return this;
        }

        /**
         * Takes the less likely side where sources disagree; none by default.
         *
         * @throws IllegalArgumentException if two of them answer the same question
         */
        public Builder disagreements(Disagreement... sides) {
            EnumSet<Disagreement> chosen = EnumSet.noneOf(Disagreement.class);
            for (Disagreement side : sides) {
                if (chosen.stream()
                        .anyMatch(other -> other != side && other.row().equals(side.row()))) {
                    throw new IllegalArgumentException("two answers to the same question: " + side.row());
                }
                chosen.add(side);
            }
            disagreements = chosen;
            return this;
        }

        /** What goes wrong; nothing by default. */
        public Builder faults(Faults program) {
            faults = program;
            return this;
        }

        Builder clock(Clock source) {
            clock = source;
            return this;
        }

        /** The options so far; the builder can be used further. */
        public LocalFalOptions build() {
            return new LocalFalOptions(new Builder(this));
        }

        private static int positive(int number) {
            if (number < 1) {
                throw new IllegalArgumentException("must be positive: " + number);
            }
            return number;
        }
    }
}
