package io.fluxfill.batchedit;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be said of an edit: the fields of fal's schema, under its names. */
enum Column {
    IMAGE,
    MASK,
    PROMPT,
    SEED,
    NUM_IMAGES,
    OUTPUT_FORMAT,
    SAFETY_TOLERANCE,
    ENHANCE_PROMPT,
    SYNC_MODE;

    /** The column of this name, in any case; {@code image_url} and {@code mask_url} are fal's own names of the first two. */
    static @Nullable Column named(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        String wanted = plain.equals("image_url") || plain.equals("mask_url")
                ? plain.substring(0, plain.length() - "_url".length())
                : plain;
        return Arrays.stream(values())
                .filter(column -> column.word().equals(wanted))
                .findFirst()
                .orElse(null);
    }

    static String all() {
        return Arrays.stream(values()).map(Column::word).collect(Collectors.joining(", "));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
