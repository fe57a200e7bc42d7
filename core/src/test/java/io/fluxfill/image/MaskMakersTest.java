package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class MaskMakersTest {
    private static Mask now(Mono<Mask> mask) {
        return Objects.requireNonNull(mask.block(Duration.ofSeconds(20)));
    }

    /** White, black, a grey and a red. */
    private static final Picture COLOURS =
            Picture.ofSamples(4, 1, new byte[] {-1, -1, -1, 0, 0, 0, 100, 100, 100, -1, 0, 0});

    @Test
    void ofBrightness() {
        assertThat(Mask.whiteRepaints(COLOURS).levels()).containsExactly(255, 0, 100, 76);
        assertThat(Mask.blackRepaints(COLOURS).levels()).containsExactly(0, 255, 155, 179);
        assertThat(Mask.whiteRepaints(COLOURS).toPicture().rgb(3, 0)).isEqualTo(0x4C4C4C);
        Mask grey = Mask.ofLevels(2, 2, new byte[] {0, 1, (byte) 128, (byte) 255});
        assertThat(Mask.whiteRepaints(grey.toPicture())).isEqualTo(grey);
    }

    @Test
    void ofAlpha() {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xFF112233);
        image.setRGB(1, 0, 0x64112233);
        for (AlphaSense sense : AlphaSense.values()) {
            byte[] levels =
                    sense == AlphaSense.OPAQUE_REPAINTED ? new byte[] {-1, 100, 0} : new byte[] {0, (byte) 155, -1};
            assertThat(Mask.ofAlpha(image, sense).levels()).isEqualTo(levels);
            ImageSource file = ImageSource.bytes(TestPictures.png(image));
            assertThat(now(Mask.ofAlpha(file, sense)).levels()).isEqualTo(levels);
        }
        ImageSource opaque = ImageSource.bytes(TestPictures.jpeg(3, 1, false));
        assertThat(now(Mask.ofAlpha(opaque, AlphaSense.OPAQUE_REPAINTED))).isEqualTo(Mask.all(3, 1));
        assertThat(now(Mask.ofAlpha(opaque, AlphaSense.TRANSPARENT_REPAINTED))).isEqualTo(Mask.none(3, 1));
    }

    @Test
    void whatIsTransparentInAMaskIsKept() {
        BufferedImage strokes = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        strokes.setRGB(0, 0, 0xFFFFFFFF);
        strokes.setRGB(1, 0, 0x80FFFFFF);
        strokes.setRGB(2, 0, 0x00FFFFFF);
        assertThat(now(Mask.read(ImageSource.bytes(TestPictures.png(strokes)))).levels())
                .containsExactly(255, 128, 0);
    }

    @Test
    void ofColour() {
        assertThat(Mask.ofColour(COLOURS, 0xFF0000, 0).levels()).containsExactly(0, 0, 0, 255);
        assertThat(Mask.ofColour(COLOURS, 0x0A0A0A, 9).levels()).containsExactly(0, 0, 0, 0);
        assertThat(Mask.ofColour(COLOURS, 0x0A0A0A, 10).levels()).containsExactly(0, 255, 0, 0);
        assertThat(Mask.ofColour(COLOURS, 0x808080, 255)).isEqualTo(Mask.all(4, 1));
        assertThatThrownBy(() -> Mask.ofColour(COLOURS, 0, 256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mask.ofColour(COLOURS, 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofDifference() {
        Picture other = Picture.ofSamples(4, 1, new byte[] {-1, -1, -3, 0, 0, 0, 100, 103, 100, -1, 0, 0});
        assertThat(Mask.ofDifference(COLOURS, other, 0).levels()).containsExactly(255, 0, 255, 0);
        assertThat(Mask.ofDifference(COLOURS, other, 2).levels()).containsExactly(0, 0, 255, 0);
        assertThat(Mask.ofDifference(other, COLOURS, 3).isEmpty()).isTrue();
        assertThatThrownBy(() -> Mask.ofDifference(COLOURS, Picture.filled(1, 4, 0), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRectangleIsCutAtTheBorder() {
        assertThat(Mask.rectangle(5, 4, new Region(-3, 2, 5, 9)).bounds()).isEqualTo(new Region(0, 2, 2, 2));
        assertThat(Mask.rectangle(5, 4, new Region(9, 9, 1, 1)).isEmpty()).isTrue();
    }

    @Test
    void anEllipseHoldsThePixelsWhoseCentresItHolds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Region region = new Region(
                    random.nextInt(24) - 8, random.nextInt(24) - 8, 1 + random.nextInt(20), 1 + random.nextInt(20));
            Mask ellipse = Mask.ellipse(16, 15, region);
            for (int y = 0; y < 15; y++) {
                for (int x = 0; x < 16; x++) {
                    double across = (2 * (x - region.x()) + 1 - region.width()) / (double) region.width();
                    double down = (2 * (y - region.y()) + 1 - region.height()) / (double) region.height();
                    double distance = across * across + down * down;
                    if (Math.abs(distance - 1) > 1e-9) {
                        assertThat(ellipse.level(x, y) == 255)
                                .as("seed " + seed + ": " + region + " at " + x + "," + y)
                                .isEqualTo(distance < 1);
                    }
                }
            }
        }
        assertThat(Mask.ellipse(3, 3, new Region(1, 1, 1, 1)).bounds()).isEqualTo(new Region(1, 1, 1, 1));
    }

    @Test
    void aPolygonHoldsThePixelsWhoseCentresItHolds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            double[] corners = new double[2 * (3 + random.nextInt(5))];
            java.util.Arrays.setAll(corners, i -> random.nextDouble() * 24 - 4);
            Mask polygon = Mask.polygon(16, 15, corners);
            for (int y = 0; y < 15; y++) {
                for (int x = 0; x < 16; x++) {
                    assertThat(polygon.level(x, y) == 255)
                            .as("seed " + seed + ": " + java.util.Arrays.toString(corners))
                            .isEqualTo(holds(corners, x + 0.5, y + 0.5));
                }
            }
        }
        assertThat(Mask.polygon(9, 9, 2, 3, 5, 3, 5, 8, 2, 8)).isEqualTo(Mask.rectangle(9, 9, new Region(2, 3, 3, 5)));
    }

    /** Whether a ray to the right crosses an odd number of edges. */
    private static boolean holds(double[] corners, double x, double y) {
        boolean inside = false;
        for (int i = 0; i < corners.length; i += 2) {
            int j = (i + 2) % corners.length;
            boolean above = corners[i + 1] > y;
            if (above != corners[j + 1] > y) {
                double part = (y - corners[i + 1]) / (corners[j + 1] - corners[i + 1]);
                inside ^= x < corners[i] + part * (corners[j] - corners[i]);
            }
        }
        return inside;
    }

    @Test
    void aPolygonHasThreeCornersAtLeast() {
        assertThatThrownBy(() -> Mask.polygon(9, 9, 1, 1, 2, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mask.polygon(9, 9, 1, 1, 2, 2, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mask.polygon(9, 9, 1, 1, 2, 2, 3, 1, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mask.polygon(9, 9, 1, 1, 2, 2, 3, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isPaddedWithALevel() {
        Mask padded = Mask.all(2, 1).padded(1, 2, 3, 4, 7);
        assertThat(padded.region()).isEqualTo(Region.whole(6, 7));
        assertThat(padded.threshold(8)).isEqualTo(Mask.rectangle(6, 7, new Region(1, 2, 2, 1)));
        assertThat(padded.level(0, 0)).isEqualTo(7);
        assertThatThrownBy(() -> Mask.all(2, 1).padded(-1, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mask.all(2, 1).padded(0, 0, 0, 0, 256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mask.all(2, 1).padded(Integer.MAX_VALUE, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 256})
    void aThresholdIsALevelAboveNothing(int level) {
        assertThatThrownBy(() -> Mask.all(2, 1).threshold(level)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatMakesNoSense() {
        Mask mask = Mask.all(2, 1);
        assertThatThrownBy(() -> mask.grow(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mask.shrink(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mask.feather(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mask.crop(new Region(1, 0, 2, 1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mask.level(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Mask.ofLevels(2, 2, new byte[3])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mask.none(2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(mask).isNotEqualTo(Mask.all(1, 2)).isNotEqualTo("x").hasSameHashCodeAs(Mask.all(2, 1));
    }

    @Test
    void anyDistanceWillDo() {
        Mask dot = Mask.rectangle(30, 20, new Region(3, 4, 1, 1));
        assertThat(dot.grow(Integer.MAX_VALUE)).isEqualTo(Mask.all(30, 20));
        assertThat(dot.shrink(Integer.MAX_VALUE)).isEqualTo(Mask.none(30, 20));
        assertThat(dot.union(Mask.ellipse(30, 20, new Region(9, 9, 9, 9)).feather(5))
                        .grow(Integer.MAX_VALUE))
                .isEqualTo(Mask.all(30, 20));
        assertThat(Mask.all(30, 20).feather(Integer.MAX_VALUE)).isEqualTo(Mask.all(30, 20));
        assertThat(dot.feather(20_000).coverage()).isLessThan(1);
    }

    @Test
    void scalingMakesNoNewExtremes() {
        Mask scaled = Mask.rectangle(40, 40, new Region(10, 10, 20, 20)).scaled(20, 10);
        assertThat(scaled.region()).isEqualTo(Region.whole(20, 10));
        assertThat(scaled.level(10, 5)).isEqualTo(255);
        assertThat(scaled.level(0, 0)).isZero();
        assertThat(scaled.coverage()).isBetween(23.0, 27.0);
        assertThat(scaled.scaled(20, 10)).isSameAs(scaled);
        assertThat(Mask.all(7, 9).scaled(30, 2)).isEqualTo(Mask.all(30, 2));
    }
}
