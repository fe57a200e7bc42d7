package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
    private static final Picture NOISE = noise(23, 17);

    static Picture noise(int width, int height) {
        byte[] samples = new byte[3 * width * height];
        new Random(7).nextBytes(samples);
        return Picture.ofSamples(width, height, samples);
    }

    @Test
    void holdsWhatItWasGivenAndNothingElse() {
        byte[] samples = {1, 2, 3, (byte) 200, (byte) 201, (byte) 202};
        Picture picture = Picture.ofSamples(2, 1, samples);
        samples[0] = 9;
        picture.samples()[1] = 9;
        assertThat(picture.rgb(0, 0)).isEqualTo(0x010203);
        assertThat(picture.rgb(1, 0)).isEqualTo(0xC8C9CA);
        assertThat(picture.samples()).containsExactly(1, 2, 3, 200, 201, 202);
        byte[] profile = {1, 2, 3};
        Picture profiled = picture.withProfile(profile);
        profile[0] = 9;
        assertThat(profiled.profile()).containsExactly(1, 2, 3);
        assertThat(profiled).isEqualTo(picture).hasSameHashCodeAs(picture);
        assertThat(profiled.withProfile(null).profile()).isNull();
    }

    @Test
    void isEqualByItsPixels() {
        assertThat(Picture.filled(2, 3, 0x102030)).isEqualTo(Picture.filled(2, 3, 0x102030));
        assertThat(Picture.filled(2, 3, 0x102030)).isNotEqualTo(Picture.filled(3, 2, 0x102030));
        assertThat(Picture.filled(2, 3, 0x102030)).isNotEqualTo(Picture.filled(2, 3, 0x102031));
        assertThat(Picture.filled(2, 3, 0x102030)).isNotEqualTo("Picture[2×3]");
    }

    @Test
    void cuts() {
        Picture part = NOISE.crop(new Region(3, 4, 5, 6));
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 5; x++) {
                assertThat(part.rgb(x, y)).isEqualTo(NOISE.rgb(3 + x, 4 + y));
            }
        }
        assertThat(NOISE.crop(NOISE.region())).isEqualTo(NOISE);
        assertThatThrownBy(() -> NOISE.crop(new Region(20, 0, 4, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Region[4×1 at 20,0] reaches beyond a picture of 23×17.");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> Picture.ofSamples(2, 1, new byte[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A picture of 2×1 has 6 samples, not 5.");
        assertThatThrownBy(() -> Picture.filled(0, 1, 0)).hasMessage("A picture is at least 1×1, not 0×1.");
        assertThatThrownBy(() -> Picture.filled(50_000, 50_000, 0)).hasMessageContaining("is too large to be held");
        assertThatThrownBy(() -> NOISE.rgb(23, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NOISE.rgb(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NOISE.toJpeg(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NOISE.toJpeg(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NOISE.scaled(0, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Upright.builder().maxMegapixels(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isWrittenWithoutLoss() throws IOException {
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(NOISE.toPng()));
        assertThat(read.getColorModel().getPixelSize()).isEqualTo(24);
        assertThat(Picture.of(read)).isEqualTo(NOISE);
        assertThat(Picture.of(NOISE.toBufferedImage())).isEqualTo(NOISE);
        assertThat(NOISE.toSource()).isEqualTo(ImageSource.bytes(NOISE.toPng()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500, 65_519, 65_520, 200_000})
    void carriesAProfileOfAnyLength(int length) {
        byte[] profile = new byte[length];
        new Random(length).nextBytes(profile);
        Picture picture = NOISE.withProfile(profile);
        assertThat(LocalPicture.of("", ImageSource.bytes(picture.toPng())).profile())
                .isEqualTo(profile);
        byte[] jpeg = picture.toJpeg(0.8);
        assertThat(LocalPicture.of("", ImageSource.bytes(jpeg)).profile()).isEqualTo(profile);
        assertThat(Upright.create().decode(jpeg).profile())
                .as("it makes no sense")
                .isNull();
    }

    @Test
    void aProfileHasToFitTheFile() {
        assertThatThrownBy(() -> NOISE.withProfile(new byte[17_000_000]).toJpeg(0.8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An ICC profile of 17000000 bytes does not fit a JPEG.");
        byte[] png = NOISE.withProfile(new byte[2_000_000]).toPng();
        assertThat(LocalPicture.of("", ImageSource.bytes(png)).profile())
                .as("a bomb, when it is read")
                .isNull();
    }

    @Test
    void scalingKeepsPlainsPlainAndEdgesInPlace() {
        assertThat(Picture.filled(40, 30, 0x336699).scaled(13, 57)).isEqualTo(Picture.filled(13, 57, 0x336699));
        assertThat(NOISE.scaled(23, 17)).isSameAs(NOISE);
        byte[] samples = new byte[3 * 64 * 64];
        java.util.Arrays.fill(samples, samples.length / 2, samples.length, (byte) 255);
        Picture halves = Picture.ofSamples(64, 64, samples).scaled(32, 16);
        assertThat(halves.rgb(5, 2)).isZero();
        assertThat(halves.rgb(5, 13)).isEqualTo(0xFFFFFF);
        int above = halves.rgb(5, 7) & 255;
        int below = halves.rgb(5, 8) & 255;
        assertThat(above + below).as("the edge stays in the middle").isBetween(250, 260);
    }

    /** Of other sizes, a ramp shows by its levels where its pixels went. */
    @ParameterizedTest
    @ValueSource(ints = {50, 77, 100, 101, 150, 202, 400})
    void scalingMovesNothing(int size) {
        byte[] samples = new byte[3 * 101 * 101];
        for (int i = 0; i < 101 * 101; i++) {
            samples[3 * i] = (byte) (20 + 2 * (i % 101));
            samples[3 * i + 1] = (byte) (20 + 2 * (i / 101));
        }
        Picture scaled = Picture.ofSamples(101, 101, samples).scaled(size, size);
        int border = size / 10;
        for (int y = border; y < size - border; y++) {
            for (int x = border; x < size - border; x++) {
                int rgb = scaled.rgb(x, y);
                assertThat((double) (rgb >> 16)).isCloseTo(20 + 2 * ((x + 0.5) * 101 / size - 0.5), within(1.1));
                assertThat((double) (rgb >> 8 & 255)).isCloseTo(20 + 2 * ((y + 0.5) * 101 / size - 0.5), within(1.1));
            }
        }
    }

    @Test
    void isScaledByTheWayThatNeedsTheLesserRoom() {
        Picture tall = Picture.filled(10, 100_000, 0x336699);
        assertThat(tall.scaled(8000, 10)).isEqualTo(Picture.filled(8000, 10, 0x336699));
    }
}
