package io.fluxfill;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parsed id of a fal endpoint: {@code [workflows/|comfy/]owner/alias[/path…]}. Requests of the queue live under
 * {@link #application()}, without the path, but with the namespace.
 *
 * @param full the whole id, as submitted to
 * @param application namespace, owner and alias
 * @since 0.1
 */
public record EndpointId(String full, String application) {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern LEGACY = Pattern.compile("([0-9]+)-([A-Za-z0-9-]+)");
    private static final List<String> NAMESPACES = List.of("workflows", "comfy");

    /**
     * Parses an id.
     *
     * @throws IllegalArgumentException if it is not one: every segment is letters, digits, dot, dash and underscore, so
     *     that an id can never lead a URL elsewhere
     */
    public static EndpointId parse(String id) {
        Matcher legacy = LEGACY.matcher(id);
        String full = legacy.matches() ? legacy.group(1) + "/" + legacy.group(2) : id;
        List<String> segments = List.of(full.split("/", -1));
        int application = NAMESPACES.contains(segments.get(0)) ? 3 : 2;
        if (segments.size() < application
                || !segments.stream()
                        .allMatch(segment -> SEGMENT.matcher(segment).matches())) {
            throw new IllegalArgumentException("Not an endpoint id: \"" + abbreviated(id)
                    + "\". It looks like owner/alias/path, for example" + " fal-ai/flux-pro/v1/fill.");
        }
        return new EndpointId(full, String.join("/", segments.subList(0, application)));
    }

    private static String abbreviated(String id) {
        String visible = id.replaceAll("[^\\x21-\\x7e]", "?");
        return visible.length() <= 80 ? visible : visible.substring(0, 80) + "…";
    }

    @Override
    public String toString() {
        return full;
    }
}
