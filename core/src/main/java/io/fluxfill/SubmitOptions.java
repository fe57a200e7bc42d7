package io.fluxfill;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one request asks of the platform, beside the input of its model. Immutable. Everything unset is left out of the
 * request, so that fal's own defaults hold.
 *
 * @since 0.1
 */
public final class SubmitOptions {
    /** fal takes start timeouts that are longer than this. */
    public static final Duration SHORTEST_START_TIMEOUT = Duration.ofMillis(100);

    private static final SubmitOptions NONE = builder().build();

    private final @Nullable URI webhook;
    private final @Nullable Priority priority;
    private final @Nullable Duration startTimeout;
    private final @Nullable String runnerHint;
    private final boolean noRetry;
    private final boolean noStore;
    private final boolean noFallback;
    private final @Nullable Integer maxQueueLength;
    private final @Nullable ObjectLifecycle outputLifecycle;
    private final Map<String, Integer> serverRetries;
    private final Map<String, String> tags;
    private final Map<String, String> headers;

    private SubmitOptions(Builder builder) {
        webhook = builder.webhook;
        priority = builder.priority;
        startTimeout = builder.startTimeout;
        runnerHint = builder.runnerHint;
        noRetry = builder.noRetry;
        noStore = builder.noStore;
        noFallback = builder.noFallback;
        maxQueueLength = builder.maxQueueLength;
        outputLifecycle = builder.outputLifecycle;
        serverRetries = Map.copyOf(builder.serverRetries);
        tags = new LinkedHashMap<>(builder.tags);
        headers = new LinkedHashMap<>(builder.headers);
    }

    /** Nothing set. */
    public static SubmitOptions none() {
        return NONE;
    }

    /** Starts with nothing set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with what is set here. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Where fal posts the finished request, if anywhere. */
    public @Nullable URI webhook() {
        return webhook;
    }

    /** The priority in fal's queue, if not the account's. */
    public @Nullable Priority priority() {
        return priority;
    }

    /** How long the request may wait for its start, if bounded. */
    public @Nullable Duration startTimeout() {
        return startTimeout;
    }

    /** The most requests that may wait before this one, if bounded. */
    public @Nullable Integer maxQueueLength() {
        return maxQueueLength;
    }

    /** Names an option that only the queue knows and that is set here, or null: the synchronous call refuses it. */
    @Nullable
    String queueOnlyOption() {
        if (webhook != null) {
            return "webhook";
        }
        if (priority != null) {
            return "priority";
        }
        if (maxQueueLength != null) {
            return "maxQueueLength";
        }
        if (noRetry || !serverRetries.isEmpty()) {
            return "server-side retries";
        }
        return null;
    }

    /** The HTTP headers that say this to fal, except for what the transport adds itself. */
    public Map<String, String> toHeaders() {
        Map<String, String> result = new LinkedHashMap<>(headers);
        if (startTimeout != null) {
            // The oldest of the two names: every generation of the service knows it.
            result.put("X-Fal-Request-Timeout", PlatformHeaders.seconds(startTimeout));
        }
        if (priority != null) {
            result.put("X-Fal-Queue-Priority", priority.name().toLowerCase(Locale.ROOT));
        }
        if (runnerHint != null) {
            result.put("X-Fal-Runner-Hint", runnerHint);
        }
        if (noRetry) {
            result.put("X-Fal-No-Retry", "1");
        }
        if (!serverRetries.isEmpty()) {
            result.put("X-Fal-Retry-Config", PlatformHeaders.retryConfig(serverRetries));
        }
        if (noStore) {
            result.put("X-Fal-Store-IO", "0");
        }
        if (noFallback) {
            result.put("x-app-fal-disable-fallback", "true");
        }
        if (outputLifecycle != null && !outputLifecycle.toJson().isEmpty()) {
            result.put("X-Fal-Object-Lifecycle-Preference", PlatformHeaders.json(outputLifecycle.toJson()));
        }
        if (!tags.isEmpty()) {
            result.put("X-Fal-Tags", PlatformHeaders.tags(tags));
        }
        return result;
    }

    /** The query parameters of a submit that say this to fal, not yet encoded. */
    public Map<String, String> toQuery() {
        Map<String, String> result = new LinkedHashMap<>();
        if (webhook != null) {
            result.put("fal_webhook", webhook.toString());
        }
        if (maxQueueLength != null) {
            result.put("fal_max_queue_length", maxQueueLength.toString());
        }
        return result;
    }

    /** Names what is set, without values: tags, headers and webhook addresses may be private. */
    @Override
    public String toString() {
        return "SubmitOptions[headers=" + toHeaders().keySet() + ", query="
                + toQuery().keySet() + "]";
    }

    /** fal's queue priorities; a request can only lower the one of its account. */
    public enum Priority {
        /** The default. */
        NORMAL,
        /** After everything that is normal. */
        LOW
    }

    /** Mutable; not thread-safe. */
    public static final class Builder {
        private static final Pattern TAG_KEY = Pattern.compile("[a-z0-9._-]{1,64}");
        private static final Set<String> RETRY_KINDS = Set.of("timeout", "server_error", "connection_error");

