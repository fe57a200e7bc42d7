package io.fluxfill.localfal;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * fal on your own machine: one HTTP server that speaks the protocol of fal.ai's synchronous endpoint and queue for
 * {@code fal-ai/flux-pro/v1/fill}, and really fills the hole in the picture. Made for tests of any client.
 *
 * <p>Its file storage takes uploads on all routes of the service: with a token, to a pre-signed URL, and in parts both
 * ways. Files are kept in memory, with the end and the access that their lifecycle header asks for.
 *
 * <p>The server listens and its runners stand by from {@code start} until {@link #close()}. All methods may be called
 * from any thread.
 */
public final class LocalFal implements AutoCloseable {
    private final LocalFalOptions options;
    private final Counters counters = new Counters();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Scheduler timer = Schedulers.newSingle("local-fal-timer", true);
    private final Runners runners;
    private final JobQueue queue;
    private final DisposableServer server;

    private LocalFal(LocalFalOptions options) {
        this.options = options;
        FileStore files = new FileStore(options.fileLimit(), options.clock());
        PictureLoader loader = new PictureLoader(options, files, this::port);
        this.runners = new Runners(options, new FillModel(options, loader, files));
        this.queue = new JobQueue(options, timer, runners);
        Front front = new Front(options, counters, queue, files);
        this.server = HttpServer.create()
                .host(options.host())
                .port(options.port())
                .doOnConnection(connection -> connections.add(connection.channel()))
                .handle(front::handle)
                .bindNow();
    }

    /** Starts with the default options on a free port of the loopback address. Blocks for some milliseconds. */
    public static LocalFal start() {
        return start(LocalFalOptions.builder().build());
    }

    /** Starts with these options. Blocks for some milliseconds. */
    public static LocalFal start(LocalFalOptions options) {
        return new LocalFal(options);
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** The root, such as {@code http://127.0.0.1:51234}. */
    public URI baseUri() {
        boolean any = options.host().equals("0.0.0.0") || options.host().equals("::");
        String host = any ? "127.0.0.1" : options.host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    /** What stands for {@code https://fal.run}. */
    public URI runUri() {
        return uri(Origin.RUN);
    }

    /** What stands for {@code https://queue.fal.run}. */
    public URI queueUri() {
        return uri(Origin.QUEUE);
    }

    /** What stands for {@code https://rest.fal.ai}: upload tokens and pre-signed upload URLs. */
    public URI restUri() {
        return uri(Origin.REST);
    }

    /**
     * What stands for {@code https://v3.fal.media}: where results and uploaded files are, and where files are uploaded to.
     * An upload token names it as its base, and a client may write {@code /files/upload} behind it as behind the real one.
     */
    public URI filesUri() {
        return uri(Origin.FILES);
    }

    /** What it has seen so far. */
    public LocalFalStats stats() {
        return counters.snapshot(queue.tally(), options.faults().fired());
    }

    /** Stops the runners and closes all connections. Blocks until the port is free; further calls do nothing. */
    @Override
    public void close() {
        queue.close();
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        server.disposeNow(Duration.ofSeconds(5));
        runners.close();
        timer.dispose();
    }

    private URI uri(Origin origin) {
        return URI.create(baseUri() + origin.prefix());
    }
}
