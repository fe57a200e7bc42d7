package io.fluxfill.playground;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Lets in only what the own page or a program sent. A foreign page can make a browser send requests to this machine, and
 * a foreign name can be made to point to it: so the name has to be one that nobody can take over, and whoever changes
 * something must not come from elsewhere.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestGuard implements WebFilter {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]");
    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String POLICY = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Set<String> names;
    private final Problems problems;

    RequestGuard(FluxfillProperties properties, Problems problems) {
        this.problems = problems;
        names = properties.hosts().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        String refusal = refusal(exchange.getRequest());
        return refusal == null ? chain.filter(exchange) : problems.write(exchange, 403, "Not from here", refusal);
    }

    private @Nullable String refusal(ServerHttpRequest request) {
        InetSocketAddress host = request.getHeaders().getHost();
        if (host == null || !isOurs(host.getHostString())) {
            return "This service answers to an address or to localhost only; other names are listed in fluxfill.hosts.";
        }
        if (HARMLESS.contains(request.getMethod())) {
            return null;
        }
        String origin = request.getHeaders().getOrigin();
        String site = request.getHeaders().getFirst("Sec-Fetch-Site");
        boolean foreign = origin != null && !isSame(origin, request);
        return foreign || "cross-site".equals(site) || "same-site".equals(site)
                ? "This was sent by a page of another origin, which may not change anything here."
                : null;
    }

    private boolean isOurs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("localhost") || ADDRESS.matcher(lower).matches() || names.contains(lower);
    }

    /** The host with its port, as the browser that sends both says it; what the scheme was is known to proxies alone. */
    private static boolean isSame(String origin, ServerHttpRequest request) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null
                    && authority.equalsIgnoreCase(request.getHeaders().getFirst(HttpHeaders.HOST));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
