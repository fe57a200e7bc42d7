package io.fluxfill.storage;

import io.fluxfill.error.FalException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.transport.JsonCodec;
import java.net.URI;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/** What the CDN takes in place of the key. */
final class Token {
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");
    private static final long MARGIN = TimeUnit.SECONDS.toMillis(60);

    private final String authorization;
    private final URI cdn;
    private final long staleAt;
    private volatile boolean rejected;

    private Token(String authorization, URI cdn, long staleAt) {
        this.authorization = authorization;
        this.cdn = cdn;
        this.staleAt = staleAt;
    }

    /** Not read by the transport, whose errors quote what cannot be read. */
    static Token parse(byte[] reply, Hosts hosts) {
        Map<String, @Nullable Object> document;
        try {
            document = JsonCodec.document().decode(reply);
        } catch (RuntimeException e) {
            throw unusable("no JSON object");
        }
        String type = visible(document.getOrDefault("token_type", "Bearer"), "token_type");
        String token = visible(document.get("token"), "token");
        if (hosts.holdsKey(token)) {
            throw unusable("the key for a token");
        }
        return new Token(type + " " + token, hosts.cdn(document.get("base_url")), staleAt(document.get("expires_at")));
    }

    private static String visible(@Nullable Object value, String field) {
        if (value instanceof String text && VISIBLE.matcher(text).matches()) {
            return text;
        }
        throw unusable("no usable " + field);
    }

    /** Without an end that can be read it is used, and not kept. */
    private static long staleAt(@Nullable Object expiresAt) {
        try {
            return OffsetDateTime.parse(String.valueOf(expiresAt)).toInstant().toEpochMilli() - MARGIN;
        } catch (DateTimeException | ArithmeticException e) {
            return Long.MIN_VALUE;
        }
    }

    private static ReplyFormatException unusable(String reason) {
        return new ReplyFormatException(
                "upload: fal's answer to /storage/auth/token has " + reason + ". It is not shown, it may hold a token.",
                FalException.Origin.LOCAL,
                null);
    }

    /** The headers that go with each call to the CDN. */
    Map<String, String> headers() {
        return Map.of("Authorization", authorization);
    }

    /** Where it is good. */
    URI cdn() {
        return cdn;
    }

    /** The CDN does not take it. */
    void reject() {
        rejected = true;
    }

    boolean isStale() {
        return rejected || Schedulers.parallel().now(TimeUnit.MILLISECONDS) >= staleAt;
    }

    @Override
    public String toString() {
        return "Token[for " + cdn + "]";
    }
}
