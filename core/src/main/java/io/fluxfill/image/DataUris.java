package io.fluxfill.image;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Data URIs whose content is base64; others are too rare to be looked at. */
final class DataUris {
    private static final String SCHEME = "data:";
    private static final String MARKER = ";base64";

    private DataUris() {}

    static boolean isBase64(ImageSource.RemoteUrl url) {
        return contentStart(url.url()) > 0;
    }

    /**
     * Its content.
     *
     * @throws IllegalArgumentException if that is no base64
     */
    static byte[] decode(ImageSource.RemoteUrl url) {
        byte[] content = url.url().substring(contentStart(url.url())).getBytes(StandardCharsets.ISO_8859_1);
        // The lenient decoder: what fal takes is not to be refused for a line break.
        return Base64.getMimeDecoder().decode(content);
    }

    private static int contentStart(String url) {
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return 0;
        }
        int comma = url.indexOf(',');
        int marker = comma - MARKER.length();
        return marker > 0 && url.regionMatches(true, marker, MARKER, 0, MARKER.length()) ? comma + 1 : 0;
    }
}
