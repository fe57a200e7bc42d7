package io.fluxfill.playground;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Takes paths of this machine out of what a page is told: they help nobody there, and show how the machine is set up. */
@Component
final class LocalPaths {
    private static final Pattern FOREIGN =
            Pattern.compile("(?<![\\w:/.])(?:/[\\w.@+~-]*[\\w-]){2,}|\\b[A-Za-z]:\\\\[^\\s:*?\"<>|]*\\w");

    private final Pattern ours;

    LocalPaths(DataFolder data) {
        ours = Pattern.compile(Pattern.quote(data.path().toString()) + "((?:[/\\\\][\\w.-]*[\\w-])*)");
    }

    /** The same message with words in place of paths. */
    String hidden(String message) {
        String withoutOurs = ours.matcher(message).replaceAll(LocalPaths::word);
        String hidden = FOREIGN.matcher(withoutOurs).replaceAll("a file of this machine");
        return hidden.isEmpty() || hidden.charAt(0) == message.charAt(0)
                ? hidden
                : Character.toUpperCase(hidden.charAt(0)) + hidden.substring(1);
    }

    private static String word(MatchResult path) {
        String below = path.group(1).replace('\\', '/');
        if (below.startsWith("/pictures/")) {
            return "the picture";
        }
        return below.startsWith("/edits/") ? "a file of this edit" : "the data folder";
    }
}
