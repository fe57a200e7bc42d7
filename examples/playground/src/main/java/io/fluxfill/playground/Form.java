package io.fluxfill.playground;

import io.fluxfill.fill.FillCost;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.OutputFormat;
import io.fluxfill.fill.SafetyTolerance;
import io.fluxfill.image.ImageSource;
import io.fluxfill.playground.EditRequest.Margins;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A form that can be sent, with the pictures that it names.
 *
 * @param request with all defaults
 * @param image the picture
 * @param mask the mask, if there is one
 */
record Form(
        EditRequest request, PictureInfo image, @Nullable PictureInfo mask) {
    private static final int LONGEST_PROMPT = 10_000;
    private static final int WIDEST_MARGIN = 8192;
    private static final int WIDEST_BORDER = 500;

    /**
     * Looks at everything at once, so that one answer names all that is wrong. Ranges are the library's.
     *
     * @throws ProblemException if something is
     */
    static Form check(
            EditRequest request, @Nullable PictureInfo image, @Nullable PictureInfo mask, FluxfillProperties limits) {
        List<FieldProblem> errors = new ArrayList<>();
        FillRequest.Builder builder = FillRequest.builder();
        String prompt = String.valueOf(request.prompt());
        check(errors, "prompt", () -> builder.prompt(prompt));
        if (prompt.length() > LONGEST_PROMPT) {
            errors.add(new FieldProblem("prompt", "The prompt has more than " + LONGEST_PROMPT + " characters."));
        }
        fill(builder, request, errors);
        range(errors, "variants", EditRequest.or1(request.variants()), 1, limits.maxVariants());
        range(errors, "maskGrow", EditRequest.or0(request.maskGrow()), 0, WIDEST_BORDER);
        range(errors, "maskFeather", EditRequest.or0(request.maskFeather()), 0, WIDEST_BORDER);
        checkPictures(request, image, mask, limits, errors);
        if (!errors.isEmpty() || image == null) {
            throw ProblemException.of(errors);
        }
        return new Form(request, image, mask);
    }

    private static void checkPictures(
            EditRequest request,
            @Nullable PictureInfo image,
            @Nullable PictureInfo mask,
            FluxfillProperties limits,
            List<FieldProblem> errors) {
        if (image == null) {
            errors.add(new FieldProblem(
                    "image",
                    request.image() == null
                            ? "Choose a picture."
                            : "The picture is not here, or not any more: choose it again."));
        }
        if (mask == null && request.mask() != null) {
            errors.add(new FieldProblem("mask", "The mask is not here, or not any more: send it again."));
        }
        Margins margins = request.outpaint();
        if (request.mask() == null && margins == null) {
            errors.add(new FieldProblem("mask", "Paint over what is to change, or extend the canvas."));
        }
        if (image != null && mask != null && !image.isSameSize(mask)) {
            errors.add(new FieldProblem(
                    "mask",
                    "The mask is " + mask.size() + " and the picture " + image.size()
                            + "; they have to be of one size."));
        }
        if (margins != null) {
            for (int margin : List.of(margins.left(), margins.top(), margins.right(), margins.bottom())) {
                range(errors, "outpaint", margin, 0, WIDEST_MARGIN);
            }
            if (image != null && pixels(image, margins) > limits.maxMegapixels() * 1_000_000L) {
                errors.add(new FieldProblem(
                        "outpaint", "The extended canvas has more than " + limits.maxMegapixels() + " megapixels."));
            }
        }
    }

    private static void range(List<FieldProblem> errors, String field, int value, int least, int most) {
        if (value < least || value > most) {
            errors.add(new FieldProblem(field, field + " is " + least + " to " + most + ", not " + value + "."));
        }
    }

    private static void check(List<FieldProblem> errors, String field, Runnable setter) {
        try {
            setter.run();
        } catch (NumberFormatException e) {
            errors.add(new FieldProblem(field, field + " is a whole number."));
        } catch (IllegalArgumentException e) {
            errors.add(new FieldProblem(field, String.valueOf(e.getMessage())));
        }
    }

    private static void fill(FillRequest.Builder builder, EditRequest request, List<FieldProblem> errors) {
        String seed = request.seed();
        if (seed != null) {
            check(errors, "seed", () -> builder.seed(number(seed)));
        }
        int numImages = EditRequest.or1(request.numImages());
        if (numImages != 1) {
            check(errors, "numImages", () -> builder.numImages(numImages));
        }
        String format = request.outputFormat();
        if (format != null) {
            check(errors, "outputFormat", () -> builder.outputFormat(OutputFormat.parse(format)));
        }
        String tolerance = request.safetyTolerance();
        if (tolerance != null) {
            check(
                    errors,
                    "safetyTolerance",
                    () -> builder.safetyTolerance(SafetyTolerance.of(Integer.parseInt(tolerance))));
        }
        if (Boolean.TRUE.equals(request.enhancePrompt())) {
            builder.enhancePrompt(true);
        }
        if (Boolean.TRUE.equals(request.syncMode())) {
            builder.syncMode(true);
        }
    }

    private static BigInteger number(String seed) {
        if (seed.length() > 40) {
            throw new IllegalArgumentException("seed has more than 40 digits.");
        }
        return new BigInteger(seed);
    }

    /** The same as the library's value. */
    static FillRequest fill(EditRequest request, ImageSource image, ImageSource mask) {
        FillRequest.Builder builder =
                FillRequest.builder().image(image).mask(mask).prompt(String.valueOf(request.prompt()));
        List<FieldProblem> errors = new ArrayList<>();
        fill(builder, request, errors);
        if (!errors.isEmpty()) {
            throw ProblemException.of(errors);
        }
        return builder.build();
    }

    /** The form of one of the variants: each has a seed of its own, those of a row when the first was given. */
    EditRequest variant(int index) {
        String seed = request.seed();
        return seed == null || index == 0
                ? request
                : request.withSeed(
                        new BigInteger(seed).add(BigInteger.valueOf(index)).toString());
    }

    /** What one edit is expected to cost, in US dollars. */
    BigDecimal estimate() {
        Margins margins = request.outpaint() == null ? new Margins(0, 0, 0, 0) : request.outpaint();
        return FillCost.estimate(
                image.width() + margins.left() + margins.right(),
                image.height() + margins.top() + margins.bottom(),
                EditRequest.or1(request.numImages()));
    }

    private static long pixels(PictureInfo image, Margins margins) {
        return ((long) image.width() + margins.left() + margins.right())
                * ((long) image.height() + margins.top() + margins.bottom());
    }
}
