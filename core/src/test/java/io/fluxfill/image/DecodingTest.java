package io.fluxfill.image;

import static io.fluxfill.image.TestPictures.decode;
import static io.fluxfill.image.TestPictures.exif;
import static io.fluxfill.image.TestPictures.jpeg;
import static io.fluxfill.image.TestPictures.picture;
import static io.fluxfill.image.TestPictures.png;
import static io.fluxfill.image.TestPictures.withChunk;
import static io.fluxfill.image.TestPictures.withExif;
import static io.fluxfill.image.TestPictures.withSegment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of every kind of file. */
class DecodingTest {
    private static final int RED = 0xFF0000;
    private static final int GREEN = 0x008000;
    private static final int BLUE = 0x0000FF;

    /** 32×16 in two squares: inks of 20, 200, 100, 40 and of 150, 30, 60, 120; as Adobe writes it, with its marker. */
    private static final byte[] CMYK =
            decode("/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgs"
                    + "LDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/8AAFAgAEAAgBEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAAJCAf/"
                    + "xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0AWQBLAAA/AKOseOkN0ACUq4ztbFQAq0hy4o2qAJSrjO1sVAD/2Q==");

    /** 4×3 in diagonals of red, green and blue, and a second, dark frame. */
    private static final byte[] ANIMATED_GIF =
            decode("R0lGODlhBAADAIEAAP8AAACAAAAA/wAAACH5BAAKAAAALAAAAAAEAAMAAAgLAAEEECCQ4MCCA"
                    + "QEAIfkEAQoAAQAsAAAAAAQAAwCBCQkJAAAAAAAAAAAACAgAAQgcSFBgQAA7");

    private static final byte[] ANIMATED_WEBP =
            decode("UklGRpQAAABXRUJQVlA4WAoAAAACAAAAAwAAAgAAQU5JTQYAAAAAAAAAAABBTk1GNgAAAAAA"
                    + "AAAAAAMAAAIAAGQAAAJWUDhMHgAAAC8DgAAAFzCA8y8gKPJ/tPkPXgZiwTSkMb1kiuh/HEFOTUYqAAAAAAAAAAAAAwAAAgAAZAAAAFZQO"
                    + "EwRAAAALwOAAAAH0IQmNKH/gYjofwAA");

    /** The same diagonals, all pixels but the first with an alpha of 51, a fifth. */
    private static final byte[] SHEER_WEBP =
            decode("UklGRjQAAABXRUJQVlA4TCgAAAAvA4AAEB8wgAKCIv9HExAU+T+aQCAJan+1w0ZagUAgEY5vmcUi+h8O");

    private static int diagonal(int x, int y) {
        return new int[] {RED, GREEN, BLUE}[(x + y) % 3];
    }

    private static int sheer(int x, int y) {
        return x == 0 && y == 0 ? RED : over(diagonal(x, y), 0xFFFFFF, 51);
    }

