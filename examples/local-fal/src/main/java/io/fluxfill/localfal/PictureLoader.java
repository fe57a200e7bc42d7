package io.fluxfill.localfal;

import io.fluxfill.localfal.FileStore.StoredFile;
import io.fluxfill.localfal.Lifecycle.Acl;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * Gets the bytes of a picture from a data URI, from this server's own files, or from a loopback address. Other addresses
 * are refused, so that a test never depends on a network. Blocks.
 */
final class PictureLoader {
    private static final int LONGEST_DATA_URI = 10 << 20;
    private static final int LONGEST_URL = 2048;
    private static final int LARGEST_FILE = 50 << 20;

    private final LocalFalOptions options;
    private final FileStore files;
    private final IntSupplier port;
    private final HttpClient client = HttpClient.newConnection().responseTimeout(Duration.ofSeconds(10));

    PictureLoader(LocalFalOptions options, FileStore files, IntSupplier port) {
        this.options = options;
        this.files = files;
        this.port = port;
    }

    byte[] load(String field, String url, Links links) throws FieldProblem, InterruptedException {
        if (url.startsWith("data:")) {
            return decode(field, url);
        }
        URI address = parse(field, url);
        String name = links.fileName(address, options, port.getAsInt());
        if (name != null) {
            StoredFile file = files.get(name);
            if (file == null || file.acl() == Acl.HIDE) {
                throw undownloadable(field, url, "there is no such file");
            }
            if (file.acl() == Acl.FORBID) {
                throw undownloadable(field, url, "access to the file is forbidden");
            }
            return file.content();
        }
        String host = address.getHost();
        if (host == null || !Links.isLoopback(host)) {
            throw undownloadable(field, url, "only data URIs, own files and loopback addresses are loaded here");
        }
        return fetch(field, url, address);
    }

    private byte[] fetch(String field, String url, URI address) throws FieldProblem, InterruptedException {
        CompletableFuture<byte @Nullable []> download = client.get()
                .uri(address)
                .response((reply, content) -> reply.status().code() != 200
                        ? Mono.error(new IllegalStateException("the reply was " + reply.status()))
                        : content.asByteArray().collect(ByteArrayOutputStream::new, PictureLoader::append))
                .single()
                .map(ByteArrayOutputStream::toByteArray)
                .timeout(Duration.ofSeconds(30))
                .toFuture();
        try {
            byte[] content = download.get();
            if (content == null) {
                throw undownloadable(field, url, "the reply was empty");
            }
            return content;
        } catch (ExecutionException e) {
            throw undownloadable(field, url, String.valueOf(e.getCause()));
        } finally {
            download.cancel(true);
        }
    }

    private static void append(ByteArrayOutputStream bytes, byte[] chunk) {
        if (bytes.size() + chunk.length > LARGEST_FILE) {
            throw new IllegalStateException("the file is larger than " + LARGEST_FILE + " bytes");
        }
        bytes.writeBytes(chunk);
    }

    private static URI parse(String field, String url) throws FieldProblem {
        try {
            URI address = new URI(url);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if (url.length() <= LONGEST_URL && (scheme.equals("http") || scheme.equals("https"))) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Told below, as for every other text that is no usable URL.
        }
        throw undownloadable(field, url, "it is not an http(s) URL of at most " + LONGEST_URL + " characters");
    }

    private static byte[] decode(String field, String url) throws FieldProblem {
        if (url.length() > LONGEST_DATA_URI) {
            String msg = "The data URI is longer than " + LONGEST_DATA_URI + " characters.";
            throw new FieldProblem(FieldError.model(
                    field, msg, "file_too_large", Map.of("max_size", LONGEST_DATA_URI), url.substring(0, 64)));
        }
        int comma = url.indexOf(',');
        if (comma < 0 || !url.substring(0, comma).endsWith(";base64")) {
            throw undownloadable(field, url, "the data URI is not in base64");
        }
        try {
            return Base64.getDecoder().decode(url.substring(comma + 1));
        } catch (IllegalArgumentException e) {
            throw undownloadable(field, url, "the data URI is not in base64");
        }
    }

    private static FieldProblem undownloadable(String field, String url, String why) {
        String msg = "Failed to download the file: " + why + ".";
        return new FieldProblem(FieldError.model(field, msg, "file_download_error", Map.of(), url));
    }
}
