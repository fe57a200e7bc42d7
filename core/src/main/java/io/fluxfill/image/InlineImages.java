package io.fluxfill.image;

import io.fluxfill.error.InvalidRequestException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Local pictures as data URIs. */
final class InlineImages implements ImageUrls {
    private final int limit;

    InlineImages(int limit) {
        this.limit = limit;
    }

    @Override
    public Mono<String> urlOf(String field, ImageSource source) {
        if (source instanceof ImageSource.RemoteUrl remote) {
            return Mono.just(remote.url());
        }
        return Mono.fromCallable(() -> dataUri(field, source)).subscribeOn(Schedulers.boundedElastic());
    }

    private String dataUri(String field, ImageSource source) {
        String name =
                source instanceof ImageSource.LocalFile local ? local.file().toString() : source.toString();
        byte[] bytes = source instanceof ImageSource.LocalFile local
                ? read(field, local.file())
                : ((ImageSource.Bytes) source).shared();
        checkLength(field, name, bytes.length);
        String type = MediaTypes.sniff(bytes);
        if (type == null) {
            throw invalid(
                    field,
                    name + " is not a picture that fal reads: it starts like none of JPEG, PNG, WebP, GIF and AVIF.",
                    null);
        }
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private byte[] read(String field, Path file) {
        if (Files.isDirectory(file)) {
            throw invalid(field, file + " is a folder, not a picture.", null);
        }
        try {
            checkLength(field, file.toString(), Files.size(file));
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw invalid(field, file + " does not exist.", e);
        } catch (AccessDeniedException e) {
            throw invalid(field, file + " may not be read: permission denied.", e);
        } catch (IOException e) {
            throw invalid(field, file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private void checkLength(String field, String name, long bytes) {
        if (bytes == 0) {
            throw invalid(field, name + " is empty.", null);
        }
        if ((bytes + 2) / 3 * 4 + 32 > limit) {
            throw invalid(
                    field,
                    name + " has " + bytes + " bytes, too many to travel within the request (limit: " + limit
                            + " characters as a data URI, option inlineLimit). Put it where fal can fetch it and pass its URL.",
                    null);
        }
    }

    private static InvalidRequestException invalid(String field, String message, @Nullable Throwable cause) {
        return InvalidRequestException.field(field, message, cause);
    }
}
