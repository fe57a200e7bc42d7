package io.fluxfill.localfal;

import io.fluxfill.localfal.MultipartUpload.Target;
import io.fluxfill.localfal.Secrets.Issued;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The calls with which a key gets leave to upload: the token and the pre-signed URLs. */
final class UploadGrants {
    private static final String CDN = "fal-cdn-v3";

    private final UploadAccess access;
    private final MultipartUploads open;

    UploadGrants(UploadAccess access, MultipartUploads open) {
        this.access = access;
        this.open = open;
    }

    Answer token(Inbound request) {
        if (!List.of(CDN).contains(storage(request))) {
            return unknownStorage(request);
        }
        Issued token = access.token();
        // With an offset, because older clients cannot read the letter Z; and with digits in threes for the same
        // reason.
        String end = token.end().truncatedTo(ChronoUnit.MICROS).toString().replace("Z", "+00:00");
        return Answer.json(
                200,
                Json.object(
                        "token",
                        token.secret(),
                        "token_type",
                        "Bearer",
                        "base_url",
                        request.links().files(),
                        "expires_at",
                        end));
    }

    Answer initiate(Inbound request, byte[] body) throws SubmitHeaders.Malformed {
        boolean parts = request.path().contains("initiate-multipart");
        if (!(parts ? List.of(CDN) : List.of(CDN, "gcs")).contains(storage(request))) {
            return unknownStorage(request);
        }
        Lifecycle lifecycle = Lifecycle.of(request);
        Object json;
        try {
            json = Json.read(body);
        } catch (JacksonException e) {
            return Answer.rejected(List.of(FieldError.unreadable(e)));
        }
        List<FieldError> errors = errors(json);
        if (!errors.isEmpty() || !(json instanceof Map<?, ?> wish)) {
            return Answer.rejected(errors);
        }
        String name = FileNames.unique(String.valueOf(wish.get("file_name")));
        Target target = new Target(name, String.valueOf(wish.get("content_type")), lifecycle);
        return Answer.json(
                200,
                Json.object(
                        "upload_url",
                        parts ? multipartUrl(request, target) : url(request, target),
                        "file_url",
                        request.links().file(name)));
    }

    private String url(Inbound request, Target target) {
        return signed(request.links().file("upload"), access.sign(target));
    }

    private String multipartUrl(Inbound request, Target target) {
        MultipartUpload upload = open.create(target, true);
        return signed(request.links().multipart(target.name(), upload.id()), access.sign(upload));
    }

    private static String signed(String url, String signature) {
        return url + "?" + UploadAccess.SIGNATURE + "=" + signature;
    }

    private static List<FieldError> errors(@Nullable Object json) {
        if (!(json instanceof Map<?, ?> wish)) {
            String msg = "Input should be a valid dictionary or object to extract fields from";
            return List.of(new FieldError(List.of("body"), msg, "model_attributes_type", null, json, false));
        }
        List<FieldError> errors = new ArrayList<>();
        for (String field : List.of("content_type", "file_name")) {
            if (!wish.containsKey(field)) {
                errors.add(FieldError.body(field, "Field required", "missing", wish));
            } else if (!(wish.get(field) instanceof String)) {
                errors.add(FieldError.body(field, "Input should be a valid string", "string_type", wish.get(field)));
            }
        }
        // It becomes a header of every download.
        if (wish.get("content_type") instanceof String type && !type.matches("[\\x21-\\x7e][\\x20-\\x7e]{0,254}")) {
            errors.add(FieldError.body("content_type", "Input should be a media type", "value_error", type));
        }
        return errors;
    }

    private static String storage(Inbound request) {
        return String.valueOf(request.parameter("storage_type"));
    }

    private static Answer unknownStorage(Inbound request) {
        return Answer.detail(400, "Unsupported storage type: " + storage(request));
    }
}
