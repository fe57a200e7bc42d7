package io.fluxfill;

import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.ImageUrls;
import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.storage.Storage;
import io.fluxfill.storage.Upload;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.Compensations;
import io.fluxfill.transport.RunningWork;
import io.fluxfill.transport.SentMark;
import io.fluxfill.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * The entry: one client per key and process, made once and shared. It holds connections, so {@link #dispose()} it.
 *
 * <p>Its own calls are synchronous ones: they hold a connection until the picture is there, a lost connection is a lost
 * result, and beyond the account's limit of concurrent requests fal refuses them. For anything but a single quick edit
 * use {@code FalQueue} of the artifact {@code fluxfill-queue}.
 *
 * <p>All publishers are cold. Signals come on the transport's threads, which must not be blocked. Errors are
 * {@link FalException}s.
 *
 * @since 0.1
 */
public final class FalClient implements Disposable {
    private static final Duration UNTIL_CANCELLED = Duration.ofSeconds(20);
    private static final Duration UNTIL_COMPENSATED = Duration.ofSeconds(10);

    private final ClientOptions options;
    private final Transport transport;
    private final ClientMetrics metrics;
    private final ImageUrls images;
    private final Compensations compensations = new Compensations();
    private final RunningWork runningWork = new RunningWork();
    private final Storage storage;

    private FalClient(ClientOptions options, Transport transport, ClientMetrics metrics) {
        this.options = options;
        this.transport = transport;
        this.metrics = metrics;
        storage = new Storage(transport, options, runningWork);
        images = ImageUrls.of(
                options.inlineUpTo(), options.inlineLimit(), options.maxMegapixels() * 1_000_000L, this::upload);
    }

    /**
     * A client with all defaults and the key of the environment.
     *
     * @throws IllegalStateException if the environment has no key
     */
    public static FalClient create() {
        return builder().build();
    }

    /** A client with these options. */
    public static FalClient create(ClientOptions options) {
        return builder().options(options).build();
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs a model and waits for its result on one connection.
     *
     * <p>Each subscription is a request of its own, and paid for. It is never sent twice: if its answer gets lost, the
     * error is an {@link io.fluxfill.error.OutcomeUnknownException}. Cancelling drops the connection, which is how fal
     * learns that a synchronous run is no longer wanted.
     */
    public <I, O> Mono<Reply<O>> run(Endpoint<I, O> endpoint, I input) {
        return run(endpoint, input, SubmitOptions.none());
    }

    /**
     * As {@link #run(Endpoint, Object)}, with options for the platform.
     *
     * @throws IllegalArgumentException if an option is set that only the queue knows
     */
    public <I, O> Mono<Reply<O>> run(Endpoint<I, O> endpoint, I input, SubmitOptions submitOptions) {
        String queueOnly = submitOptions.queueOnlyOption();
        if (queueOnly != null) {
            throw new IllegalArgumentException(
                    "A synchronous run has no " + queueOnly + ": submit it to the queue, or leave the option out.");
        }
        return Mono.defer(() -> {
                    SentMark sent = new SentMark();
                    return runningWork.admit(
                            "The run of " + endpoint,
                            endpoint.encode(input, images)
                                    .onErrorMap(
                                            error -> !(error instanceof FalException),
                                            InvalidRequestException::unpreparable)
                                    .flatMap(body -> transport.exchange(call(endpoint, submitOptions, body, sent)))
                                    .map(reply -> reply.toReply()),
                            () -> closed(endpoint, sent.leave()));
                })
                .checkpoint("fluxfill run");
    }

    /** Its connection is dropped, which is how fal learns that nobody waits for it any more. */
    private static ClientClosedException closed(Endpoint<?, ?> endpoint, boolean isSent) {
        return new ClientClosedException(
                "The run of " + endpoint + " was ended, because the client is being closed. "
                        + (isSent
                                ? "It was sent: fal may be working on it, and it may be paid for."
                                : "Nothing was sent."),
                new FalException.Origin(null, null, !isSent),
                null);
    }

    private static <O> Call<O> call(Endpoint<?, O> endpoint, SubmitOptions submitOptions, byte[] body, SentMark sent) {
        String id = endpoint.id().full();
        return Call.to(Call.Operation.RUN, "POST", Call.Origin.RUN, "/" + id, endpoint.decoder())
                .subject(id)
                .headers(submitOptions.toHeaders())
                .body(body)
                .watch(sent)
                .build();
    }

    /**
     * Fills one picture: the shortest way. Same as {@link #run(Endpoint, Object)} of {@link Fill#PRO}, without what fal
     * said beside the result.
     */
    public Mono<FillResult> fill(FillRequest request) {
        return run(Fill.PRO, request).map(Reply::output);
    }

    private Mono<String> upload(ImageSource local, String mediaType) {
        Upload.Builder upload = local instanceof ImageSource.LocalFile file
                ? Upload.file(file.file())
                : Upload.bytes(((ImageSource.Bytes) local).bytes());
        return storage.upload(upload.mediaType(mediaType).build()).map(URI::toString);
    }

    /** Where pictures are uploaded to and results are fetched from. */
    public Storage storage() {
        return storage;
    }

    /** What this client keeps to. */
    public ClientOptions options() {
        return options;
    }

    /** The one way to the network; for what builds on this client, like the queue. */
    public Transport transport() {
        return transport;
    }

    /** What is counted, and throws nothing; for what builds on this client. */
    public ClientMetrics metrics() {
        return metrics;
    }

    /** How local pictures become URLs; for what builds on this client. */
    public ImageUrls images() {
        return images;
    }

    /** The work that goes on although its caller has left; {@link #disposeLater()} waits for it. */
    public Compensations compensations() {
        return compensations;
    }

    /** What runs, and what {@link #disposeLater()} waits for; for what builds on this client. */
    public RunningWork runningWork() {
        return runningWork;
    }

    /**
     * Closes all connections now. What was running here ends with a {@link ClientClosedException}; queued requests run on
     * at fal, and their handles are in the errors.
     */
    @Override
    public void dispose() {
        runningWork.close();
        transport.dispose();
    }

    @Override
    public boolean isDisposed() {
        return transport.isDisposed();
    }

    /**
     * Closes in good order: {@link #disposeLater(Duration)} with twenty seconds for what runs. It takes thirty-five
     * seconds at most, and usually no longer than what runs.
     */
    public Mono<Void> disposeLater() {
        return disposeLater(UNTIL_CANCELLED);
    }

    /**
     * Closes in good order, and leaves nothing running at fal that nobody waits for.
     *
     * <ol>
     *   <li>No more is admitted: a run, a submit, an item of a fan-out, or an upload that is subscribed to from now on
     *       ends at once with a {@link ClientClosedException}. Nothing of it was sent, and it is safe to resubmit.
     *   <li>What runs may end. That is what a {@code run} or a {@code submit} was subscribed for, uploads, and downloads;
     *       downloads may even begin, so that what was paid for comes home. Watchers are not waited for: they own nothing.
     *   <li>What has not ended within {@code finishWithin} is cancelled: its subscriber gets a
     *       {@link ClientClosedException}, with the handle if there is one, and a queued request is cancelled at fal, or
     *       left running, as its queue was told to do with abandoned ones.
     *   <li>These cancels, and those of callers that left before, are waited for, ten seconds at most.
     *   <li>All connections are closed. Who still watches gets a {@link ClientClosedException} with the handle.
     * </ol>
     *
     * <p>Cold. Subscribing twice does no harm; of two patiences the shorter one counts. Cancelling stops only the waiting:
     * nothing is admitted again, and {@link #dispose()} is left to do.
     *
     * @param finishWithin how long what runs may take to end; zero cancels at once
     * @throws IllegalArgumentException if it is negative
     */
    public Mono<Void> disposeLater(Duration finishWithin) {
        if (finishWithin.isNegative()) {
            throw new IllegalArgumentException("finishWithin is 0 or more, not " + finishWithin + ".");
        }
        return runningWork
                .ended(finishWithin)
                .then(compensations.settled(UNTIL_COMPENSATED))
                .then(Mono.fromRunnable(this::dispose))
                .then()
                .checkpoint("fluxfill disposeLater");
    }

    /** Mutable; not thread-safe. */
    public static final class Builder {
        private @Nullable ClientOptions options;
        private UnaryOperator<HttpClient> customizer = UnaryOperator.identity();
        private @Nullable Transport transport;
        private ClientMetrics metrics = ClientMetrics.NONE;

        private Builder() {}

        /** Default: {@code ClientOptions.builder().build()}. */
        public Builder options(ClientOptions options) {
            this.options = options;
            return this;
        }

        /**
         * Changes the HTTP client: proxy, TLS, metrics, event loops. What safety needs (no silent retry, no redirects)
         * is applied after it.
         */
        public Builder httpClient(UnaryOperator<HttpClient> customizer) {
            this.customizer = customizer;
            return this;
        }

        /**
         * Learns of calls, retries and cancels; {@link io.fluxfill.metrics.MicrometerMetrics} makes meters of them.
         * Default: nobody.
         */
        public Builder metrics(ClientMetrics metrics) {
            this.metrics = ClientMetrics.guarded(metrics);
            return this;
        }

        /**
         * Another way to the network, for tests; {@link #httpClient} has no effect then, and calls and retries are not
         * counted.
         */
        public Builder transport(Transport transport) {
            this.transport = transport;
            return this;
        }

        /** A new client; it opens no connection yet. */
        public FalClient build() {
            ClientOptions chosen =
                    options != null ? options : ClientOptions.builder().build();
            Transport chosenTransport = transport != null ? transport : Transport.netty(chosen, customizer, metrics);
            return new FalClient(chosen, chosenTransport, metrics);
        }
    }
}
