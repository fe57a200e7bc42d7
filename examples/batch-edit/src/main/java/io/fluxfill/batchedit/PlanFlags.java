package io.fluxfill.batchedit;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What is done with each picture before it is sent, and with the model's afterwards, unless its row says otherwise. */
final class PlanFlags {
    @ArgGroup(
            validate = false,
            heading =
                    "%nThe plan of all edits; a manifest has columns of the same names, and a row's own comes first:%n")
    private Given given = new Given();

    static final class Given {
        @Option(
                names = "--mask-sense",
                paramLabel = "SENSE",
                description = "what of the mask is repainted: white, black, transparent or opaque (default: white)")
        private @Nullable String maskSense;

        @Option(
                names = "--invert-mask",
                arity = "0..1",
                fallbackValue = "true",
                paramLabel = "BOOL",
                description = "the other way round")
        private @Nullable String invertMask;

        @Option(
                names = "--fill-holes",
                arity = "0..1",
                fallbackValue = "true",
                paramLabel = "BOOL",
                description = "repaint what the mask encloses, too")
        private @Nullable String fillHoles;

        @Option(names = "--grow-mask", paramLabel = "PX", description = "grow the mask, 0 to 1000 pixels")
        private @Nullable String growMask;

        @Option(
                names = "--feather-mask",
                paramLabel = "PX",
                description = "soften the edge of the mask that is sent, 0 to 1000 pixels")
        private @Nullable String featherMask;

        @Option(
                names = "--outpaint",
                paramLabel = "SIDES",
                description = "extend the canvas by pixels, such as left=200,right=200; none for not at all."
                        + " A mask is not needed then")
        private @Nullable String outpaint;

        @Option(names = "--aspect-ratio", paramLabel = "W:H", description = "… to an aspect ratio, such as 16:9")
        private @Nullable String aspectRatio;

        @Option(names = "--zoom-out", paramLabel = "FACTOR", description = "… to so many times its size, such as 1.5")
        private @Nullable String zoomOut;

        @Option(
                names = "--anchor",
                paramLabel = "WHERE",
                description =
                        "where the picture lies on that canvas: center, left, top-right, or 0.5,1 (default: center)")
        private @Nullable String anchor;

        @Option(
                names = "--overlap",
                paramLabel = "PX",
                description = "how far into the picture it is repainted (default: 16)")
        private @Nullable String overlap;

        @Option(
                names = "--crop",
                arity = "0..1",
                fallbackValue = "true",
                paramLabel = "BOOL",
                description = "send only what is around the mask, and stitch it back: sharper and cheaper")
        private @Nullable String crop;

        @Option(
                names = "--crop-context",
                paramLabel = "PART",
                description = "how much around it on each side, as a part of the mask's size (default: 0.5)")
        private @Nullable String cropContext;

        @Option(
                names = "--crop-megapixels",
                paramLabel = "RANGE",
                description = "the size of what is sent (default: 1-2)")
        private @Nullable String cropMegapixels;

        @Option(
                names = "--composite",
                arity = "0..1",
                fallbackValue = "true",
                paramLabel = "BOOL",
                description = "keep the original outside of the mask, pixel for pixel, and save PNG"
                        + " (default: yes with any other of these, else no)")
        private @Nullable String composite;

        @Option(
                names = "--composite-feather",
                paramLabel = "PX",
                description = "how far inside of the mask it fades (default: 8)")
        private @Nullable String compositeFeather;

        @Option(
                names = {"--match-colour", "--match-color"},
                arity = "0..1",
                fallbackValue = "true",
                paramLabel = "BOOL",
                description = "correct the colours inside by those just outside")
        private @Nullable String matchColour;

        @Option(
                names = "--keep-model-picture",
                arity = "0..1",
                fallbackValue = "true",
                paramLabel = "BOOL",
                description = "save the picture as the model made it, too")
        private @Nullable String keepModelPicture;
    }

    /** What was given, as a row would say it. */
    Map<Column, String> cells() {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        put(cells, Column.MASK_SENSE, given.maskSense);
        put(cells, Column.INVERT_MASK, given.invertMask);
        put(cells, Column.FILL_HOLES, given.fillHoles);
        put(cells, Column.GROW_MASK, given.growMask);
        put(cells, Column.FEATHER_MASK, given.featherMask);
        put(cells, Column.OUTPAINT, given.outpaint);
        put(cells, Column.ASPECT_RATIO, given.aspectRatio);
        put(cells, Column.ZOOM_OUT, given.zoomOut);
        put(cells, Column.ANCHOR, given.anchor);
        put(cells, Column.OVERLAP, given.overlap);
        put(cells, Column.CROP, given.crop);
        put(cells, Column.CROP_CONTEXT, given.cropContext);
        put(cells, Column.CROP_MEGAPIXELS, given.cropMegapixels);
        put(cells, Column.COMPOSITE, given.composite);
        put(cells, Column.COMPOSITE_FEATHER, given.compositeFeather);
        put(cells, Column.MATCH_COLOUR, given.matchColour);
        put(cells, Column.KEEP_MODEL_PICTURE, given.keepModelPicture);
        return cells;
    }

    private static void put(Map<Column, String> cells, Column column, @Nullable String value) {
        if (value != null) {
            cells.put(column, value.strip());
        }
    }
}
