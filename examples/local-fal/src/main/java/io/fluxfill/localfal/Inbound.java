package io.fluxfill.localfal;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/** A request without its body: which origin it is for, the path within that, and how to write URLs in the reply. */
record Inbound(
        String method,
        @Nullable Origin origin,
        List<String> path,
        Map<String, List<String>> query,
        HttpHeaders headers,
        Links links) {

    static Inbound of(HttpServerRequest request, LocalFalOptions options) {
        HttpHeaders headers = request.requestHeaders();
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        List<String> path = new ArrayList<>();
        for (String part : uri.rawPath().split("/", -1)) {
            if (!part.isEmpty()) {
                path.add(decoded(part));
            }
        }
        String authority = headers.get("Host", request.hostName() + ":" + request.hostPort());
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = (hasPort ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
        String scheme = headers.get("X-Forwarded-Proto", "http");
        String root = scheme + "://" + authority;
        Origin origin = options.hosts().get(host);
        Links links = Links.prefixed(root);
        if (origin != null) {
            links = Links.named(scheme, hasPort ? authority.substring(colon) : "", root, options.hosts());
        } else if (!path.isEmpty()) {
            for (Origin candidate : Origin.values()) {
                if (candidate.prefix().equals("/" + path.get(0))) {
                    origin = candidate;
                }
            }
            path.remove(0);
        }
        return new Inbound(
                request.method().name(), origin, List.copyOf(path), Map.copyOf(uri.parameters()), headers, links);
    }

    @Nullable
    String parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    boolean wantsLogs() {
        String logs = parameter("logs");
        return "1".equals(logs) || "true".equalsIgnoreCase(logs);
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }
}
