package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompositeBackTest {
    private static final Region BOX = new Region(20, 15, 40, 30);

    private static Picture noise(long seed, int width, int height) {
        byte[] samples = new byte[3 * width * height];
        new Random(seed).nextBytes(samples);
        return Picture.ofSamples(width, height, samples);
    }

    @Test
    void outsideOfTheMaskItIsTheOriginalSampleForSample() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int width = 1 + random.nextInt(60);
            int height = 1 + random.nextInt(60);
            Mask mask = random.nextInt(8) == 0
                    ? Mask.none(width, height)
                    : Mask.ellipse(width, height, new Region(random.nextInt(width), random.nextInt(height), 20, 9));
            mask = random.nextBoolean() ? mask.feather(random.nextInt(6)) : mask;
            Picture original = noise(seed, width, height);
            Picture result = noise(~seed, width, height);
            CompositeBack composite =
                    CompositeBack.create().feather(random.nextInt(12)).matchColour(random.nextBoolean());
            Picture finished = composite.apply(original, result, mask);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    if (mask.level(x, y) == 0) {
                        assertThat(finished.rgb(x, y)).as("seed %d", seed).isEqualTo(original.rgb(x, y));
                    }
                }
            }
        }
    }

    @Test
    void withoutAFeatherItIsTheModelsInside() {
        Picture original = noise(1, 80, 60);
        Picture result = noise(2, 80, 60);
        Picture finished = CompositeBack.create().feather(0).apply(original, result, Mask.rectangle(80, 60, BOX));
        assertThat(finished.crop(BOX)).isEqualTo(result.crop(BOX));
    }

    @Test
    void theOriginalFadesIntoTheNewOverTheFeather() {
        Picture original = Picture.filled(80, 60, 0x000000);
        Picture result = Picture.filled(80, 60, 0xC8C8C8);
        Picture finished = CompositeBack.create().feather(8).apply(original, result, Mask.rectangle(80, 60, BOX));
        int middle = BOX.y() + 15;
        int before = 0;
        for (int x = BOX.x(); x < BOX.x() + 9; x++) {
            int now = finished.rgb(x, middle) & 255;
            assertThat(now).as("at %d", x).isGreaterThanOrEqualTo(before);
            before = now;
        }
        assertThat(finished.rgb(BOX.x() - 1, middle) & 255).isZero();
        assertThat(finished.rgb(BOX.x(), middle) & 255).isBetween(1, 40);
        assertThat(finished.rgb(BOX.x() + 4, middle) & 255).isBetween(70, 130);
        assertThat(finished.rgb(BOX.x() + 8, middle) & 255).isEqualTo(200);
        assertThat(finished.rgb(BOX.right() - 1, middle) & 255)
                .as("both sides alike")
                .isEqualTo(finished.rgb(BOX.x(), middle) & 255);
    }

    @Test
    void itDoesNotFadeAtTheBorderOfThePicture() {
        Picture result = Picture.filled(80, 60, 0xC8C8C8);
        Mask right = Mask.rectangle(80, 60, new Region(40, 0, 40, 60));
        Picture finished = CompositeBack.create().feather(8).apply(Picture.filled(80, 60, 0), result, right);
        assertThat(finished.rgb(79, 0) & 255).isEqualTo(200);
        assertThat(finished.rgb(60, 59) & 255).isEqualTo(200);
        assertThat(finished.rgb(40, 30) & 255).isBetween(1, 40);
        assertThat(CompositeBack.create().apply(Picture.filled(80, 60, 0), result, Mask.all(80, 60)))
                .isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDriftOfTheColoursIsUndoneIfAsked(boolean matching) {
        // A slope where it is dark, a cast over all: what models and decoders make of unmasked pixels.
        byte[] truth = new byte[3 * 80 * 60];
        byte[] drifted = new byte[truth.length];
        Random random = new Random(7);
        for (int i = 0; i < truth.length; i++) {
            int level = 40 + random.nextInt(140);
            truth[i] = (byte) level;
            drifted[i] = (byte) Math.round(0.9 * level + (i % 3 == 0 ? 14 : 4));
        }
        Picture original = Picture.ofSamples(80, 60, truth);
        Picture result = Picture.ofSamples(80, 60, drifted);
        Picture finished = CompositeBack.create()
                .feather(0)
                .matchColour(matching)
                .apply(original, result, Mask.rectangle(80, 60, BOX));
        double away = CompositeBack.outsideChange(
                        original.crop(BOX), finished.crop(BOX), Mask.none(BOX.width(), BOX.height()))
                .mean();
        if (matching) {
            assertThat(away).isLessThan(0.6);
        } else {
            assertThat(away).isGreaterThan(4);
        }
    }

    @Test
    void coloursAreNotMatchedByAHandfulOfPixels() {
        Picture original = Picture.filled(8, 6, 0x101010);
        Picture result = Picture.filled(8, 6, 0xF0F0F0);
        Mask nearlyAll = Mask.all(8, 6).minus(Mask.rectangle(8, 6, new Region(0, 0, 1, 1)));
        assertThat(CompositeBack.create()
                        .feather(0)
                        .matchColour(true)
                        .apply(original, result, nearlyAll)
                        .rgb(5, 5))
                .isEqualTo(0xF0F0F0);
    }

    @Test
    void aResultOfAnotherSizeIsScaledAndTheProfileIsTheOriginals() {
        byte[] profile = {1, 2, 3};
        Picture original = Picture.filled(80, 60, 0x204060).withProfile(profile);
        Picture result = Picture.filled(96, 64, 0x806040);
        Picture finished = CompositeBack.create().feather(2).apply(original, result, Mask.rectangle(80, 60, BOX));
        assertThat(finished.region()).isEqualTo(original.region());
        assertThat(finished.rgb(40, 30)).isEqualTo(0x806040);
        assertThat(finished.rgb(0, 0)).isEqualTo(0x204060);
        assertThat(finished.profile()).isEqualTo(profile);
    }

    @Test
    void tellsHowMuchChangedOutside() {
        Picture original = Picture.filled(10, 10, 0x646464);
        Mask mask = Mask.rectangle(10, 10, new Region(0, 0, 10, 5));
        byte[] samples = original.samples();
        for (int i = 0; i < 150; i++) {
            samples[i] = 0;
        }
        OutsideChange none = CompositeBack.outsideChange(original, Picture.ofSamples(10, 10, samples), mask);
        assertThat(none).isEqualTo(new OutsideChange(50, 0, 0, 0));
        samples[3 * 50] = 100 + 10;
        samples[3 * 60 + 1] = 100 - 17;
        OutsideChange some = CompositeBack.outsideChange(original, Picture.ofSamples(10, 10, samples), mask);
        assertThat(some.max()).isEqualTo(17);
        assertThat(some.mean()).isCloseTo(27 / 150.0, within(1e-9));
        assertThat(some.visible()).isCloseTo(2, within(1e-9));
        assertThat(CompositeBack.outsideChange(original, original, Mask.all(10, 10)))
                .isEqualTo(new OutsideChange(0, 0, 0, 0));
    }

    @Test
    void aMaskOfAnotherSizeIsRefused() {
        Picture picture = Picture.filled(8, 6, 0);
        assertThatThrownBy(() -> CompositeBack.create().apply(picture, picture, Mask.all(6, 8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8×6");
        assertThatThrownBy(() -> CompositeBack.outsideChange(picture, picture, Mask.all(6, 8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CompositeBack.create().feather(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("feather");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 16})
    void theMiddleOfAThinMaskIsTheModels(int width) {
        Mask bar = Mask.rectangle(80, 60, new Region(20, 10, width, 40));
        Picture finished = CompositeBack.create()
                .feather(8)
                .apply(Picture.filled(80, 60, 0), Picture.filled(80, 60, 0xC8C8C8), bar);
        assertThat(finished.rgb(20 + width / 2, 30) & 255)
                .as("its middle")
                .isEqualTo(width % 2 == 0 ? finished.rgb(19 + width / 2, 30) & 255 : 200)
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void theMiddleOfAThinStrokeBesideALargeBlobIsTheModels(int width) {
        Mask blob = Mask.rectangle(120, 60, new Region(40, 10, 60, 40));
        Mask mask = blob.union(Mask.rectangle(120, 60, new Region(20, 10, width, 40)));
        Picture black = Picture.filled(120, 60, 0);
        Picture grey = Picture.filled(120, 60, 0xC8C8C8);
        Picture finished = CompositeBack.create().feather(8).apply(black, grey, mask);
        assertThat(finished.rgb(20 + width / 2, 30) & 255).as("its middle").isEqualTo(200);
        assertThat(finished.crop(new Region(40, 10, 60, 40)))
                .as("the blob fades as it would alone")
                .isEqualTo(CompositeBack.create()
                        .feather(8)
                        .apply(black, grey, blob)
                        .crop(new Region(40, 10, 60, 40)));
    }

    @Test
    void everyPartFadesAsItWouldAlone() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Mask mask = Mask.none(48, 40);
            for (int i = 0; i < 5; i++) {
                Region region = new Region(
                        random.nextInt(48), random.nextInt(40), 1 + random.nextInt(16), 1 + random.nextInt(16));
                mask = mask.union(random.nextBoolean() ? Mask.ellipse(48, 40, region) : Mask.rectangle(48, 40, region));
            }
            Picture original = noise(seed, 48, 40);
            Picture result = noise(~seed, 48, 40);
            CompositeBack composite = CompositeBack.create().feather(random.nextInt(9));
            Picture finished = composite.apply(original, result, mask);
            while (!mask.isEmpty()) {
                Mask part = part(mask);
                Picture alone = composite.apply(original, result, part);
                for (int i = 0; i < 48 * 40; i++) {
                    if (part.level(i % 48, i / 48) != 0) {
                        assertThat(finished.rgb(i % 48, i / 48))
                                .as("seed %d, %d,%d", seed, i % 48, i / 48)
                                .isEqualTo(alone.rgb(i % 48, i / 48));
                    }
                }
                mask = mask.minus(part);
            }
        }
    }

    /** What hangs together with the first pixel of a mask, by growing it until nothing is new. */
    private static Mask part(Mask mask) {
        int first = 0;
        while (mask.level(first % mask.width(), first / mask.width()) == 0) {
            first++;
        }
        Region pixel = new Region(first % mask.width(), first / mask.width(), 1, 1);
        Mask part = Mask.none(mask.width(), mask.height());
        Mask more = Mask.rectangle(mask.width(), mask.height(), pixel);
        while (!more.equals(part)) {
            part = more;
            byte[] levels = part.levels();
            for (int i = 0; i < levels.length; i++) {
                for (int j = 0; j < 9; j++) {
                    int x = i % mask.width() + j % 3 - 1;
                    int y = i / mask.width() + j / 3 - 1;
                    boolean inside = mask.region().contains(new Region(Math.max(0, x), Math.max(0, y), 1, 1));
                    if (inside && x >= 0 && y >= 0 && part.level(x, y) != 0 && mask.shared()[i] != 0) {
                        levels[i] = mask.shared()[i];
                    }
                }
            }
            more = Mask.wrap(mask.width(), mask.height(), levels);
        }
        return part;
    }
}
