package io.fluxfill.localfal;

import io.fluxfill.localfal.MultipartUpload.Mismatch;
import io.fluxfill.localfal.MultipartUpload.Part;
import io.fluxfill.localfal.MultipartUpload.Target;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

/** The calls that store files, and those that get leave for it. */
final class UploadCalls {
    private final LocalFalOptions options;
    private final FileStore files;
    private final MultipartUploads open;
    private final UploadAccess access;
    private final UploadGrants grants;

    UploadCalls(LocalFalOptions options, FileStore files) {
        this.options = options;
        this.files = files;
        this.open = new MultipartUploads(options);
        this.access = new UploadAccess(options, open);
        this.grants = new UploadGrants(access, open);
    }

    /** The refusal of a request to the file origin, or null if it may write there. */
    @Nullable
    Answer refusal(Route route, Inbound request) {
        return access.refusal(route, request);
    }

    /** The answer to a request that may be made; its body is read up to the limit that is given. */
    Mono<Answer> answer(Route route, Inbound request, IntFunction<Mono<byte[]>> body) {
        return switch (route) {
            case UPLOAD_TOKEN -> Mono.just(grants.token(request));
            case UPLOAD_INITIATE -> checked(body.apply(options.bodyLimit()), bytes -> grants.initiate(request, bytes));
            case UPLOAD -> checked(body.apply(options.uploadLimit()), bytes -> upload(request, bytes));
            case UPLOAD_SIGNED -> checked(body.apply(options.uploadLimit()), bytes -> uploadSigned(request, bytes));
            case UPLOAD_CREATE -> checked(body.apply(options.bodyLimit()), bytes -> create(request));
            case UPLOAD_PART -> checked(body.apply(options.uploadLimit()), bytes -> part(request, bytes));
            case UPLOAD_COMPLETE -> checked(body.apply(options.bodyLimit()), bytes -> complete(request, bytes));
            default -> throw new IllegalStateException("not a route of uploads: " + route);
        };
    }

    private static Mono<Answer> checked(Mono<byte[]> body, Call call) {
        return body.map(bytes -> {
            try {
                return call.answer(bytes);
            } catch (SubmitHeaders.Malformed e) {
                return Answer.platform(400, String.valueOf(e.getMessage()), "bad_request");
            }
        });
    }

    private Answer upload(Inbound request, byte[] content) throws SubmitHeaders.Malformed {
        Target target = target(request);
        files.put(target.name(), target.contentType(), content, target.lifecycle());
        return Answer.json(200, Json.object("access_url", request.links().file(target.name())));
    }

    private Answer uploadSigned(Inbound request, byte[] content) {
        Target target = access.target(request);
        // Looked at again, because another upload with the same signature may have come while this one was read.
        if (target == null || !access.useUp(request)) {
            return UploadAccess.badSignature();
        }
        files.put(target.name(), contentType(request, target.contentType()), content, target.lifecycle());
        return Answer.json(200, Map.of());
    }

    private Answer create(Inbound request) throws SubmitHeaders.Malformed {
        MultipartUpload upload = open.create(target(request), false);
        String url = request.links().file(upload.target().name());
        return Answer.json(200, Json.object("access_url", url, "uploadId", upload.id()));
    }

    private Answer part(Inbound request, byte[] content) {
        UploadPath.Part path = path(request);
        if (path.number() == 0) {
            return Answer.detail(400, "The number of a part is from 1 to " + MultipartUpload.MOST_PARTS);
        }
        Part part = Part.of(content);
        return switch (open.put(path, part)) {
            case UNKNOWN -> unknown();
            case TOO_LARGE -> Answer.detail(413, "The file is too large");
            case KEPT ->
                Answer.json(200, Json.object("partNumber", path.number(), "etag", part.etag()))
                        .with("ETag", "\"" + part.etag() + "\"");
        };
    }

    private Answer complete(Inbound request, byte[] body) {
        MultipartUpload upload = open.find(path(request));
        if (upload == null) {
            return unknown();
        }
        try {
            Object list = Json.read(body) instanceof Map<?, ?> json ? json.get("parts") : null;
            List<byte[]> parts = open.complete(upload, list);
            Target target = upload.target();
            files.put(target.name(), target.contentType(), joined(parts), target.lifecycle());
            return Answer.json(200, Json.object("access_url", request.links().file(target.name())));
        } catch (JacksonException e) {
            return Answer.rejected(List.of(FieldError.unreadable(e)));
        } catch (Mismatch e) {
            return Answer.detail(400, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteBuffer whole =
                ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(whole::put);
        return whole.array();
    }

    private static Target target(Inbound request) throws SubmitHeaders.Malformed {
        String name = FileNames.unique(request.headers().get("X-Fal-File-Name"));
        return new Target(name, contentType(request, "application/octet-stream"), Lifecycle.of(request));
    }

    private static String contentType(Inbound request, String otherwise) {
        String type = request.headers().get("Content-Type", "");
        return type.isBlank() ? otherwise : type;
    }

    private static UploadPath.Part path(Inbound request) {
        UploadPath.Part path = UploadPath.Part.of(request);
        if (path == null) {
            throw new IllegalStateException("not a path of a multipart upload");
        }
        return path;
    }

    private static Answer unknown() {
        return Answer.detail(404, "The upload is unknown, given up or complete");
    }

    private interface Call {
        Answer answer(byte[] body) throws SubmitHeaders.Malformed;
    }
}
