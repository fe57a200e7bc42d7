package io.fluxfill.fill;

import io.fluxfill.image.FillPlan;
import io.fluxfill.image.ImageSource;
import io.fluxfill.transport.JsonCodec;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prepared fills as JSON. */
final class PreparedFillJson {
    /** A prompt may be long, but nothing else is. */
    private static final int LONGEST = 1 << 20;

    private static final Set<String> MEMBERS = Set.of("image", "mask", "fields", "plan");

    private PreparedFillJson() {}

    static String write(PreparedFill fill) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("image", place(fill.image()));
        ImageSource mask = fill.mask();
        if (mask != null) {
            json.put("mask", place(mask));
        }
        json.put("fields", fill.fields());
        json.put("plan", document(fill.plan().toJson()));
        return text(json);
    }

    private static String place(ImageSource source) {
        if (source instanceof ImageSource.LocalFile local
                && local.file().getFileSystem().equals(FileSystems.getDefault())) {
            return local.file().toAbsolutePath().toString();
        }
        throw new IllegalStateException(source + " cannot be stored: write it into a file first.");
    }

    static PreparedFill read(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("No prepared fill: it has " + text.length() + " characters.");
        }
        Map<String, @Nullable Object> json;
        try {
            json = document(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("No prepared fill: it is no JSON object.", e);
        }
        if (!MEMBERS.containsAll(json.keySet())) {
            throw new IllegalArgumentException("No prepared fill that this library knows: it has " + json.keySet()
                    + ", not only " + MEMBERS + ".");
        }
        PreparedFill.Builder fill = PreparedFill.builder()
                .image(ImageSource.file(path(json, "image")))
                .plan(plan(json));
        if (json.get("mask") != null) {
            fill.mask(ImageSource.file(path(json, "mask")));
        }
        for (Map.Entry<?, ?> field : object(json, "fields").entrySet()) {
            set(fill, String.valueOf(field.getKey()), field.getValue());
        }
        return fill.build();
    }

    /** With the checks that the builder's own setters make. */
    private static void set(PreparedFill.Builder fill, String name, @Nullable Object value) {
        if (name.equals("prompt") && value instanceof String prompt) {
            fill.prompt(prompt);
        } else if (name.equals("num_images") && value instanceof Integer number) {
            fill.numImages(number);
        } else if (name.equals("seed") && value instanceof Number seed) {
            fill.seed(new BigInteger(seed.toString()));
        } else if (value == null || name.equals("prompt") || name.equals("num_images") || name.equals("seed")) {
            throw new IllegalArgumentException("No prepared fill: its " + name + " is not what it has to be.");
        } else {
            fill.set(name, value);
        }
    }

    private static FillPlan plan(Map<String, @Nullable Object> json) {
        return FillPlan.fromJson(text(object(json, "plan")));
    }

    private static Map<?, ?> object(Map<String, @Nullable Object> json, String name) {
        if (json.get(name) instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("No prepared fill: it has no " + name + ".");
    }

    private static Path path(Map<String, @Nullable Object> json, String name) {
        if (json.get(name) instanceof String path) {
            // An InvalidPathException is an IllegalArgumentException.
            return Path.of(path);
        }
        throw new IllegalArgumentException("No prepared fill: its " + name + " is no path.");
    }

    private static Map<String, @Nullable Object> document(String json) {
        return JsonCodec.document().decode(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Object json) {
        return new String(JsonCodec.encode(json), StandardCharsets.UTF_8);
    }
}
