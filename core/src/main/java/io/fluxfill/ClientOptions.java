package io.fluxfill;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one client keeps to: key, origins, time limits, size limits, connections, retries. Immutable; each
 * accessor tells its default.
 *
 * @since 0.1
 */
public final class ClientOptions {
    private static final Pattern LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private final ApiKey apiKey;
    private final URI runUri;
    private final URI queueUri;
    private final URI restUri;
    private final URI cdnUri;
    private final boolean allowCleartext;
    private final boolean h2c;
    private final Duration connectTimeout;
    private final Duration callTimeout;
    private final Duration runTimeout;
    private final Duration idleTimeout;
    private final Duration streamIdleTimeout;
    private final int resultLimit;
    private final int replyLimit;
    private final int errorLimit;
    private final int eventLimit;
    private final int inlineUpTo;
    private final int inlineLimit;
    private final int maxMegapixels;
    private final long downloadLimit;
    private final @Nullable ObjectLifecycle uploadLifecycle;
    private final int maxConnections;
    private final int maxOpenStreams;
    private final int maxPendingCalls;
    private final int maxAttempts;
    private final Duration maxRetryTime;
    private final Duration firstBackoff;
    private final Duration maxBackoff;
    private final Duration maxRetryAfter;
    private final String userAgent;

    private ClientOptions(Builder builder, ApiKey apiKey) {
        this.apiKey = apiKey;
        allowCleartext = builder.allowCleartext;
        runUri = checkOrigin("runUri", builder.runUri);
        queueUri = checkOrigin("queueUri", builder.queueUri);
        restUri = checkOrigin("restUri", builder.restUri);
        cdnUri = checkOrigin("cdnUri", builder.cdnUri);
        h2c = builder.h2c;
        connectTimeout = builder.connectTimeout;
        callTimeout = builder.callTimeout;
        runTimeout = builder.runTimeout;
        idleTimeout = builder.idleTimeout;
        streamIdleTimeout = builder.streamIdleTimeout;
        resultLimit = builder.resultLimit;
        replyLimit = builder.replyLimit;
        errorLimit = builder.errorLimit;
        eventLimit = builder.eventLimit;
        inlineUpTo = builder.inlineUpTo;
        inlineLimit = builder.inlineLimit;
        maxMegapixels = builder.maxMegapixels;
        downloadLimit = builder.downloadLimit;
        uploadLifecycle = builder.uploadLifecycle;
        maxConnections = builder.maxConnections;
        maxOpenStreams = builder.maxOpenStreams;
        maxPendingCalls = builder.maxPendingCalls;
        maxAttempts = builder.maxAttempts;
        maxRetryTime = builder.maxRetryTime;
        firstBackoff = builder.firstBackoff;
        maxBackoff = builder.maxBackoff;
        maxRetryAfter = builder.maxRetryAfter;
        userAgent = builder.userAgent;
    }

