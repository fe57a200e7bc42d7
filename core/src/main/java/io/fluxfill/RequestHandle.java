package io.fluxfill;

import java.util.regex.Pattern;

/**
 * What finds a queued request again: store it, send it, resume from it in another process. It holds no URL, because a
 * handle may come from a database or a stranger; URLs are built from it on the configured queue alone.
 *
 * @param endpointId the endpoint it was submitted to, for example {@code fal-ai/flux-pro/v1/fill}
 * @param requestId the id that fal gave it: opaque, one path segment
 * @since 0.1
 */
public record RequestHandle(String endpointId, String requestId) {
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._~:=@+-]{0,255}");

    /**
     * Checks both parts.
     *
     * @throws IllegalArgumentException if one of them could lead a URL elsewhere
     */
    public RequestHandle {
        endpointId = EndpointId.parse(endpointId).full();
        if (!REQUEST_ID.matcher(requestId).matches()) {
            throw new IllegalArgumentException("Not a request id of fal: it is empty, too long, or holds a character"
                    + " that does not belong into one path segment.");
        }
    }

    @Override
    public String toString() {
        return endpointId + " " + requestId;
    }
}
