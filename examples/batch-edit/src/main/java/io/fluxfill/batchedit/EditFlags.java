package io.fluxfill.batchedit;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One edit on the command line. All are text here, so that a flag and a manifest are checked by the same code. */
final class EditFlags {
    @Option(names = "--image", paramLabel = "FILE|URL", description = "the picture")
    private @Nullable String image;

    @Option(names = "--mask", paramLabel = "FILE|URL", description = "the mask: white is repainted, black is kept")
    private @Nullable String mask;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "what should be where the mask is white")
    private @Nullable String prompt;

    @Option(names = "--seed", paramLabel = "N", description = "the same seed and prompt repeat the picture")
    private @Nullable String seed;

    @Option(names = "--num-images", paramLabel = "N", description = "how many pictures, 1 to 4; each is paid for")
    private @Nullable String numImages;

    @Option(names = "--output-format", paramLabel = "FORMAT", description = "jpeg or png")
    private @Nullable String outputFormat;

    @Option(names = "--safety-tolerance", paramLabel = "N", description = "how much moderation lets pass, 1 to 6")
    private @Nullable String safetyTolerance;

    @Option(
            names = "--enhance-prompt",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "let the service rewrite the prompt")
    private @Nullable String enhancePrompt;

    @Option(
            names = "--sync-mode",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "get the pictures within the reply")
    private @Nullable String syncMode;

    /** What was given; a blank value counts, because nobody writes one for nothing. */
    Map<Column, String> cells() {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        put(cells, Column.IMAGE, image);
        put(cells, Column.MASK, mask);
        put(cells, Column.PROMPT, prompt);
        put(cells, Column.SEED, seed);
        put(cells, Column.NUM_IMAGES, numImages);
        put(cells, Column.OUTPUT_FORMAT, outputFormat);
        put(cells, Column.SAFETY_TOLERANCE, safetyTolerance);
        put(cells, Column.ENHANCE_PROMPT, enhancePrompt);
        put(cells, Column.SYNC_MODE, syncMode);
        return cells;
    }

    private static void put(Map<Column, String> cells, Column column, @Nullable String value) {
        if (value != null) {
            cells.put(column, value.strip());
        }
    }
}