    private URI checkOrigin(String option, URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new IllegalArgumentException(
                    option + " is an http or https URL with a host, and with nothing but a path behind it: " + uri);
        }
        if (!mayReach(uri)) {
            throw new IllegalArgumentException(option + " would send the key in clear text to " + uri.getHost()
                    + ". Use https, or call allowCleartext(true) if that is what you want.");
        }
        String text = uri.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
    }

    /** Whether a URL may be called at all: over plain http only this machine, unless cleartext is allowed. */
    public boolean mayReach(URI uri) {
        return !"http".equalsIgnoreCase(uri.getScheme()) || allowCleartext || isLoopback(uri.getHost());
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || LOOPBACK.matcher(host).matches();
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The key that the origins of runs, queue and storage see. Default: {@link ApiKey#fromEnv()}. */
    public ApiKey apiKey() {
        return apiKey;
    }

    /** The origin of synchronous calls. Default: {@code https://fal.run}. */
    public URI runUri() {
        return runUri;
    }

    /** The origin of the queue. Default: {@code https://queue.fal.run}. */
    public URI queueUri() {
        return queueUri;
    }

    /** The origin of storage and tokens. Default: {@code https://rest.fal.ai}. */
    public URI restUri() {
        return restUri;
    }

    /** Where uploads go, with a token and without the key. Default: {@code https://v3.fal.media}. */
    public URI cdnUri() {
        return cdnUri;
    }

    /** Whether plain http is spoken as HTTP/2 with prior knowledge. Default: false. */
    public boolean h2c() {
        return h2c;
    }

    /** How long a connection may take to be made. Default: 10 s. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** The limit of one whole call (submit, status, cancel, the start of an upload), without its retries. Default: 30 s. */
    public Duration callTimeout() {
        return callTimeout;
    }

    /** The limit of one synchronous run, and how long it may be silent. Default: 10 min. */
    public Duration runTimeout() {
        return runTimeout;
    }

    /**
     * How long the server may be silent in any other call, or take nothing of an upload; results, downloads and uploads
     * know no other limit. Default: 60 s.
     */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** How long an open event stream may be without an event or a comment. Default: 60 s. */
    public Duration streamIdleTimeout() {
        return streamIdleTimeout;
    }

    /** The largest result in bytes, decompressed. Default: 64 MiB. */
    public int resultLimit() {
        return resultLimit;
    }

    /** The largest reply of any other call in bytes. Default: 1 MiB. */
    public int replyLimit() {
        return replyLimit;
    }

    /** How much of an error's body is read, in bytes; the rest is dropped. Default: 64 KiB. */
    public int errorLimit() {
        return errorLimit;
    }

    /** The largest server-sent event in bytes. Default: 1 MiB. */
    public int eventLimit() {
        return eventLimit;
    }

    /** Local pictures of up to this many bytes travel within the request; larger ones are uploaded. Default: 256 KiB. */
    public int inlineUpTo() {
        return inlineUpTo;
    }

    /** The largest local picture that is sent within the request, in characters of its data URI. Default: 10 MiB. */
    public int inlineLimit() {
        return inlineLimit;
    }

    /** The largest local picture that is sent, in millions of pixels: each is paid for. Default: 50. */
    public int maxMegapixels() {
        return maxMegapixels;
    }

    /** How long fal keeps what is uploaded, and who may read it. Default: null, the account's setting. */
    public @Nullable ObjectLifecycle uploadLifecycle() {
        return uploadLifecycle;
    }

    /** The largest picture that is downloaded, in bytes. Default: 256 MiB. */
    public long downloadLimit() {
        return downloadLimit;
    }

    /** Connections for calls. With {@link #h2c()} a hundredth of them, since each has room for a hundred calls. Default: 64. */
    public int maxConnections() {
        return maxConnections;
    }

    /**
     * Event streams that are open at once; with HTTP/2, many of them share a connection. Further ones wait, or are not
     * opened and polled instead. Default: 500.
     */
    public int maxOpenStreams() {
        return maxOpenStreams;
    }

    /** Calls, and streams, that may wait for a connection before further ones fail. Default: 10,000. */
    public int maxPendingCalls() {
        return maxPendingCalls;
    }

    /** Attempts in all, of a call that may be repeated. Default: 5. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** No attempt starts later than this after the first. Default: 60 s. */
    public Duration maxRetryTime() {
        return maxRetryTime;
    }

    /** The bound of the first random wait between attempts; it doubles. Default: 250 ms. */
    public Duration firstBackoff() {
        return firstBackoff;
    }

    /** The bound that the random wait does not exceed. Default: 10 s. */
    public Duration maxBackoff() {
        return maxBackoff;
    }

    /** The longest Retry-After that is waited for; a longer one fails the call. Default: 60 s. */
    public Duration maxRetryAfter() {
        return maxRetryAfter;
    }

    /** What the client calls itself. Default: {@code fluxfill/0.1}. */
    public String userAgent() {
        return userAgent;
    }

    @Override
    public String toString() {
        return "ClientOptions[run=" + runUri + ", queue=" + queueUri + ", rest=" + restUri + ", cdn=" + cdnUri + ", "
                + apiKey + "]";
    }

    /** Mutable; not thread-safe. */
    public static final class Builder {
        private @Nullable ApiKey apiKey;
        private URI runUri = URI.create("https://fal.run");
        private URI queueUri = URI.create("https://queue.fal.run");
        private URI restUri = URI.create("https://rest.fal.ai");
        private URI cdnUri = URI.create("https://v3.fal.media");
        private boolean allowCleartext;
        private boolean h2c;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration callTimeout = Duration.ofSeconds(30);
        private Duration runTimeout = Duration.ofMinutes(10);
        private Duration idleTimeout = Duration.ofSeconds(60);
        private Duration streamIdleTimeout = Duration.ofSeconds(60);
        private int resultLimit = 64 << 20;
        private int replyLimit = 1 << 20;
        private int errorLimit = 64 << 10;
        private int eventLimit = 1 << 20;
        private int inlineUpTo = 256 << 10;
        private int inlineLimit = 10 << 20;
        private int maxMegapixels = 50;
        private long downloadLimit = 256L << 20;
        private @Nullable ObjectLifecycle uploadLifecycle;
        private int maxConnections = 64;
        private int maxOpenStreams = 500;
        private int maxPendingCalls = 10_000;
        private int maxAttempts = 5;
        private Duration maxRetryTime = Duration.ofSeconds(60);
        private Duration firstBackoff = Duration.ofMillis(250);
        private Duration maxBackoff = Duration.ofSeconds(10);
        private Duration maxRetryAfter = Duration.ofSeconds(60);
        private String userAgent = "fluxfill/0.1";

        private Builder() {}

        /** See {@link ClientOptions#apiKey()}. */
        public Builder apiKey(ApiKey apiKey) {
            this.apiKey = Objects.requireNonNull(apiKey, "apiKey");
            return this;
        }

        /** See {@link ClientOptions#runUri()}. A path in it is put before every endpoint's. */
        public Builder runUri(URI runUri) {
            this.runUri = Objects.requireNonNull(runUri, "runUri");
            return this;
        }

        /** See {@link ClientOptions#queueUri()}. A path in it is put before every endpoint's. */
        public Builder queueUri(URI queueUri) {
            this.queueUri = Objects.requireNonNull(queueUri, "queueUri");
            return this;
        }

        /** See {@link ClientOptions#restUri()}. A path in it is put before every other. */
        public Builder restUri(URI restUri) {
            this.restUri = Objects.requireNonNull(restUri, "restUri");
            return this;
        }

        /** See {@link ClientOptions#cdnUri()}. A path in it is put before every other. */
        public Builder cdnUri(URI cdnUri) {
            this.cdnUri = Objects.requireNonNull(cdnUri, "cdnUri");
            return this;
        }

        /** Lets the key, and pictures, go over plain http to a host that is not this machine. Default: false. */
        public Builder allowCleartext(boolean allow) {
            allowCleartext = allow;
            return this;
        }

        /** See {@link ClientOptions#h2c()}. */
        public Builder h2c(boolean h2c) {
            this.h2c = h2c;
            return this;
        }

        /** See {@link ClientOptions#connectTimeout()}. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = positive("connectTimeout", timeout);
            return this;
        }

        /** See {@link ClientOptions#callTimeout()}. */
        public Builder callTimeout(Duration timeout) {
            callTimeout = positive("callTimeout", timeout);
            return this;
        }

        /** See {@link ClientOptions#runTimeout()}. */
        public Builder runTimeout(Duration timeout) {
            runTimeout = positive("runTimeout", timeout);
            return this;
        }

        /** See {@link ClientOptions#idleTimeout()}. */
        public Builder idleTimeout(Duration timeout) {
            idleTimeout = positive("idleTimeout", timeout);
            return this;
        }

        /** See {@link ClientOptions#streamIdleTimeout()}. */
        public Builder streamIdleTimeout(Duration timeout) {
            streamIdleTimeout = positive("streamIdleTimeout", timeout);
            return this;
        }

        /** See {@link ClientOptions#resultLimit()}. */
        public Builder resultLimit(int bytes) {
            resultLimit = positive("resultLimit", bytes);
            return this;
        }

        /** See {@link ClientOptions#replyLimit()}. */
        public Builder replyLimit(int bytes) {
            replyLimit = positive("replyLimit", bytes);
            return this;
        }

        /** See {@link ClientOptions#errorLimit()}. */
        public Builder errorLimit(int bytes) {
            errorLimit = positive("errorLimit", bytes);
            return this;
        }

        /** See {@link ClientOptions#eventLimit()}. */
        public Builder eventLimit(int bytes) {
            eventLimit = positive("eventLimit", bytes);
            return this;
        }

        /** See {@link ClientOptions#inlineUpTo()}; 0 uploads every local picture. */
        public Builder inlineUpTo(int bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("inlineUpTo is 0 or more, not " + bytes + ".");
            }
            inlineUpTo = bytes;
            return this;
        }

        /** See {@link ClientOptions#inlineLimit()}. */
        public Builder inlineLimit(int characters) {
            inlineLimit = positive("inlineLimit", characters);
            return this;
        }

        /** See {@link ClientOptions#maxMegapixels()}. */
        public Builder maxMegapixels(int megapixels) {
            maxMegapixels = positive("maxMegapixels", megapixels);
            return this;
        }

        /** See {@link ClientOptions#uploadLifecycle()}. */
        public Builder uploadLifecycle(@Nullable ObjectLifecycle lifecycle) {
            uploadLifecycle = lifecycle;
            return this;
        }

        /** See {@link ClientOptions#downloadLimit()}. */
        public Builder downloadLimit(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("downloadLimit is at least 1, not " + bytes + ".");
            }
            downloadLimit = bytes;
            return this;
        }

        /** See {@link ClientOptions#maxConnections()}. */
        public Builder maxConnections(int connections) {
            maxConnections = positive("maxConnections", connections);
            return this;
        }

        /** See {@link ClientOptions#maxOpenStreams()}. */
        public Builder maxOpenStreams(int streams) {
            maxOpenStreams = positive("maxOpenStreams", streams);
            return this;
        }

        /** See {@link ClientOptions#maxPendingCalls()}. */
        public Builder maxPendingCalls(int calls) {
            maxPendingCalls = positive("maxPendingCalls", calls);
            return this;
        }

        /** See {@link ClientOptions#maxAttempts()}; 1 turns retries off. */
        public Builder maxAttempts(int attempts) {
            maxAttempts = positive("maxAttempts", attempts);
            return this;
        }

        /** See {@link ClientOptions#maxRetryTime()}. */
        public Builder maxRetryTime(Duration time) {
            maxRetryTime = positive("maxRetryTime", time);
            return this;
        }

        /** See {@link ClientOptions#firstBackoff()} and {@link ClientOptions#maxBackoff()}. */
        public Builder backoff(Duration first, Duration max) {
            firstBackoff = positive("firstBackoff", first);
            maxBackoff = positive("maxBackoff", max);
            return this;
        }

        /** See {@link ClientOptions#maxRetryAfter()}. */
        public Builder maxRetryAfter(Duration max) {
            maxRetryAfter = positive("maxRetryAfter", max);
            return this;
        }

        /** See {@link ClientOptions#userAgent()}; put your application's name here. */
        public Builder userAgent(String userAgent) {
            this.userAgent = PlatformHeaders.checkValue("user agent", userAgent);
            return this;
        }

        /**
         * The options as they stand.
         *
         * @throws IllegalArgumentException if an origin is no absolute http(s) URL, or one would get the key in clear text
         * @throws IllegalStateException if no key was given and the environment has none
         */
        public ClientOptions build() {
            return new ClientOptions(this, apiKey != null ? apiKey : ApiKey.fromEnv());
        }

        private static Duration positive(String option, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(option + " is longer than zero, not " + value + ".");
            }
            return value;
        }

        private static int positive(String option, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(option + " is at least 1, not " + value + ".");
            }
            return value;
        }
    }
}
