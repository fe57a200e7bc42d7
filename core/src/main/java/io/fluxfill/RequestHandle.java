package io.fluxfill;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fluxfill.transport.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What finds a queued request again: store it, send it, resume from it in another process. It holds no URL, because a
 * handle may come from a database or a stranger; URLs are built from it on the configured queue alone.
 *
 * <p>As JSON it is {@code {"endpoint_id":"fal-ai/flux-pro/v1/fill","request_id":"…"}}, by {@link #toJson()} as well as
 * within a document that the application writes with Jackson. These two names stay. Later versions may add others, which
 * this one ignores.
 *
 * @param endpointId the endpoint it was submitted to, for example {@code fal-ai/flux-pro/v1/fill}
 * @param requestId the id that fal gave it: opaque, one path segment
 * @since 0.1
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({RequestHandle.ENDPOINT_ID, RequestHandle.REQUEST_ID})
public record RequestHandle(
        @JsonProperty(RequestHandle.ENDPOINT_ID) @JsonAlias("endpointId")
        String endpointId,

        @JsonProperty(RequestHandle.REQUEST_ID) @JsonAlias("requestId")
        String requestId) {
    static final String ENDPOINT_ID = "endpoint_id";
    static final String REQUEST_ID = "request_id";

    /** Far more than the two need, so that there is room for what later versions add. */
    private static final int LONGEST_JSON = 16 << 10;

    private static final int LONGEST_ID = 256;

    private static final BitSet IN_SEGMENT = new BitSet();

    static {
        IN_SEGMENT.set('a', 'z' + 1);
        IN_SEGMENT.set('A', 'Z' + 1);
        IN_SEGMENT.set('0', '9' + 1);
        "._~:=@+-".chars().forEach(IN_SEGMENT::set);
    }

    /** The endpoints are few, and the handles many. */
    private static volatile @Nullable String lastEndpointId;

    /**
     * Checks both parts.
     *
     * @throws IllegalArgumentException if one of them could lead a URL elsewhere
     */
    public RequestHandle {
        endpointId = checked(endpointId);
        if (!isOneSegment(requestId)) {
            throw new IllegalArgumentException("Not a request id of fal: it is empty, too long, or holds a character"
                    + " that does not belong into one path segment.");
        }
    }

    private static String checked(String endpointId) {
        String last = lastEndpointId;
        if (last != null && last.equals(endpointId)) {
            return last;
        }
        String full = EndpointId.parse(endpointId).full();
        lastEndpointId = full;
        return full;
    }

    private static boolean isOneSegment(String id) {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (!IN_SEGMENT.get(id.charAt(i))) {
                return false;
            }
        }
        // It must not begin with a dot, as those that lead upwards do.
        return EndpointId.isAlphanumeric(id.charAt(0)) || "_-".indexOf(id.charAt(0)) >= 0;
    }

    /**
     * Reads what {@link #toJson()} of this or any other version wrote.
     *
     * @throws IllegalArgumentException if it is not that, or a part of it could lead a URL elsewhere
     */
    public static RequestHandle fromJson(String json) {
        if (json.length() > LONGEST_JSON) {
            throw new IllegalArgumentException("No request handle: it has " + json.length() + " characters.");
        }
        Map<String, @Nullable Object> document;
        try {
            document = JsonCodec.document().decode(json.getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // Without its words: they quote what was read, and that may be anything.
            throw new IllegalArgumentException("No request handle: it is no JSON object.");
        }
        return new RequestHandle(text(document, ENDPOINT_ID, "endpointId"), text(document, REQUEST_ID, "requestId"));
    }

    private static String text(Map<String, @Nullable Object> document, String name, String asRecord) {
        Object value = document.containsKey(name) ? document.get(name) : document.get(asRecord);
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("No request handle: it has no text " + name + ".");
    }

    /** On one line, with {@code endpoint_id} and {@code request_id}. */
    public String toJson() {
        Map<String, String> document = new LinkedHashMap<>();
        document.put(ENDPOINT_ID, endpointId);
        document.put(REQUEST_ID, requestId);
        return new String(JsonCodec.encode(document), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return endpointId + " " + requestId;
    }
}
