package io.fluxfill.fill;

import io.fluxfill.image.ImageHeader;
import java.math.BigDecimal;

/**
 * What a fill is expected to cost: $0.05 per megapixel and picture, rounded up, as fal's page states it. An estimate:
 * fal does not say whether a megapixel has 10⁶ or 2²⁰ pixels, so the dearer reading is taken.
 *
 * @since 0.1
 */
public final class FillCost {
    private static final BigDecimal USD_PER_MEGAPIXEL = new BigDecimal("0.05");

    private FillCost() {}

    /**
     * The estimate in US dollars.
     *
     * @throws IllegalArgumentException if a number is below 1
     */
    public static BigDecimal estimate(int width, int height, int images) {
        if (width < 1 || height < 1 || images < 1) {
            throw new IllegalArgumentException("Width, height and number of images are at least 1.");
        }
        long megapixels = ((long) width * height + 999_999) / 1_000_000;
        return USD_PER_MEGAPIXEL.multiply(BigDecimal.valueOf(Math.multiplyExact(megapixels, (long) images)));
    }

    /**
     * As {@link #estimate(int, int, int)}, for a picture whose header was read.
     *
     * @throws IllegalArgumentException if the number of pictures is below 1
     */
    public static BigDecimal estimate(ImageHeader header, int images) {
        return estimate(header.uprightWidth(), header.uprightHeight(), images);
    }
}
