package io.fluxfill.localfal;

import io.fluxfill.localfal.MultipartUpload.Target;
import io.fluxfill.localfal.Secrets.Issued;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who may write to the file origin: the holder of a token, or of the signature in a pre-signed URL. Never a key. */
final class UploadAccess {
    /** The parameter of a pre-signed URL. */
    static final String SIGNATURE = "signed";

    private final Secrets<Route> tokens;
    private final Secrets<Target> files;
    private final Secrets<String> multiparts;
    private final MultipartUploads open;

    UploadAccess(LocalFalOptions options, MultipartUploads open) {
        this.tokens = new Secrets<>(options.clock(), options.uploadTokenLifetime());
        this.files = new Secrets<>(options.clock(), options.uploadUrlLifetime());
        this.multiparts = new Secrets<>(options.clock(), options.uploadUrlLifetime());
        this.open = open;
    }

    Issued token() {
        return tokens.issue(Route.UPLOAD_TOKEN);
    }

    /** A signature for one upload of a whole file. */
    String sign(Target target) {
        return files.issue(target).secret();
    }

    /** A signature for all parts of an upload and its completion. */
    String sign(MultipartUpload upload) {
        return multiparts.issue(upload.id()).secret();
    }

    /** Where a signature lets a whole file go, if it is good. */
    @Nullable
    Target target(Inbound request) {
        String signature = request.parameter(SIGNATURE);
        return signature == null ? null : files.find(signature);
    }

    /** Whether the signature was still good for one upload, which this is. */
    boolean useUp(Inbound request) {
        String signature = request.parameter(SIGNATURE);
        return signature != null && files.use(signature);
    }

    /** The refusal of a request to the file origin, or null if it may write there. */
    @Nullable
    Answer refusal(Route route, Inbound request) {
        if (route == Route.UPLOAD_SIGNED) {
            return target(request) == null ? badSignature() : null;
        }
        UploadPath.Part part = UploadPath.Part.of(request);
        String signature = request.parameter(SIGNATURE);
        if (part != null && (signature != null || isSigned(part))) {
            boolean good = signature != null && part.upload().equals(multiparts.find(signature));
            return good ? null : badSignature();
        }
        return badToken(request);
    }

    static Answer badSignature() {
        return Answer.detail(403, "The signature is missing, wrong, used up or expired");
    }

    private boolean isSigned(UploadPath.Part part) {
        MultipartUpload upload = open.find(part);
        return upload != null && upload.signed();
    }

    private @Nullable Answer badToken(Inbound request) {
        String header = request.headers().get("Authorization");
        if (header == null || header.isBlank()) {
            return Answer.detail(401, "Authorization header is required");
        }
        String[] parts = header.strip().split("\\s+", 2);
        if (!parts[0].toLowerCase(Locale.ROOT).equals("bearer") || parts.length < 2) {
            return Answer.detail(401, "An upload needs a Bearer token");
        }
        return tokens.find(parts[1]) == null ? Answer.detail(401, "The token is unknown or expired") : null;
    }
}
