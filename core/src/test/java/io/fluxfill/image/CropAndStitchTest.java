package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CropAndStitchTest {
    private static Mask box(int width, int height, int x, int y, int w, int h) {
        return Mask.rectangle(width, height, new Region(x, y, w, h));
    }

    @Test
    void aMaskInALargePictureTakesItsContextAndNoScaling() {
        CropAndStitch.Frame frame = CropAndStitch.create().frame(box(6000, 4000, 2650, 1750, 700, 500));
        assertThat(frame.region().contains(new Region(2300, 1500, 1400, 1000))).isTrue();
        assertThat(frame.region().pixels()).isLessThan(2_000_000);
        assertThat(frame.width()).isEqualTo(frame.region().width()).isEqualTo(1408);
        assertThat(frame.height()).isEqualTo(frame.region().height()).isEqualTo(1008);
    }

    @Test
    void atTheBorderThereIsMoreOfItOnTheOtherSide() {
        CropAndStitch.Frame frame = CropAndStitch.create().frame(box(6000, 4000, 0, 3500, 700, 500));
        assertThat(frame.region().x()).isZero();
        assertThat(frame.region().bottom()).isEqualTo(4000);
        assertThat(frame.region().width()).isEqualTo(1408);
    }

    @Test
    void aLargeMaskIsReducedAndASmallOneEnlargedTwiceAtMost() {
        CropAndStitch.Frame large = CropAndStitch.create().frame(box(6000, 4000, 1000, 1000, 3000, 2000));
        assertThat((double) large.width() * large.height()).isBetween(1_900_000.0, 2_000_000.0);
        CropAndStitch.Frame small = CropAndStitch.create().frame(box(6000, 4000, 1000, 1000, 60, 40));
        assertThat((double) small.width() / small.region().width()).isCloseTo(2, within(0.1));
        CropAndStitch.Frame whole = CropAndStitch.create().frame(Mask.all(640, 480));
        assertThat(whole.region()).isEqualTo(Region.whole(640, 480));
    }

    @Test
    void whatIsSentAlwaysFits() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            int width = 16 + random.nextInt(500);
            int height = 16 + random.nextInt(500);
            Mask mask = box(
                    width,
                    height,
                    random.nextInt(width),
                    random.nextInt(height),
                    1 + random.nextInt(width),
                    1 + random.nextInt(height));
            double most = 0.005 + random.nextDouble() * 0.3;
            CropAndStitch crop = CropAndStitch.create()
                    .context(random.nextDouble() * 2, random.nextInt(40))
                    .megapixels(most * (0.1 + 0.9 * random.nextDouble()), most);
            CropAndStitch.Frame frame = crop.frame(mask);
            String message = "seed " + seed + ": " + crop + " " + frame;
            assertThat(mask.region().contains(frame.region())).as(message).isTrue();
            assertThat(frame.region().contains(Objects.requireNonNull(mask.bounds())))
                    .as(message)
                    .isTrue();
            assertThat(frame.width() % 16 + frame.height() % 16).as(message).isZero();
            assertThat((double) frame.width() * frame.height()).as(message).isLessThanOrEqualTo(most * 1e6);
            double shape = (double) frame.region().width()
                    / frame.width()
                    * frame.height()
                    / frame.region().height();
            boolean isFree = frame.region().width() < width && frame.region().height() < height;
            if (isFree) {
                assertThat(shape).as(message).isCloseTo(1, within(0.08));
            }
        }
    }

    @Test
    void onlyWhatLiesInsideOfTheMaskChanges() {
        byte[] samples = new byte[3 * 300 * 200];
        new Random(3).nextBytes(samples);
        Picture original = Picture.ofSamples(300, 200, samples);
        Mask mask = Mask.ellipse(300, 200, new Region(100, 60, 50, 40));
        Crop crop = CropAndStitch.create().crop(original, mask);
        assertThat(crop.picture().region()).isEqualTo(crop.mask().region());
        assertThat(crop.scale()).isCloseTo(2, within(0.1));
        Picture filled = Picture.filled(crop.picture().width(), crop.picture().height(), 0xFF0000);
        Picture finished = crop.stitch(original, filled, CompositeBack.create().feather(2));
        assertThat(finished.rgb(125, 80)).isEqualTo(0xFF0000);
        Mask changed = Mask.ofDifference(original, finished, 0);
        assertThat(changed.minus(mask).isEmpty()).isTrue();
        assertThat(crop.outsideChange(original, filled).mean()).isGreaterThan(50);
    }

    @Test
    void whatIsSentUnchangedComesBackUnchanged() {
        byte[] samples = new byte[3 * 400 * 300];
        new Random(3).nextBytes(samples);
        Picture original = Picture.ofSamples(400, 300, samples);
        Crop crop = CropAndStitch.create().megapixels(0.01, 1).crop(original, box(400, 300, 100, 100, 100, 60));
        assertThat(crop.scale()).isEqualTo(1);
        assertThat(crop.stitch(original, crop.picture(), CompositeBack.create()))
                .isEqualTo(original);
        assertThat(crop.outsideChange(original, crop.picture()).max()).isZero();
    }

    @Test
    void anEmptyMaskAndSizesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> CropAndStitch.create().crop(Picture.filled(9, 9, 0), Mask.none(9, 9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("repaints nothing");
        assertThatThrownBy(() -> CropAndStitch.create().crop(Picture.filled(9, 9, 0), Mask.all(9, 8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CropAndStitch.create().context(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CropAndStitch.create().context(1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CropAndStitch.create().context(1, 10_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10000");
        assertThatThrownBy(() -> CropAndStitch.create().megapixels(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CropAndStitch.create().megapixels(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutContextTheEdgeOfTheMaskIsStillNoBorderOfThePicture() {
        Picture original = Picture.filled(400, 300, 0);
        CropAndStitch cropping = CropAndStitch.create().context(0, 0).megapixels(0.001, 1);
        Crop crop = cropping.crop(original, box(400, 300, 100, 100, 64, 48));
        Picture filled = Picture.filled(crop.picture().width(), crop.picture().height(), 0xC8C8C8);
        Picture finished = crop.stitch(original, filled, CompositeBack.create());
        assertThat(finished.rgb(100, 120) & 255).isBetween(1, 40);
        assertThat(finished.rgb(163, 120) & 255).isBetween(1, 40);
        assertThat(finished.rgb(132, 120) & 255).isEqualTo(200);
    }

    @Test
    void everyMarkedPixelLiesWithinTheMaskThatIsSent() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int width = 30 + random.nextInt(200);
            int height = 30 + random.nextInt(200);
            byte[] levels = new byte[width * height];
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                levels[random.nextInt(levels.length)] = (byte) (1 + random.nextInt(255));
            }
            Mask mask = Mask.wrap(width, height, levels)
                    .union(Mask.rectangle(
                            width, height, new Region(random.nextInt(width), 0, 1, random.nextInt(height) + 1)));
            double most = 0.0005 + random.nextDouble() * 0.05;
            CropAndStitch cropping = CropAndStitch.create()
                    .context(random.nextDouble() / 2, random.nextInt(40))
                    .megapixels(most * random.nextDouble(), most);
            Crop crop = cropping.crop(Picture.filled(width, height, 0), mask);
            Region region = crop.region();
            for (int i = 0; i < levels.length; i++) {
                int x = i % width - region.x();
                int y = i / width - region.y();
                if (mask.level(i % width, i / width) != 0) {
                    // The pixel of what is sent that its centre lies in.
                    int sent = crop.mask()
                            .level(
                                    (2 * x + 1) * crop.mask().width() / (2 * region.width()),
                                    (2 * y + 1) * crop.mask().height() / (2 * region.height()));
                    assertThat(sent)
                            .as("seed %d: %d,%d of %s", seed, x, y, crop)
                            .isGreaterThanOrEqualTo(mask.level(i % width, i / width));
                }
            }
        }
    }

    @Test
    void aLineOfOnePixelIsPaintedOverThoughTheCropIsReduced() {
        Picture original = Picture.filled(900, 600, 0xFFFFFF);
        for (int x = 300; x < 320; x++) {
            Mask line = box(900, 600, x, 100, 1, 400).union(box(900, 600, 100, 3 * x / 4, 700, 1));
            Crop crop = CropAndStitch.create().megapixels(0.01, 0.03).crop(original, line);
            assertThat(crop.scale()).isLessThan(0.3);
            // Of a model that paints black where the mask is more white than black, and keeps the rest.
            Picture filled = crop.mask().invert().threshold(128).toPicture();
            Picture finished = crop.stitch(original, filled, CompositeBack.create());
            assertThat(finished.rgb(x, 150) & 255).as("across, at %d", x).isLessThan(40);
            assertThat(finished.rgb(500, 3 * x / 4) & 255).as("down, at %d", x).isLessThan(40);
            assertThat(Mask.ofDifference(original, finished, 0).minus(line).isEmpty())
                    .isTrue();
        }
    }

    @Test
    void theMaskThatIsSentStaysAsHardAsItIs() {
        Mask mask = Mask.ellipse(900, 600, new Region(100, 100, 700, 400));
        for (double most : new double[] {0.03, 0.4, 2}) {
            Mask sent = CropAndStitch.create()
                    .megapixels(most / 2, most)
                    .crop(Picture.filled(900, 600, 0), mask)
                    .mask();
            assertThat(sent).isEqualTo(sent.threshold(128));
        }
    }
}
