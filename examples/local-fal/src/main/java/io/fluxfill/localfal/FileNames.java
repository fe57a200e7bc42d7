package io.fluxfill.localfal;

import org.jspecify.annotations.Nullable;

/** Names under which uploads are kept. */
final class FileNames {
    private static final int LONGEST = 100;

    private FileNames() {}

    /**
     * A random name that ends with what the client called the file. Only letters, digits, dot, dash and underscore are
     * left of that, and nothing of its directories: the name is one segment of a path and safe in a header.
     */
    static String unique(@Nullable String wanted) {
        String name = wanted == null ? "" : wanted;
        name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        name = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.+", "");
        // The end of a long name tells more than its beginning: there the extension is.
        name = name.substring(Math.max(0, name.length() - LONGEST));
        return Ids.next().replace("-", "") + "_" + (name.isEmpty() ? "file.bin" : name);
    }
}
