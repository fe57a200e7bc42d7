package io.fluxfill.playground;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whom the edits are sent to: a local-fal of this process, one of another process, or fal itself. */
final class FalService implements AutoCloseable {
    /** The label of one within this process. */
    static final String EMBEDDED = "embedded";

    // Any key will do, and that of the environment must not leave it without need.
    private static final ApiKey LOCAL_KEY = ApiKey.of("local:key");

    private final ClientOptions options;
    private final boolean real;
    private final @Nullable LocalFal embedded;

    private FalService(ClientOptions options, boolean real, @Nullable LocalFal embedded) {
        this.options = options;
        this.real = real;
        this.embedded = embedded;
    }

    /** Starts it where it is ours to start. */
    static FalService open(FluxfillProperties properties, InetAddress address) {
        if (properties.real()) {
            if (!address.isLoopbackAddress() && !properties.allowPublic()) {
                throw new StartRefusedException(
                        "With a real key behind " + address.getHostAddress()
                                + ", everybody who reaches this machine could spend its money.",
                        "Leave server.address at 127.0.0.1, or say --fluxfill.allow-public=true if that is what you want.");
            }
            return new FalService(builder(properties).apiKey(key(properties)).build(), true, null);
        }
        if (properties.url() != null) {
            return new FalService(local(properties, properties.url().toString().replaceAll("/+$", "")), false, null);
        }
        LocalFal server = LocalFal.start(LocalFalOptions.builder()
                .runners(properties.local().runners())
                .queueWait(properties.local().queueWait())
                .serviceTime(properties.local().serviceTime())
                .build());
        return new FalService(local(properties, server.baseUri().toString()), false, server);
    }

    private static ClientOptions.Builder builder(FluxfillProperties properties) {
        return ClientOptions.builder().maxMegapixels(properties.maxMegapixels());
    }

    private static ClientOptions local(FluxfillProperties properties, String base) {
        return builder(properties)
                .apiKey(LOCAL_KEY)
                .runUri(URI.create(base + "/run"))
                .queueUri(URI.create(base + "/queue"))
                .restUri(URI.create(base + "/rest"))
                .cdnUri(URI.create(base + "/files"))
                .build();
    }

    private static ApiKey key(FluxfillProperties properties) {
        if (properties.key() != null) {
            return properties.key();
        }
        Path file = properties.keyFile();
        try {
            return file == null ? ApiKey.fromEnv() : ApiKey.of(Files.readString(file));
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new StartRefusedException(
                    "--real needs a key: " + e.getMessage(), "Set FAL_KEY, or name a file with --key-file.");
        }
    }

    ClientOptions options() {
        return options;
    }

    /** Whether edits cost money. */
    boolean isReal() {
        return real;
    }

    /** What the page calls it. */
    String word() {
        return real ? "fal" : "local-fal";
    }

    /** What a journal calls it: handles are worth something there only. */
    String label() {
        return embedded == null ? options.queueUri().toString() : EMBEDDED;
    }

    /** Whether its requests are still there when this service is started again. */
    boolean outlivesUs() {
        return embedded == null;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
