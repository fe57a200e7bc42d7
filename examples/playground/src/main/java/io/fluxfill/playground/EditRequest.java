package io.fluxfill.playground;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The form of the page, as it was sent. What is null has its default.
 *
 * @param image the id of a picture
 * @param mask the id of another one, white where the first is to be repainted; null when only the canvas is extended
 * @param outpaint by how much to extend the canvas
 * @param maskGrow by how many pixels the white grows
 * @param maskFeather over how many pixels its border is softened
 * @param maskInvert whether the mask is black where the picture is to be repainted
 * @param keepOutside whether what the mask keeps is taken from the picture itself, pixel by pixel
 * @param prompt what should be there
 * @param seed a number from 0 on, as text because a script's numbers are too short for it
 * @param variants how many edits with different seeds to make
 */
record EditRequest(
        @Nullable String image,
        @Nullable String mask,
        @Nullable Margins outpaint,
        @Nullable Integer maskGrow,
        @Nullable Integer maskFeather,
        @Nullable Boolean maskInvert,
        @Nullable Boolean keepOutside,
        @Nullable String prompt,
        @Nullable String seed,
        @Nullable Integer numImages,
        @Nullable String outputFormat,
        @Nullable String safetyTolerance,
        @Nullable Boolean enhancePrompt,
        @Nullable Boolean syncMode,
        @Nullable Integer variants,
        @Nullable OnClose onClose) {

    /** With defaults for what was left out, so that a history shows what was done. */
    EditRequest complete(OnClose usual) {
        return new EditRequest(
                image,
                mask,
                outpaint == null || outpaint.isEmpty() ? null : outpaint,
                Objects.requireNonNullElse(maskGrow, 0),
                Objects.requireNonNullElse(maskFeather, 0),
                Objects.requireNonNullElse(maskInvert, false),
                Objects.requireNonNullElse(keepOutside, true),
                prompt == null ? "" : prompt,
                seed == null || seed.isBlank() ? null : seed.strip(),
                Objects.requireNonNullElse(numImages, 1),
                outputFormat,
                safetyTolerance,
                Objects.requireNonNullElse(enhancePrompt, false),
                Objects.requireNonNullElse(syncMode, false),
                Objects.requireNonNullElse(variants, 1),
                onClose == null ? usual : onClose);
    }

    /** The same with another seed. */
    EditRequest withSeed(@Nullable String other) {
        return new EditRequest(
                image,
                mask,
                outpaint,
                maskGrow,
                maskFeather,
                maskInvert,
                keepOutside,
                prompt,
                other,
                numImages,
                outputFormat,
                safetyTolerance,
                enhancePrompt,
                syncMode,
                variants,
                onClose);
    }

    /** The ids of the pictures that it is about. */
    List<String> pictures() {
        return Stream.of(image, mask).filter(Objects::nonNull).toList();
    }

    /** By how many pixels the canvas is extended on each side. */
    record Margins(int left, int top, int right, int bottom) {
        boolean isEmpty() {
            return left == 0 && top == 0 && right == 0 && bottom == 0;
        }
    }

    static int or0(@Nullable Integer number) {
        return Objects.requireNonNullElse(number, 0);
    }

    static int or1(@Nullable Integer number) {
        return Objects.requireNonNullElse(number, 1);
    }
}
