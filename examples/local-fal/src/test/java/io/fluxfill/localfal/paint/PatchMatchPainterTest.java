package io.fluxfill.localfal.paint;

import static io.fluxfill.localfal.paint.Pictures.bricks;
import static io.fluxfill.localfal.paint.Pictures.mask;
import static io.fluxfill.localfal.paint.Pictures.picture;
import static io.fluxfill.localfal.paint.Pictures.plain;
import static io.fluxfill.localfal.paint.Pictures.psnr;
import static io.fluxfill.localfal.paint.Pictures.stripes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
@Timeout(30)
class PatchMatchPainterTest {
    private final Painter painter = Painter.patchMatch();

    @Test
    void theSameSeedGivesTheSamePixelsAndAnotherSeedVariesThem() throws Exception {
        Picture image = noise(120, 90);
        Picture mask = mask(120, 90, 40, 30, 70, 60);

        assertThat(paint(image, mask, 7)).isEqualTo(paint(image, mask, 7)).isNotEqualTo(paint(image, mask, 8));
    }

    @Test
    void keepsWhatIsNotMaskedBitForBit() throws Exception {
        Picture image = noise(90, 70);
        Picture mask = mask(90, 70, 30, 20, 60, 50);

        int[] result = paint(image, mask, 1);

        Mask hole = Mask.white(mask);
        for (int i = 0; i < result.length; i++) {
            if (hole.isHole(i)) {
                result[i] = image.rgb(i);
            }
        }
        assertThat(result).isEqualTo(image.copyOfPixels());
    }

    @Test
    void leavesNothingOfWhatWasMasked() throws Exception {
        Picture mask = mask(100, 80, 35, 25, 65, 55);
        Picture image = picture(100, 80, (x, y) -> Mask.white(mask).isHole(x, y) ? 0xff00ff : 0x30a040);

        assertThat(Arrays.stream(paint(image, mask, 1)).distinct()).containsExactly(0x30a040);
    }

    @Test
    void restoresRepeatingTextures() throws Exception {
        for (Picture truth : List.of(bricks(160, 128), stripes(160, 128))) {
            Picture mask = mask(160, 128, 60, 45, 100, 85);
            Mask hole = Mask.white(mask);
            Picture damaged = picture(160, 128, (x, y) -> hole.isHole(x, y) ? 0xff00ff : truth.rgb(y * 160 + x));

            Picture result = painter.paint(damaged, mask, 3, line -> {});

            Picture meanFill = plain(160, 128, mean(truth, hole));
            assertThat(psnr(truth, result, hole)).isGreaterThan(psnr(truth, meanFill, hole) + 8);
        }
    }

    @Test
    void continuesASlowGradientWithoutASeam() throws Exception {
        Picture truth = picture(160, 120, (x, y) -> (40 + x) << 16 | (200 - x) << 8 | (60 + y));
        Picture mask = mask(160, 120, 60, 40, 100, 80);

        Picture result = painter.paint(truth, mask, 1, line -> {});

        assertThat(psnr(truth, result, Mask.white(mask))).isGreaterThan(30);
    }

    @Test
    void returnsThePictureItselfWhenNothingIsMasked() throws Exception {
        Picture image = noise(20, 20);

        assertThat(painter.paint(image, plain(20, 20, 0), 1, line -> {})).isSameAs(image);
    }

    @Test
    void takesLuminanceOf128AndMoreForWhite() throws Exception {
        Picture image = plain(9, 9, 0x123456);

        assertThat(painter.paint(image, plain(9, 9, 0x7f7f7f), 1, line -> {})).isSameAs(image);
        assertThat(painter.paint(image, plain(9, 9, 0x808080), 1, line -> {})).isNotSameAs(image);
    }

