package io.fluxfill.batchedit;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whom the edits are sent to: a local-fal of this process, one of another process, or the real service. */
final class Service implements AutoCloseable {
    /** What a journal says of a service that ended with its run. */
    static final String EMBEDDED = "embedded";

    private static final int REACHABLE_MILLIS = 5000;
    // Any key will do, and that of the environment must not leave it without need.
    private static final ApiKey LOCAL_KEY = ApiKey.of("local:key");

    private final String label;
    private final ClientOptions options;
    private final boolean paid;
    private final @Nullable LocalFal embedded;

    private Service(String label, ClientOptions options, boolean paid, @Nullable LocalFal embedded) {
        this.label = label;
        this.options = options;
        this.paid = paid;
        this.embedded = embedded;
    }

    static Service embedded(int runners, Duration serviceTime) {
        LocalFal server = LocalFal.start(LocalFalOptions.builder()
                .runners(runners)
                .serviceTime(serviceTime)
                .build());
        ClientOptions options = ClientOptions.builder()
                .apiKey(LOCAL_KEY)
                .runUri(server.runUri())
                .queueUri(server.queueUri())
                .restUri(server.restUri())
                .cdnUri(server.filesUri())
                .build();
        return new Service(EMBEDDED, options, false, server);
    }

    /** A local-fal that listens on this machine. */
    static Service at(URI url, @Nullable ApiKey key) {
        String base = url.toString().replaceAll("/+$", "");
        URI queue = URI.create(base + "/queue");
        ClientOptions options = ClientOptions.builder()
                .apiKey(key == null ? LOCAL_KEY : key)
                .runUri(URI.create(base + "/run"))
                .queueUri(queue)
                .restUri(URI.create(base + "/rest"))
                .cdnUri(URI.create(base + "/files"))
                .build();
        return new Service(queue.toString(), options, false, null);
    }

    static Service real(ApiKey key) {
        ClientOptions options = ClientOptions.builder().apiKey(key).build();
        return new Service(options.queueUri().toString(), options, true, null);
    }

    /** What a journal calls it: handles are worth something there only. */
    String label() {
        return label;
    }

    String inWords() {
        return paid ? "fal" : embedded != null ? "the local-fal within" : "local-fal at " + label;
    }

    /** An error in words; the library's own point to where this program does not look for a key. */
    String hint(Throwable error) {
        String sentence = Sentences.of(error);
        return error instanceof AuthenticationException && !paid
                ? sentence.replace("(FAL_KEY)", "(--key-file)")
                : sentence;
    }

    /** Whether its requests are still there for a later run. */
    boolean outlivesRun() {
        return embedded == null;
    }

    ClientOptions options() {
        return options;
    }

    boolean paid() {
        return paid;
    }

    /** Why nothing can be sent there, or null. Saves every single row from finding out. */
    @Nullable
    String unreachable() {
        if (paid || embedded != null) {
            return null;
        }
        URI uri = options.queueUri();
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost().replaceAll("[\\[\\]]", ""), port), REACHABLE_MILLIS);
            return null;
        } catch (IOException e) {
            return "Nothing answers at " + uri.getHost() + ":" + port + ": " + Sentences.of(e)
                    + " Start a local-fal there, or leave --url out to use the one within.";
        }
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
