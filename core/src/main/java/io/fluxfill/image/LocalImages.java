package io.fluxfill.image;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Local pictures as data URIs, or uploaded if they are large. */
final class LocalImages implements ImageUrls {
    private static final int DATA_URI_START = 32;

    private final int inlineUpTo;
    private final int inlineLimit;
    private final @Nullable Preflight preflight;
    private final @Nullable Uploads uploads;

    LocalImages(int inlineUpTo, int inlineLimit, @Nullable Preflight preflight, @Nullable Uploads uploads) {
        this.inlineUpTo = inlineUpTo;
        this.inlineLimit = inlineLimit;
        this.preflight = preflight;
        this.uploads = uploads;
    }

    @Override
    public Mono<String> urlOf(String field, ImageSource source) {
        if (source instanceof ImageSource.RemoteUrl remote) {
            return Mono.just(remote.url());
        }
        return Disk.work(Mono.defer(() -> url(LocalPicture.of(field, source), source)));
    }

    private Mono<String> url(LocalPicture picture, ImageSource source) {
        long size = picture.size();
        if (uploads != null && (size > inlineUpTo || !fits(size))) {
            return uploads.upload(source, picture.format().mediaType());
        }
        checkFits(picture, size);
        String mediaType = picture.format().mediaType();
        byte[] bytes = picture.read(inlineLimit);
        checkFits(picture, bytes.length);
        return Mono.just("data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(bytes));
    }

    private boolean fits(long size) {
        return (size + 2) / 3 * 4 + DATA_URI_START <= inlineLimit;
    }

    private void checkFits(LocalPicture picture, long size) {
        if (!fits(size)) {
            throw picture.problem(
                    picture.name() + " has " + size + " bytes, too many to travel within the request (limit: "
                            + inlineLimit
                            + " characters as a data URI, option inlineLimit). Put it where fal can fetch it and pass"
                            + " its URL.",
                    null);
        }
    }

    @Override
    public Mono<Void> check(ImageSource image, ImageSource mask) {
        Preflight checks = preflight;
        if (checks == null || (LocalPicture.isRemote(image) && LocalPicture.isRemote(mask))) {
            return Mono.empty();
        }
        return PictureThreads.masks(Mono.defer(() -> {
            checks.check(image, mask);
            return Mono.empty();
        }));
    }

    @Override
    public String toString() {
        return uploads == null
                ? "ImageUrls[inline up to " + inlineLimit + " characters]"
                : "ImageUrls[inline up to " + inlineUpTo + " bytes, else upload]";
    }
}
