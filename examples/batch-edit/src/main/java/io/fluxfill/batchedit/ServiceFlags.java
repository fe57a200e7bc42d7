package io.fluxfill.batchedit;

import io.fluxfill.ApiKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom to send the edits to. */
final class ServiceFlags {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "a local-fal of another process on this machine, such as http://127.0.0.1:8765")
    private @Nullable URI url;

    @Option(names = "--real", description = "the real service, which costs money; asks first")
    private boolean real;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "a file that holds the key; else FAL_KEY is read, and with --real only")
    private @Nullable Path keyFile;

    @Option(names = "--yes", description = "do not ask before spending money")
    private boolean yes;

    @Option(
            names = "--runners",
            paramLabel = "N",
            description = "how many edits the local-fal within works on at once (default: 2)")
    private int runners = 2;

    @Option(
            names = "--service-time",
            paramLabel = "TIME",
            converter = Times.class,
            description = "how long it takes for each at least, such as 500ms or 3s")
    private @Nullable Duration serviceTime;

    boolean yes() {
        return yes;
    }

    boolean real() {
        return real;
    }

    /** Starts it where it is ours to start. */
    Service open(UnaryOperator<@Nullable String> environment, Duration usualTime) {
        if (runners < 1) {
            throw new UsageException("--runners is at least 1, not " + runners + ".");
        }
        if (real && url != null) {
            throw new UsageException("--real and --url exclude each other.");
        }
        if (real) {
            return Service.real(realKey(environment));
        }
        if (url != null) {
            return Service.at(loopback(url), keyFile == null ? null : key(keyFile));
        }
        return Service.embedded(runners, serviceTime == null ? usualTime : serviceTime);
    }

    private ApiKey realKey(UnaryOperator<@Nullable String> environment) {
        if (keyFile != null) {
            return key(keyFile);
        }
        String key = environment.apply("FAL_KEY");
        if (key == null || key.isBlank()) {
            throw new UsageException("--real needs a key: set FAL_KEY, or name a file with --key-file.");
        }
        return key("FAL_KEY", key);
    }

    private static ApiKey key(Path file) {
        try {
            return key(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UsageException("The key file " + file + " cannot be read: " + Sentences.of(e), e);
        }
    }

    private static ApiKey key(String from, String text) {
        try {
            return ApiKey.of(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(from + " holds no key: " + Sentences.of(e), e);
        }
    }

    private static URI loopback(URI url) {
        String host = url.getHost();
        boolean http = "http".equals(url.getScheme()) && url.getRawQuery() == null && url.getRawFragment() == null;
        if (!http || host == null || !isLoopback(host)) {
            throw new UsageException("--url is for a local-fal on this machine, such as http://127.0.0.1:8765, and not "
                    + url + ". The real service is --real.");
        }
        return url;
    }

    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        if (!host.matches("\\[[0-9a-fA-F:.]+]|[0-9.]+")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }
}
