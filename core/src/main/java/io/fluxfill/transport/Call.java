package io.fluxfill.transport;

import io.fluxfill.RequestHandle;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP call, as a value. It says what it is, so that the transport knows its limits, and whether it may be sent again.
 *
 * @param <T> what its answer is decoded to
 * @since 0.1
 */
public final class Call<T> {
    private final Operation operation;
    private final String method;
    private final @Nullable Origin origin;
    private final String address;
    private final Map<String, String> headers;
    private final @Nullable Body body;
    private final JsonCodec.Decoder<T> decoder;
    private final IntPredicate accepts;
    private final Delivery delivery;
    private final WriteWatch watch;
    private final String subject;
    private final @Nullable RequestHandle handle;
    private final boolean onlyIfRoom;
    private final Admission admission;

    private Call(Builder<T> builder) {
        operation = builder.operation;
        method = builder.method;
        origin = builder.origin;
        address = builder.address;
        headers = builder.headers.isEmpty() ? Map.of() : new LinkedHashMap<>(builder.headers);
        body = builder.body;
        decoder = builder.decoder;
        accepts = builder.accepts;
        delivery = builder.delivery;
        watch = builder.watch;
        subject = builder.subject;
        handle = builder.handle;
        onlyIfRoom = builder.onlyIfRoom;
        admission = builder.admission;
    }

    private Call(Call<T> call, JsonCodec.Decoder<T> decoder) {
        this.decoder = decoder;
        operation = call.operation;
        method = call.method;
        origin = call.origin;
        address = call.address;
        headers = call.headers;
        body = call.body;
        accepts = call.accepts;
        delivery = call.delivery;
        watch = call.watch;
        subject = call.subject;
        handle = call.handle;
        onlyIfRoom = call.onlyIfRoom;
        admission = call.admission;
    }

    /** A download from anywhere: the key does not go with it. */
    public static Call<byte[]> download(URI uri) {
        return elsewhere(Operation.DOWNLOAD, "GET", uri, body -> body).build();
    }

    /**
     * A call to anywhere: the key does not go with it.
     *
     * @param uri absolute; of it, only host and path are shown
     */
    public static <T> Builder<T> elsewhere(Operation operation, String method, URI uri, JsonCodec.Decoder<T> decoder) {
        return new Builder<>(operation, method, null, uri.toString(), decoder)
                .subject(Words.cut(uri.getHost() + uri.getRawPath(), 200));
    }

