package io.fluxfill;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a fal endpoint: {@code [workflows/|comfy/]owner/alias[/path…]}. Requests of the queue live under
 * {@link #application()}, without the path, but with the namespace.
 *
 * @param full the whole id, as submitted to; the legacy form {@code 123-name} becomes {@code 123/name}
 * @since 0.1
 */
public record EndpointId(String full) {
    private static final String SEGMENT = "[A-Za-z0-9][A-Za-z0-9._-]*+";
    private static final Pattern ID =
            Pattern.compile("(?!(?:workflows|comfy)/[^/]*$)" + SEGMENT + "(?:/" + SEGMENT + ")++");
    private static final Pattern LEGACY = Pattern.compile("([0-9]+)-([A-Za-z0-9-]+)");
    private static final List<String> NAMESPACES = List.of("workflows", "comfy");

    /**
     * Checks an id.
     *
     * @throws IllegalArgumentException if it is not one: every segment is letters, digits, dot, dash and underscore, so
     *     that an id can never lead a URL elsewhere
     */
    public EndpointId {
        full = full.indexOf('/') < 0 ? modern(full) : full;
        if (!ID.matcher(full).matches()) {
            throw new IllegalArgumentException("Not an endpoint id: \"" + abbreviated(full)
                    + "\". It looks like owner/alias/path, for example fal-ai/flux-pro/v1/fill.");
        }
    }

    /** In ASCII. */
    static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static String modern(String id) {
        Matcher legacy = LEGACY.matcher(id);
        return legacy.matches() ? legacy.group(1) + "/" + legacy.group(2) : id;
    }

    /** The id of this text. */
    public static EndpointId parse(String id) {
        return new EndpointId(id);
    }

    /** Namespace, owner and alias. */
    public String application() {
        List<String> segments = segments(full);
        return String.join("/", segments.subList(0, applicationLength(segments)));
    }

    private static List<String> segments(String id) {
        return List.of(id.split("/", -1));
    }

    private static int applicationLength(List<String> segments) {
        return NAMESPACES.contains(segments.get(0)) ? 3 : 2;
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