    @Test
    void makesUpAPictureWhenEverythingIsMasked() throws Exception {
        Picture image = plain(64, 48, 0x123456);
        Picture mask = plain(64, 48, Pictures.WHITE);

        int[] result = paint(image, mask, 1);

        assertThat(result).isEqualTo(paint(image, mask, 1)).isNotEqualTo(paint(image, mask, 2));
        assertThat(result).doesNotContain(0x123456);
        assertThat(Arrays.stream(result).distinct().count()).isGreaterThan(100);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 0, 1, 1",
        "2, 1, 0, 0, 1, 1",
        "3, 5, 1, 1, 2, 3",
        "3, 5, 0, 0, 3, 4",
        "7, 7, 3, 3, 4, 4",
        "200, 5, 50, 0, 100, 5",
        "5, 200, 0, 50, 5, 100",
        "120, 100, 0, 0, 40, 40",
        "120, 100, 80, 60, 120, 100",
        "120, 100, 0, 30, 120, 60",
        "120, 100, 40, 0, 60, 100",
        "120, 100, 0, 50, 120, 51",
        "120, 100, 60, 0, 61, 100",
        "120, 100, 59, 49, 60, 50",
        "120, 100, 10, 10, 110, 90",
        "120, 100, 4, 4, 116, 96",
        "120, 100, 1, 1, 119, 99",
        "120, 100, 1, 0, 120, 100",
        "400, 300, 8, 8, 392, 292",
    })
    void endsWellWhereverTheHoleIs(int width, int height, int left, int top, int right, int bottom) throws Exception {
        Picture image = picture(width, height, (x, y) -> (100 + x % 50) << 16 | (90 + y % 60) << 8 | 0x80);
        Picture mask = mask(width, height, left, top, right, bottom);

        Picture result = painter.paint(image, mask, 5, line -> {});

        assertThat(result.width()).isEqualTo(width);
        assertThat(result.height()).isEqualTo(height);
        if (!Mask.white(mask).isFull()) {
            for (int rgb : result.copyOfPixels()) {
                assertThat(rgb >> 16).isBetween(95, 155);
                assertThat(rgb >> 8 & 0xff).isBetween(85, 155);
            }
        }
    }

    @Test
    void fillsHolesThatLeaveOnlyScatteredPixels() throws Exception {
        Picture image = plain(50, 50, 0x406080);
        Picture mask = picture(50, 50, (x, y) -> x % 3 == 0 && y % 3 == 0 ? 0 : Pictures.WHITE);

        assertThat(Arrays.stream(paint(image, mask, 1)).distinct()).containsExactly(0x406080);
    }

    @Test
    void saysWhatItDoesLevelByLevel() throws Exception {
        List<String> lines = new ArrayList<>();

        painter.paint(noise(200, 150), mask(200, 150, 80, 50, 120, 100), 1, lines::add);

        assertThat(lines).hasSizeGreaterThan(2).allMatch(line -> line.startsWith("level "));
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo("level " + lines.size() + " of " + lines.size() + ": 200x150, 2,000 pixels to repaint");
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> painter.paint(noise(60, 60), mask(60, 60, 20, 20, 40, 40), 1, line -> {}))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void endsWhenItsThreadIsInterruptedMidway() {
        List<String> lines = new ArrayList<>();

        assertThatThrownBy(() -> painter.paint(noise(200, 150), mask(200, 150, 80, 50, 120, 100), 1, line -> {
                    lines.add(line);
                    if (lines.size() == 2) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(lines).hasSize(2);
    }

    @Test
    void refusesAMaskOfAnotherSize() {
        assertThatThrownBy(() -> painter.paint(plain(4, 4, 0), plain(4, 5, 0), 1, line -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4x4")
                .hasMessageContaining("4x5");
    }

    private int[] paint(Picture image, Picture mask, long seed) throws InterruptedException {
        return painter.paint(image, mask, seed, line -> {}).copyOfPixels();
    }

    private static Picture noise(int width, int height) {
        SplittableRandom random = new SplittableRandom(99);
        return picture(width, height, (x, y) -> random.nextInt(0x1000000));
    }

    private static int mean(Picture picture, Mask hole) {
        long[] sums = new long[3];
        int count = 0;
        for (int i = 0; i < picture.width() * picture.height(); i++) {
            if (!hole.isHole(i)) {
                count++;
                for (int channel = 0; channel < 3; channel++) {
                    sums[channel] += picture.rgb(i) >> (16 - 8 * channel) & 0xff;
                }
            }
        }
        return (int) (sums[0] / count) << 16 | (int) (sums[1] / count) << 8 | (int) (sums[2] / count);
    }
}
