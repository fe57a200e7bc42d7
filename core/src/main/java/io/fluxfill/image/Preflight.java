package io.fluxfill.image;

import io.fluxfill.error.InvalidRequestException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what is wrong with a picture and its mask before anything is sent or paid, as far as their bytes are here. */
final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger("fluxfill.image");

    private final long maxPixels;
    private final long mostReads;

    Preflight(long maxPixels) {
        this(maxPixels, DecoderInput.MOST_READS);
    }

    Preflight(long maxPixels, long mostReads) {
        this.maxPixels = maxPixels;
        this.mostReads = mostReads;
    }

    /** Blocks: it reads files, and decodes the mask. */
    void check(ImageSource image, ImageSource mask) {
        ImageHeader imageHeader = null;
        if (!LocalPicture.isRemote(image)) {
            LocalPicture picture = LocalPicture.of("image_url", image);
            imageHeader = picture.header();
            checkPixels(picture, imageHeader);
        }
        if (!LocalPicture.isRemote(mask)) {
            LocalPicture picture = LocalPicture.of("mask_url", mask);
            ImageHeader maskHeader = picture.header();
            checkPixels(picture, maskHeader);
            if (imageHeader != null && maskHeader != null) {
                checkSameSize(picture, imageHeader, maskHeader);
            }
            checkTone(picture, maskHeader);
        }
    }

    private void checkPixels(LocalPicture picture, @Nullable ImageHeader header) {
        if (header != null && header.pixels() > maxPixels) {
            throw picture.problem(
                    String.format(
                            Locale.ROOT,
                            "%s has %.1f megapixels (%s), more than the limit of %.1f (option maxMegapixels): scale it down.",
                            picture.name(),
                            header.megapixels(),
                            header.stored(),
                            maxPixels / 1e6),
                    null);
        }
    }

    private static void checkSameSize(LocalPicture picture, ImageHeader image, ImageHeader mask) {
        if (image.uprightWidth() == mask.uprightWidth() && image.uprightHeight() == mask.uprightHeight()) {
            return;
        }
        boolean turned = image.uprightWidth() == mask.uprightHeight() && image.uprightHeight() == mask.uprightWidth();
        String sizes = "The mask is " + describe(mask) + " and the picture " + describe(image)
                + "; they have to be of one size. ";
        throw picture.problem(sizes + wayOut(turned, image, mask), null);
    }

    private static String describe(ImageHeader header) {
        return header.orientation() == 1
                ? header.stored()
                : header.upright() + " (stored as " + header.stored() + " with EXIF orientation " + header.orientation()
                        + ")";
    }

    private static String wayOut(boolean turned, ImageHeader image, ImageHeader mask) {
        if (image.orientation() != mask.orientation()) {
            return (turned ? "The EXIF orientation is the cause" : "Mind the EXIF orientation, which differs, too")
                    + ": save both upright, turned in their pixels and without an orientation tag, and draw the mask on"
                    + " that picture.";
        }
        return turned
                ? "One is turned by a quarter: probably it had an EXIF orientation that got lost when it was saved. Save"
                        + " the picture upright, turned in its pixels, and draw the mask on that."
                : "Draw the mask on the picture itself, or scale it to that size.";
    }

    private void checkTone(LocalPicture mask, @Nullable ImageHeader header) {
        if (!Desktop.PRESENT) {
            return;
        }
        String problem = null;
        try {
            MaskTone tone = MaskReader.tone(mask, mask.format(), header, maxPixels, mostReads);
            problem = tone == null ? null : tone.problem();
        } catch (InvalidRequestException e) {
            throw e;
        } catch (IOException | RuntimeException | LinkageError e) {
            // What is damaged throws anything, and a slim Java may lack the decoders' native part: fal decides.
            LOG.debug("the mask cannot be decoded here, and is sent unseen: {}", e.toString());
        }
        if (problem != null) {
            throw mask.problem(mask.name() + " " + problem, null);
        }
    }
}
