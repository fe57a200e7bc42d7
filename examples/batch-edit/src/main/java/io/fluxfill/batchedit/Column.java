package io.fluxfill.batchedit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be said of an edit: the fields of fal's schema, under its names, and what belongs to the plan of a fill. */
enum Column {
    IMAGE,
    MASK,
    PROMPT,
    SEED,
    NUM_IMAGES,
    OUTPUT_FORMAT,
    SAFETY_TOLERANCE,
    ENHANCE_PROMPT,
    SYNC_MODE,
    MASK_SENSE,
    INVERT_MASK,
    FILL_HOLES,
    GROW_MASK,
    FEATHER_MASK,
    OUTPAINT,
    ASPECT_RATIO,
    ZOOM_OUT,
    ANCHOR,
    OVERLAP,
    CROP,
    CROP_CONTEXT,
    CROP_MEGAPIXELS,
    COMPOSITE,
    COMPOSITE_FEATHER,
    MATCH_COLOUR,
    KEEP_MODEL_PICTURE;

    /** The ways to say how a canvas is extended: an edit has one of them at most. */
    static final Set<Column> EXTENDING = Set.of(OUTPAINT, ASPECT_RATIO, ZOOM_OUT);

    /** What only an extended canvas has. */
    static final List<Column> OF_CANVAS = List.of(ANCHOR, OVERLAP);

    /** The column of this name, in any case; {@code image_url} and {@code mask_url} are fal's own names of the first two. */
    static @Nullable Column named(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace("color", "colour");
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

    /** Whether it is about what is done before a picture is sent, and afterwards. */
    boolean ofPlan() {
        return compareTo(MASK_SENSE) >= 0;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