    /**
     * A call to one of the configured origins; the key goes with it.
     *
     * @param path encoded, with a leading slash
     * @throws IllegalArgumentException if it has none
     */
    public static <T> Builder<T> to(
            Operation operation, String method, Origin origin, String path, JsonCodec.Decoder<T> decoder) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("A path begins with a slash: " + path);
        }
        return new Builder<>(operation, method, origin, path, decoder);
    }

    /** What the call is for. */
    public Operation operation() {
        return operation;
    }

    /** GET, POST or PUT. */
    public String method() {
        return method;
    }

    /** Which origin it goes to; null if {@link #address()} is a whole URL, which gets no key. */
    public @Nullable Origin origin() {
        return origin;
    }

    /** Path and query behind the origin, encoded; or a whole URL. */
    public String address() {
        return address;
    }

    /** Headers beside those that the transport adds. */
    public Map<String, String> headers() {
        return headers;
    }

    /** What is sent, if anything. */
    public @Nullable Body body() {
        return body;
    }

    /** How an accepted answer is decoded. */
    public JsonCodec.Decoder<T> decoder() {
        return decoder;
    }

    /** Whether an answer of this status is decoded; any other is an error. */
    public boolean accepts(int status) {
        return accepts.test(status);
    }

    /** Whether it may be sent again. */
    public Delivery delivery() {
        return delivery;
    }

    /** Who learns when bytes leave. */
    public WriteWatch watch() {
        return watch;
    }

    /** What it is about, for messages. */
    public String subject() {
        return subject;
    }

    /** The queued request that it is about, if there is one already. */
    public @Nullable RequestHandle handle() {
        return handle;
    }

    /** Whether a stream fails at once, unsent, rather than wait, when as many as the client's options allow are open. */
    public boolean onlyIfRoom() {
        return onlyIfRoom;
    }

    /**
     * The same call; it tells how many bytes an accepted answer has, unpacked, before that is decoded. Not for large
     * answers: they are decoded from memory then.
     */
    public Call<T> tellingSize(IntConsumer size) {
        return new Call<>(this, answer -> {
            size.accept(answer.length);
            return decoder.decode(answer);
        });
    }

    /** What each attempt has to wait for before it begins. */
    public Admission admission() {
        return admission;
    }

    @Override
    public String toString() {
        return operation.word() + " of " + subject + (handle == null ? "" : ", request " + handle.requestId());
    }

    /** What a call is for. */
    public enum Operation {
        /** A synchronous run. */
        RUN,
        /** A submit to the queue. */
        SUBMIT,
        /** The status of a queued request. */
        STATUS,
        /** The result of a queued request. */
        RESULT,
        /** Cancelling a queued request. */
        CANCEL,
        /** Fetching a picture. */
        DOWNLOAD,
        /** A step of bringing a picture to fal's storage. */
        UPLOAD,
        /** The open stream of a queued request's status. */
        STREAM;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** As it is called in messages and metrics. */
        public String word() {
            return word;
        }
    }

    /** The hosts that get the key. */
    public enum Origin {
        /** Synchronous calls. */
        RUN,
        /** The queue. */
        QUEUE,
        /** Storage and tokens. */
        REST
    }

    /** Whether a call may be sent again after its bytes left. */
    public enum Delivery {
        /** Sending it twice does what sending it once does. */
        IDEMPOTENT,
        /** Sending it twice does its work twice: of a run or a submit, it pays twice. */
        AT_MOST_ONCE
    }

    /**
     * Mutable; not thread-safe.
     *
     * @param <T> what the answer is decoded to
     */
    public static final class Builder<T> {
        private final Operation operation;
        private final String method;
        private final @Nullable Origin origin;
        private String address;
        private final JsonCodec.Decoder<T> decoder;
        private Map<String, String> headers = Map.of();
        private @Nullable Body body;
        private IntPredicate accepts = status -> status >= 200 && status < 300;
        private Delivery delivery;
        private WriteWatch watch = WriteWatch.NONE;
        private String subject = "";
        private @Nullable RequestHandle handle;
        private boolean onlyIfRoom;
        private Admission admission = Admission.OPEN;

        private Builder(
                Operation operation,
                String method,
                @Nullable Origin origin,
                String address,
                JsonCodec.Decoder<T> decoder) {
            this.operation = operation;
            this.method = method;
            this.origin = origin;
            this.address = address;
            this.decoder = decoder;
            boolean isPaid = operation == Operation.RUN || operation == Operation.SUBMIT;
            delivery = isPaid || method.equals("POST") ? Delivery.AT_MOST_ONCE : Delivery.IDEMPOTENT;
        }

        /** Query parameters, not yet encoded. */
        public Builder<T> query(Map<String, String> parameters) {
            if (!parameters.isEmpty()) {
                address += parameters.entrySet().stream()
                        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
            }
            return this;
        }

        private static String encode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }

        /** Further headers. */
        public Builder<T> headers(Map<String, String> headers) {
            if (headers.isEmpty()) {
                return this;
            }
            Map<String, String> all = new LinkedHashMap<>(this.headers);
            all.putAll(headers);
            this.headers = all;
            return this;
        }

        /** The JSON to send. */
        public Builder<T> body(byte[] json) {
            return body(Body.json(json));
        }

        /** What to send. */
        public Builder<T> body(Body body) {
            this.body = body;
            return this;
        }

        /** Which statuses are decoded. Default: 200 to 299. */
        public Builder<T> accepts(IntPredicate accepts) {
            this.accepts = accepts;
            return this;
        }

        /** Default: at most once for run, submit and every POST, idempotent for all others. */
        public Builder<T> delivery(Delivery delivery) {
            this.delivery = delivery;
            return this;
        }

        /** Who learns when bytes leave. */
        public Builder<T> watch(WriteWatch watch) {
            this.watch = watch;
            return this;
        }

        /** What it is about, for messages. */
        public Builder<T> subject(String subject) {
            this.subject = subject;
            return this;
        }

        /** The queued request that it is about. */
        public Builder<T> handle(RequestHandle handle) {
            this.handle = handle;
            this.subject = handle.endpointId();
            return this;
        }

        /** See {@link Call#onlyIfRoom()}. Default: a stream waits for its turn. */
        public Builder<T> onlyIfRoom(boolean onlyIfRoom) {
            this.onlyIfRoom = onlyIfRoom;
            return this;
        }

        /** What each attempt has to wait for before it begins. Default: nothing. */
        public Builder<T> admission(Admission admission) {
            this.admission = admission;
            return this;
        }

        /** The call. */
        public Call<T> build() {
            return new Call<>(this);
        }
    }
}