        private @Nullable URI webhook;
        private @Nullable Priority priority;
        private @Nullable Duration startTimeout;
        private @Nullable String runnerHint;
        private boolean noRetry;
        private boolean noStore;
        private boolean noFallback;
        private @Nullable Integer maxQueueLength;
        private @Nullable ObjectLifecycle outputLifecycle;
        private final Map<String, Integer> serverRetries = new LinkedHashMap<>();
        private final Map<String, String> tags = new LinkedHashMap<>();
        private final Map<String, String> headers = new LinkedHashMap<>();

        private Builder() {}

        private Builder(SubmitOptions options) {
            webhook = options.webhook;
            priority = options.priority;
            startTimeout = options.startTimeout;
            runnerHint = options.runnerHint;
            noRetry = options.noRetry;
            noStore = options.noStore;
            noFallback = options.noFallback;
            maxQueueLength = options.maxQueueLength;
            outputLifecycle = options.outputLifecycle;
            serverRetries.putAll(options.serverRetries);
            tags.putAll(options.tags);
            headers.putAll(options.headers);
        }

        /** Where fal posts the finished request: an absolute http(s) URL that fal can reach. Queue only. */
        public Builder webhook(URI webhook) {
            String scheme = webhook.getScheme();
            if (webhook.getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
                throw new IllegalArgumentException("A webhook is an absolute http or https URL.");
            }
            this.webhook = webhook;
            return this;
        }

        /** The priority in the queue. Queue only. */
        public Builder priority(Priority priority) {
            this.priority = priority;
            return this;
        }

        /**
         * How long the request may wait for its start: longer than 0.1 s; fal's time runs from the submit and does not
         * limit the work itself. Below a second it is rarely useful. When it expires the request ends with a
         * {@link io.fluxfill.error.DeadlineExceededException}.
         */
        public Builder startTimeout(Duration startTimeout) {
            if (startTimeout.compareTo(SHORTEST_START_TIMEOUT) <= 0) {
                throw new IllegalArgumentException("A start timeout is longer than 0.1 s, not " + startTimeout + ".");
            }
            this.startTimeout = startTimeout;
            return this;
        }

        /** Asks for the runner that last served this hint; changes nothing but the speed. */
        public Builder runnerHint(String runnerHint) {
            this.runnerHint = PlatformHeaders.checkValue("runner hint", runnerHint);
            return this;
        }

        /** Turns off fal's own retries of failed attempts. Queue only. */
        public Builder noRetry() {
            noRetry = true;
            return this;
        }

        /**
         * How often fal itself retries an attempt that failed so; fal honours it for one's own apps. Queue only.
         *
         * @param kind {@code timeout}, {@code server_error} or {@code connection_error}
         * @param retries 0 to 9: fal makes ten attempts at most
         */
        public Builder serverRetries(String kind, int retries) {
            if (!RETRY_KINDS.contains(kind) || retries < 0 || retries > 9) {
                throw new IllegalArgumentException("Server-side retries are 0 to 9 for one of " + RETRY_KINDS + ".");
            }
            serverRetries.put(kind, retries);
            return this;
        }

        /** Asks fal not to keep the payloads of request and reply. */
        public Builder noStore() {
            noStore = true;
            return this;
        }

        /** Forbids fal to serve the request from an equivalent model. */
        public Builder noFallback() {
            noFallback = true;
            return this;
        }

        /** Refuses the submit with 429 if more than this many requests wait. Queue only. */
        public Builder maxQueueLength(int maxQueueLength) {
            if (maxQueueLength < 1) {
                throw new IllegalArgumentException("maxQueueLength is at least 1, not " + maxQueueLength + ".");
            }
            this.maxQueueLength = maxQueueLength;
            return this;
        }

        /** How long fal keeps the pictures that this request makes, and who may read them. */
        public Builder outputLifecycle(ObjectLifecycle lifecycle) {
            outputLifecycle = lifecycle;
            return this;
        }

        /**
         * A tag for fal's usage reports: at most ten, 1,024 bytes in all.
         *
         * @param key letters, digits, dot, dash, underscore, in lower case; not starting with {@code fal.}
         * @param value at most 256 printable ASCII characters, no comma
         */
        public Builder tag(String key, String value) {
            if (!TAG_KEY.matcher(key).matches() || key.startsWith("fal.")) {
                throw new IllegalArgumentException("Not a tag key: 1 to 64 of a-z 0-9 . _ - and not under \"fal.\".");
            }
            PlatformHeaders.checkValue("tag value", value);
            if (value.length() > 256 || value.indexOf(',') >= 0) {
                throw new IllegalArgumentException("A tag value has at most 256 characters and no comma.");
            }
            Map<String, String> changed = new LinkedHashMap<>(tags);
            changed.put(key, value);
            if (changed.size() > 10 || PlatformHeaders.tags(changed).length() > 1024) {
                throw new IllegalArgumentException("There are at most 10 tags, and 1,024 bytes of them.");
            }
            tags.put(key, value);
            return this;
        }

        /**
         * Any other header, which fal hands on to the model. Those that the client or the platform owns are refused.
         */
        public Builder header(String name, String value) {
            headers.put(PlatformHeaders.checkCustomName(name), PlatformHeaders.checkValue(name, value));
            return this;
        }

        /** The options as they stand. */
        public SubmitOptions build() {
            return new SubmitOptions(this);
        }
    }
}
