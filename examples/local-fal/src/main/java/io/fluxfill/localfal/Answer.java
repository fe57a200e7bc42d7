package io.fluxfill.localfal;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A whole HTTP reply. Immutable. */
final class Answer {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private Answer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static Answer json(int status, @Nullable Object body) {
        return bytes(status, "application/json", Json.write(body));
    }

    static Answer detail(int status, String detail) {
        return json(status, Json.object("detail", detail));
    }

    /** A platform error of the kind that names its type. */
    static Answer platform(int status, String detail, String errorType) {
        return json(status, Json.object("detail", detail, "error_type", errorType))
                .with("X-Fal-Error-Type", errorType);
    }

    static Answer rejected(List<FieldError> errors) {
        return json(
                422, Json.object("detail", errors.stream().map(FieldError::json).toList()));
    }

    static Answer methodNotAllowed(String allowed) {
        return detail(405, "Method Not Allowed").with("Allow", allowed);
    }

    static Answer nginx(int status) {
        String title = status + " "
                + switch (status) {
                    case 503 -> "Service Temporarily Unavailable";
                    case 504 -> "Gateway Time-out";
                    default -> "Bad Gateway";
                };
        String page = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
                + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
        return bytes(status, "text/html", page.getBytes(StandardCharsets.UTF_8));
    }

    static Answer bytes(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", contentType), body);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    /** The same reply with its JSON object changed; any other body stays as it is. */
    @SuppressWarnings("unchecked") // a JSON object has string keys
    Answer edited(Consumer<Map<String, @Nullable Object>> edit) {
        if (!"application/json".equals(headers.get("Content-Type")) || !(Json.read(body) instanceof Map<?, ?> object)) {
            return this;
        }
        edit.accept((Map<String, @Nullable Object>) object);
        return new Answer(status, headers, Json.write(object));
    }
}
