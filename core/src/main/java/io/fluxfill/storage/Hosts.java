package io.fluxfill.storage;

import io.fluxfill.ClientOptions;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which of the addresses that a reply names are used, and for what. */
final class Hosts {
    /** A shorter one stands in too many addresses by chance. */
    private static final int SHORTEST_SECRET = 8;

    private final ClientOptions options;

    Hosts(ClientOptions options) {
        this.options = options;
    }

    /**
     * An address that a reply names. Others could make this client call anything that it reaches.
     *
     * @throws IllegalArgumentException if it is none that may be called
     */
    URI usable(String field, @Nullable Object value) {
        if (!(value instanceof String text)) {
            throw new IllegalArgumentException("no " + field);
        }
        if (holdsKey(text)) {
            throw new IllegalArgumentException(field + " holds the key");
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            // Its message has the whole of it, and a part of that may be secret.
            throw new IllegalArgumentException(field + " is no URL");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean isHttp = scheme.equals("https") || scheme.equals("http");
        if (!isHttp || uri.getHost() == null || uri.getRawUserInfo() != null || !options.mayReach(uri)) {
            throw new IllegalArgumentException(field + " is no https URL of a host");
        }
        return uri;
    }

    /** Whether a host may see the CDN's token: it is fal's, or the one that was configured. */
    boolean isCdn(URI uri) {
        URI cdn = options.cdnUri();
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean isFal = host.equals("fal.media") || host.endsWith(".fal.media");
        return (isFal && "https".equalsIgnoreCase(uri.getScheme()) && port(uri) == 443)
                || (host.equalsIgnoreCase(cdn.getHost())
                        && String.valueOf(uri.getScheme()).equalsIgnoreCase(cdn.getScheme())
                        && port(uri) == port(cdn));
    }

    /** Where the CDN is: where the reply says, if that is to be believed. */
    URI cdn(@Nullable Object baseUrl) {
        URI base;
        try {
            base = usable("base_url", baseUrl);
        } catch (IllegalArgumentException e) {
            return options.cdnUri();
        }
        if (!isCdn(base) || base.getRawQuery() != null || base.getRawFragment() != null) {
            return options.cdnUri();
        }
        return URI.create(base.toString().replaceFirst("/+$", ""));
    }

    /** Whether what a reply says would take the key along to where it is not to go. */
    boolean holdsKey(String text) {
        String key = options.apiKey().reveal();
        String secret = key.substring(key.indexOf(':') + 1);
        return text.contains(key) || (secret.length() >= SHORTEST_SECRET && text.contains(secret));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