    /** As {@code picture} lays it over a background. */
    private static int over(int rgb, int background, int alpha) {
        int result = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            double mixed = ((rgb >> shift & 255) * alpha + (background >> shift & 255) * (255 - alpha)) / 255.0;
            result |= (int) Math.round(mixed) << shift;
        }
        return result;
    }

    /** 4×3 pixels in which every one differs. */
    private static int ramp(int x, int y) {
        return (20 + 50 * x) << 16 | (10 + 90 * y) << 8 | (200 - 30 * x - 20 * y);
    }

    private static int greyRamp(int x, int y) {
        return 0x010101 * (20 * x + 70 * y);
    }

    private static Picture expected(int width, int height, Pixel pixel) {
        byte[] samples = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = pixel.at(x, y);
                int at = 3 * (y * width + x);
                samples[at] = (byte) (rgb >> 16);
                samples[at + 1] = (byte) (rgb >> 8);
                samples[at + 2] = (byte) rgb;
            }
        }
        return Picture.ofSamples(width, height, samples);
    }

    private static BufferedImage image(int type, Pixel argb) {
        BufferedImage image = picture(4, 3, type);
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
                image.setRGB(x, y, argb.at(x, y));
            }
        }
        return image;
    }

    /** Of components of a type, with the samples put in as they are. */
    private static BufferedImage components(int space, boolean alpha, int type, int[][] pixels) {
        return components(ColorSpace.getInstance(space), alpha, type, pixels);
    }

    private static BufferedImage components(ColorSpace space, boolean alpha, int type, int[][] pixels) {
        ColorModel model = new ComponentColorModel(
                space, alpha, false, alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE, type);
        WritableRaster raster = model.createCompatibleWritableRaster(4, 3);
        for (int i = 0; i < 12; i++) {
            raster.setPixel(i % 4, i / 4, pixels[i]);
        }
        return new BufferedImage(model, raster, false, null);
    }

    private static int[][] pixels(PixelSamples samples) {
        int[][] pixels = new int[12][];
        Arrays.setAll(pixels, i -> samples.at(i % 4, i / 4));
        return pixels;
    }

    private static IndexColorModel palette(int bits, int... argb) {
        return new IndexColorModel(bits, argb.length, argb, 0, true, -1, DataBuffer.TYPE_BYTE);
    }

    private static BufferedImage indexed(IndexColorModel palette, int type) {
        BufferedImage image = new BufferedImage(4, 3, type, palette);
        for (int i = 0; i < 12; i++) {
            image.getRaster().setSample(i % 4, i / 4, 0, (i % 4 + i / 4) % 3);
        }
        return image;
    }

    static Stream<Arguments> exact() {
        int byteType = DataBuffer.TYPE_BYTE;
        int shortType = DataBuffer.TYPE_USHORT;
        int grey = ColorSpace.CS_GRAY;
        int rgb = ColorSpace.CS_sRGB;
        return Stream.of(
                arguments("png rgb", png(image(BufferedImage.TYPE_INT_RGB, DecodingTest::ramp)), (Pixel)
                        DecodingTest::ramp),
                arguments(
                        "png grey",
                        png(components(grey, false, byteType, pixels((x, y) -> new int[] {20 * x + 70 * y}))),
                        (Pixel) DecodingTest::greyRamp),
                arguments(
                        "png grey and alpha",
                        png(components(grey, true, byteType, pixels((x, y) -> new int[] {20 * x + 70 * y, 60 * x}))),
                        (Pixel) (x, y) -> over(greyRamp(x, y), 0xFFFFFF, 60 * x)),
                arguments(
                        "png rgba",
                        png(image(BufferedImage.TYPE_INT_ARGB, (x, y) -> (50 * y) << 24 | ramp(x, y))),
                        (Pixel) (x, y) -> over(ramp(x, y), 0xFFFFFF, 50 * y)),
                arguments(
                        "png grey of 16 bits",
                        png(components(grey, false, shortType, pixels((x, y) ->
                                new int[] {257 * (20 * x + 70 * y) + 128}))),
                        (Pixel) DecodingTest::greyRamp),
                arguments(
                        "png grey of 16 bits, rounded up",
                        png(components(grey, false, shortType, pixels((x, y) -> wider(20 * x + 70 * y)))),
                        (Pixel) DecodingTest::greyRamp),
                arguments(
                        "png grey and alpha of 16 bits",
                        png(components(grey, true, shortType, pixels((x, y) ->
                                new int[] {257 * (20 * x + 70 * y), 257 * 60 * x}))),
                        (Pixel) (x, y) -> over(greyRamp(x, y), 0xFFFFFF, 60 * x)),
                arguments(
                        "png rgb of 16 bits",
                        png(components(rgb, false, shortType, pixels((x, y) -> wide(ramp(x, y), 255)))),
                        (Pixel) DecodingTest::ramp),
                arguments(
                        "png rgba of 16 bits",
                        png(components(
                                rgb, true, shortType, pixels((x, y) -> Arrays.copyOf(wide(ramp(x, y), 60 * x), 4)))),
                        (Pixel) (x, y) -> over(ramp(x, y), 0xFFFFFF, 60 * x)),
                arguments(
                        "png palette",
                        png(indexed(
                                palette(8, 0xFF000000 | RED, 0xFF000000 | GREEN, 0xFF000000 | BLUE),
                                BufferedImage.TYPE_BYTE_INDEXED)),
                        (Pixel) DecodingTest::diagonal),
                arguments(
                        "png palette of 2 bits",
                        png(indexed(
                                palette(2, 0xFF000000 | RED, 0xFF000000 | GREEN, 0xFF000000 | BLUE),
                                BufferedImage.TYPE_BYTE_BINARY)),
                        (Pixel) DecodingTest::diagonal),
                arguments(
                        "png palette with transparency",
                        png(indexed(
                                palette(8, 0xFF000000 | RED, 0x33000000 | GREEN, 0x00000000 | BLUE),
                                BufferedImage.TYPE_BYTE_INDEXED)),
                        (Pixel) (x, y) -> new int[] {RED, over(GREEN, 0xFFFFFF, 51), 0xFFFFFF}[(x + y) % 3]),
                arguments(
                        "png of one bit",
                        png(image(BufferedImage.TYPE_BYTE_BINARY, (x, y) -> x % 2 == 0 ? 0xFFFFFFFF : 0xFF000000)),
                        (Pixel) (x, y) -> x % 2 == 0 ? 0xFFFFFF : 0),
                arguments(
                        "png rgb with a transparent colour",
                        withChunk(
                                png(image(BufferedImage.TYPE_INT_RGB, DecodingTest::diagonal)),
                                "tRNS",
                                new byte[] {0, 0, 0, (byte) 0x80, 0, 0},
                                false),
                        (Pixel) (x, y) -> diagonal(x, y) == GREEN ? 0xFFFFFF : diagonal(x, y)),
                arguments(
                        "png grey with a transparent level",
                        withChunk(
                                png(components(grey, false, byteType, pixels((x, y) -> new int[] {20 * x + 70 * y}))),
                                "tRNS",
                                new byte[] {0, 0},
                                false),
                        (Pixel) (x, y) -> x + y == 0 ? 0xFFFFFF : greyRamp(x, y)),
                arguments("animated gif", ANIMATED_GIF, (Pixel) DecodingTest::diagonal),
                arguments("animated webp", ANIMATED_WEBP, (Pixel) DecodingTest::diagonal),
                arguments("webp with alpha", SHEER_WEBP, (Pixel) DecodingTest::sheer));
    }

    /** As little as rounds up to a level. */
    private static int[] wider(int level) {
        return new int[] {Math.max(0, 257 * level - 128)};
    }

    private static int[] wide(int rgb, int alpha) {
        return new int[] {257 * (rgb >> 16), 257 * (rgb >> 8 & 255), 257 * (rgb & 255), 257 * alpha};
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exact")
    void isDecodedExactly(String name, byte[] file, Pixel expected) {
        assertPixels(Upright.create().decode(file), expected(4, 3, expected));
    }

    private static void assertPixels(Picture found, Picture expected) {
        assertThat(found.region()).isEqualTo(expected.region());
        for (int y = 0; y < found.height(); y++) {
            for (int x = 0; x < found.width(); x++) {
                assertThat(found.rgb(x, y)).as(x + "," + y).isEqualTo(expected.rgb(x, y));
            }
        }
    }

    @ParameterizedTest(name = "type {0}")
    @CsvSource({"1", "2", "3", "4", "5", "6", "7", "12", "13"})
    void anImageOfAnyTypeBecomesAPicture(int type) {
        BufferedImage image = image(type, (x, y) -> 0xFF000000 | (x % 2 == 0 ? 0xFFFFFF : 0));
        assertPixels(Picture.of(image), expected(4, 3, (x, y) -> x % 2 == 0 ? 0xFFFFFF : 0));
    }

    @Test
    void aPremultipliedImageIsUnmixed() {
        BufferedImage image = image(BufferedImage.TYPE_4BYTE_ABGR_PRE, (x, y) -> 0x33000000 | diagonal(x, y));
        assertThat(Picture.of(image).rgb(0, 0)).isEqualTo(0xFFCCCC);
    }

    @Test
    void theBackgroundIsWhatWasAsked() {
        Picture black = Upright.builder().background(0xFF000000).build().decode(SHEER_WEBP);
        assertThat(black.rgb(0, 0)).isEqualTo(RED);
        assertThat(black.rgb(2, 0)).isEqualTo(51);
    }

    /** By EXIF: where the first row is seen, and where the first column. */
    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource({
        "1,top,left",
        "2,top,right",
        "3,bottom,right",
        "4,bottom,left",
        "5,left,top",
        "6,right,top",
        "7,right,bottom",
        "8,left,bottom"
    })
    void everyOrientationIsTurnedUpright(int orientation, String rows, String columns) {
        byte[] stored = png(image(BufferedImage.TYPE_INT_RGB, DecodingTest::ramp));
        Picture upright = Upright.create().decode(withChunk(stored, "eXIf", exif(orientation, true), false));
        boolean turned = orientation > 4;
        assertThat(upright.region()).isEqualTo(turned ? Region.whole(3, 4) : Region.whole(4, 3));
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
                int along = place(rows, y, upright);
                int across = place(columns, x, upright);
                int seen = turned ? upright.rgb(along, across) : upright.rgb(across, along);
                assertThat(seen).as(x + "," + y).isEqualTo(ramp(x, y));
            }
        }
        byte[] lossy = withExif(jpeg(40, 24, false), orientation);
        assertThat(Upright.create().decode(lossy).region())
                .isEqualTo(turned ? Region.whole(24, 40) : Region.whole(40, 24));
        Mask mask = Objects.requireNonNull(
                Mask.read(ImageSource.bytes(withChunk(png(40, 24), "eXIf", exif(orientation, false), true)))
                        .block());
        assertThat(mask.region()).isEqualTo(turned ? Region.whole(24, 40) : Region.whole(40, 24));
    }

    private static int place(String side, int number, Picture upright) {
        return switch (side) {
            case "top", "left" -> number;
            case "right" -> upright.width() - 1 - number;
            default -> upright.height() - 1 - number;
        };
    }

    @Test
    void aTurnedWebpIsTurned() {
        Picture upright = Upright.create().decode(TestPictures.WEBP_TURNED);
        assertThat(upright.region()).isEqualTo(Region.whole(10, 20));
        assertThat(upright.rgb(5, 10)).isEqualTo(0xFFFFFF);
        assertThat(upright.rgb(0, 0)).isZero();
        assertThat(Upright.create().decode(TestPictures.WEBP_LOSSY).region()).isEqualTo(Region.whole(20, 10));
    }

    static Stream<Arguments> inks() {
        byte[] bare = TestPictures.join(Arrays.copyOf(CMYK, 2), Arrays.copyOfRange(CMYK, 18, CMYK.length));
        byte[] adobe = "Adobe\0d\0\0\0\0\2".getBytes(StandardCharsets.ISO_8859_1);
        return Stream.of(
                arguments("adobe", CMYK, ink(20, 200, 100, 40), ink(150, 30, 60, 120)),
                // Nobody writes them otherwise, and Pillow reads them so, too.
                arguments("no marker", bare, ink(20, 200, 100, 40), ink(150, 30, 60, 120)),
                arguments("ycck", withSegment(bare, 0xEE, adobe), ycck(20, 200, 100, 40), ycck(150, 30, 60, 120)));
    }

    private static int ink(int c, int m, int y, int k) {
        int white = 255 - k;
        return ((255 - c) * white / 255) << 16 | ((255 - m) * white / 255) << 8 | ((255 - y) * white / 255);
    }

    /** What the same samples say if the first three are brightness and colour differences. */
    private static int ycck(int c, int m, int y, int k) {
        double bright = 255 - c;
        double blue = 255 - m - 128;
        double red = 255 - y - 128;
        return ink(
                clamp(bright + 1.402 * red),
                clamp(bright - 0.344136 * blue - 0.714136 * red),
                clamp(bright + 1.772 * blue),
                k);
    }

    private static int clamp(double value) {
        return (int) Math.round(Math.max(0, Math.min(255, value)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inks")
    void inksBecomeLight(String name, byte[] file, int left, int right) {
        Picture decoded = Upright.create().decode(file);
        assertThat(decoded.region()).isEqualTo(Region.whole(32, 16));
        assertNear(decoded.rgb(8, 8), left, 3);
        assertNear(decoded.rgb(24, 8), right, 3);
        assertThat(decoded.profile()).isNull();
    }

    private static void assertNear(int rgb, int expected, int tolerance) {
        for (int shift = 0; shift < 24; shift += 8) {
            assertThat(rgb >> shift & 255)
                    .as(Integer.toHexString(rgb) + " is like " + Integer.toHexString(expected))
                    .isBetween((expected >> shift & 255) - tolerance, (expected >> shift & 255) + tolerance);
        }
    }

    @Test
    void theFirstFrameOfAGifStandsWhereItsScreenHasIt() {
        byte[] gif = ANIMATED_GIF.clone();
        gif[6] = 8;
        gif[8] = 7;
        int descriptor = 13 + 12 + 8;
        assertThat(gif[descriptor]).isEqualTo((byte) 0x2C);
        gif[descriptor + 1] = 3;
        gif[descriptor + 3] = 2;
        Picture screen = Upright.create().decode(gif);
        assertPixels(
                screen,
                expected(8, 7, (x, y) -> x >= 3 && x < 7 && y >= 2 && y < 5 ? diagonal(x - 3, y - 2) : 0xFFFFFF));
        gif[descriptor + 1] = 6;
        gif[descriptor + 3] = 6;
        assertThat(Upright.create().decode(gif).rgb(7, 6))
                .as("cut at the screen")
                .isEqualTo(diagonal(1, 0));
    }

    @Test
    void manyPartsMakeOnePicture() {
        byte[] file = png(image(BufferedImage.TYPE_INT_RGB, DecodingTest::ramp));
        LocalPicture local = LocalPicture.of("", ImageSource.bytes(file));
        ImageHeader header = new ImageHeader(ImageFormat.PNG, 4, 3, 6);
        Picture byRows = Decoder.picture(local, header, Upright.create(), 1);
        assertThat(byRows).isEqualTo(Decoder.picture(local, header, Upright.create()));
    }

    static ICC_Profile swapped() {
        byte[] data = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        int tags = ByteBuffer.wrap(data).getInt(128);
        int red = 0;
        int green = 0;
        for (int i = 0; i < tags; i++) {
            int name = ByteBuffer.wrap(data).getInt(132 + 12 * i);
            red = name == 0x7258595A ? 132 + 12 * i : red;
            green = name == 0x6758595A ? 132 + 12 * i : green;
        }
        data[red] = 'g';
        data[green] = 'r';
        return ICC_Profile.getInstance(data);
    }

    static Stream<Arguments> profiled() {
        Picture squares = expected(32, 16, (x, y) -> x < 16 ? RED : BLUE)
                .withProfile(swapped().getData());
        return Stream.of(arguments("png", squares.toPng()), arguments("jpeg", squares.toJpeg(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiled")
    void theProfileIsKeptDroppedOrApplied(String name, byte[] file) {
        Picture kept = Upright.create().decode(file);
        assertNear(kept.rgb(8, 8), RED, 2);
        assertNear(kept.rgb(24, 8), BLUE, 2);
        assertThat(kept.profile()).isEqualTo(swapped().getData());
        assertThat(kept.crop(new Region(1, 1, 2, 2)).profile())
                .isEqualTo(swapped().getData());
        assertThat(kept.scaled(16, 8).profile()).isEqualTo(swapped().getData());

        Picture dropped =
                Upright.builder().profile(Upright.Profile.DROP).build().decode(file);
        assertThat(dropped).isEqualTo(kept);
        assertThat(dropped.profile()).isNull();

        Picture converted =
                Upright.builder().profile(Upright.Profile.TO_SRGB).build().decode(file);
        assertNear(converted.rgb(8, 8), 0x00FF00, 3);
        assertNear(converted.rgb(24, 8), BLUE, 3);
        assertThat(converted.profile()).isNull();
    }

    @Test
    void theProfileOfAWebpIsKeptOrApplied() {
        byte[] icc = swapped().getData();
        byte[] canvas = {0x20, 0, 0, 0, 3, 0, 0, 2, 0, 0};
        byte[] chunks = TestPictures.join(
                "WEBP".getBytes(StandardCharsets.US_ASCII),
                riff("VP8X", canvas),
                riff("ICCP", icc),
                Arrays.copyOfRange(SHEER_WEBP, 12, SHEER_WEBP.length));
        byte[] file = riff("RIFF", chunks);
        assertThat(Upright.create().decode(file).rgb(0, 0)).isEqualTo(RED);
        assertThat(Upright.create().decode(file).profile()).isEqualTo(icc);
        Upright converting = Upright.builder().profile(Upright.Profile.TO_SRGB).build();
        assertNear(converting.decode(file).rgb(0, 0), 0x00FF00, 3);
    }

    private static byte[] riff(String name, byte[] content) {
        return ByteBuffer.allocate(8 + content.length + content.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(content.length)
                .put(content)
                .array();
    }

    @Test
    void theProfileOfAnImageIsKeptOrApplied() {
        BufferedImage image = components(
                new ICC_ColorSpace(swapped()), false, DataBuffer.TYPE_BYTE, pixels((x, y) -> new int[] {255, 0, 0}));
        assertThat(Picture.of(image).rgb(0, 0)).isEqualTo(RED);
        assertThat(Picture.of(image).profile()).isEqualTo(swapped().getData());
        Upright converting = Upright.builder().profile(Upright.Profile.TO_SRGB).build();
        assertNear(converting.picture(image).rgb(0, 0), 0x00FF00, 3);
    }

    /** What samples or colours a pixel has. */
    @FunctionalInterface
    interface Pixel {
        int at(int x, int y);
    }

    @FunctionalInterface
    private interface PixelSamples {
        int[] at(int x, int y);
    }
}
