package io.fluxfill.localfal.paint;

import static io.fluxfill.localfal.paint.Pictures.file;
import static io.fluxfill.localfal.paint.Pictures.inserted;
import static io.fluxfill.localfal.paint.Pictures.picture;
import static io.fluxfill.localfal.paint.Pictures.plain;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
@Timeout(20)
class PictureTest {
    private static final int RED = 0xe02020;
    private static final int GREEN = 0x20c020;
    private static final int BLUE = 0x2020d0;
    private static final int YELLOW = 0xd0d020;

    /** 3x2, lossless: red, green, blue; near-black, brown, white. */
    private static final String WEBP =
            "UklGRkIAAABXRUJQVlA4TDYAAAAvAkAAAC9AkG2zQdzr/jLTIJO2yV//dmZtZNI2rYf986+y8x9o5JGs+wYEApSx4oFtIvof4wU=";
    /** The same with EXIF orientation 6. */
    private static final String WEBP_LYING =
            "UklGRnYAAABXRUJQVlA4WAoAAAAIAAAAAgAAAQAAVlA4TDYAAAAvAkAAAC9AkG2zQdzr/jLTIJO2yV//dmZtZNI2rYf986+y8x9o5JGs"
                    + "+wYEApSx4oFtIvof4wVFWElGGgAAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAA";
    /** 16x8, lossy, light blue. */
    private static final String WEBP_LOSSY =
            "UklGRj4AAABXRUJQVlA4IDIAAADQAQCdASoQAAgAAMASJaACdLoB+AADsAD+8JtD/4yp8SF+JC/8ZU/998Pe+HvfD/JQAA==";

    @Test
    void writesAndReadsPngWithoutLoss() throws Exception {
        Picture picture = picture(31, 17, (x, y) -> rgb(8 * x, 15 * y, x * y % 256));

        Picture again = Picture.decode(picture.encode(Format.PNG));

        assertThat(again.width()).isEqualTo(31);
        assertThat(again.height()).isEqualTo(17);
        assertThat(again.copyOfPixels()).isEqualTo(picture.copyOfPixels());
    }

    @Test
    void writesAndReadsJpegWithLittleLoss() throws Exception {
        Picture picture = picture(48, 32, (x, y) -> rgb(5 * x, 7 * y, 0x60));

        assertClose(Picture.decode(picture.encode(Format.JPEG)), picture, 8);
    }

    @Test
    void blackIsOfTheSameSize() {
        Picture black = plain(5, 3, 0xabcdef).black();

        assertThat(black.width()).isEqualTo(5);
        assertThat(black.height()).isEqualTo(3);
        assertThat(black.copyOfPixels()).containsOnly(0);
    }

    /** Which colours stand top left, top right, bottom left and bottom right once red, green, blue, yellow is upright. */
    @ParameterizedTest
    @CsvSource({
        "1, 48, 32, RGBY",
        "2, 48, 32, GRYB",
        "3, 48, 32, YBGR",
        "4, 48, 32, BYRG",
        "5, 32, 48, RBGY",
        "6, 32, 48, BRYG",
        "7, 32, 48, YGBR",
        "8, 32, 48, GYRB",
        "9, 48, 32, RGBY",
    })
    void appliesTheOrientationInExif(int orientation, int width, int height, String corners) throws Exception {
        byte[] exif = concat("Exif\0\0".getBytes(ISO_8859_1), exif(orientation));
        ByteBuffer segment = ByteBuffer.allocate(4 + exif.length)
                .putShort((short) 0xffe1)
                .putShort((short) (2 + exif.length))
                .put(exif);

        Picture jpeg = Picture.decode(inserted(quarters().encode(Format.JPEG), 2, segment.array()));
        Picture png = Picture.decode(inserted(quarters().encode(Format.PNG), 33, chunk("eXIf", exif(orientation))));

        for (Picture upright : List.of(jpeg, png)) {
            assertThat(upright.width()).isEqualTo(width);
            assertThat(upright.height()).isEqualTo(height);
            assertThat(letter(upright, 0, 0) + letter(upright, 1, 0) + letter(upright, 0, 1) + letter(upright, 1, 1))
                    .isEqualTo(corners);
        }
    }

    @Test
    void readsAPaletteWithTransparency() throws Exception {
        byte[] reds = {(byte) 200, 0, 10};
        byte[] greens = {0, (byte) 150, 20};
        byte[] blues = {50, 0, 30};
        IndexColorModel palette = new IndexColorModel(2, 3, reds, greens, blues, 2);
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 1, 2});

        Picture picture = Picture.decode(file(image, "png"));

        assertThat(picture.copyOfPixels()).containsExactly(0xc80032, 0x009600, 0xffffff);
    }

    @Test
    void flattensAlphaOnWhite() throws Exception {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 3, 1, new int[] {0xff102030, 0x80000000, 0x00123456}, 0, 3);

        assertThat(Picture.decode(file(image, "png")).copyOfPixels()).containsExactly(0x102030, 0x7f7f7f, 0xffffff);
    }

    @Test
    void readsGreyAsItIs() throws Exception {
        BufferedImage bytes = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
        bytes.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100, 255});
        BufferedImage words = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        words.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100 << 8, 65_535});

        assertThat(Picture.decode(file(bytes, "png")).copyOfPixels()).containsExactly(0, 0x646464, 0xffffff);
        assertThat(Picture.decode(file(words, "png")).copyOfPixels()).containsExactly(0, 0x646464, 0xffffff);
        assertClose(Picture.decode(file(bytes, "jpeg")), Picture.decode(file(bytes, "png")), 6);
    }

    @Test
    void readsSixteenBitColour() throws Exception {
        BufferedImage image = wide();

        assertThat(Picture.decode(file(image, "png")).copyOfPixels()).containsExactly(0x104080, 0xff00c0);
    }

    @Test
    void readsTheFirstFrameOfAGif() throws Exception {
        byte[] reds = {(byte) 200, 0};
        byte[] greens = {0, (byte) 150};
        byte[] blues = {50, 0};
        IndexColorModel palette = new IndexColorModel(1, 2, reds, greens, blues);
        BufferedImage first = new BufferedImage(9, 8, BufferedImage.TYPE_BYTE_BINARY, palette);
        for (int x = 0; x < 9; x++) {
            first.getRaster().setSample(x, 5, 0, x % 2);
        }
        BufferedImage second = new BufferedImage(9, 8, BufferedImage.TYPE_BYTE_BINARY, palette);

        Picture picture = Picture.decode(gif(first, second));

        assertThat(picture.copyOfPixels())
                .isEqualTo(picture(9, 8, (x, y) -> y == 5 && x % 2 == 1 ? 0x009600 : 0xc80032)
                        .copyOfPixels());
    }

    @Test
    void readsWebP() throws Exception {
        int[] lossless = Picture.decode(bytes(WEBP)).copyOfPixels();
        Picture lossy = Picture.decode(bytes(WEBP_LOSSY));

        assertThat(lossless).containsExactly(0xff0000, 0x00ff00, 0x0000ff, 0x0a141e, 0xc86432, 0xffffff);
        assertClose(lossy, plain(16, 8, 0x2878c8), 8);
    }

    @Test
    void appliesTheOrientationInWebP() throws Exception {
        Picture picture = Picture.decode(bytes(WEBP_LYING));

        assertThat(picture.width()).isEqualTo(2);
        assertThat(picture.copyOfPixels()).containsExactly(0x0a141e, 0xff0000, 0xc86432, 0x00ff00, 0xffffff, 0x0000ff);
    }

    @Test
    void readsCmykJpeg() throws Exception {
        WritableRaster inks = Raster.createBandedRaster(0, 16, 16, 4, null);
        for (int i = 0; i < 256; i++) {
            // Adobe stores how much of an ink is missing: no cyan, all magenta and yellow, no black.
            inks.setPixel(i % 16, i / 16, new int[] {255, 0, 0, 255});
        }
        byte[] adobe = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};

        Picture picture = Picture.decode(inserted(jpeg(inks), 2, adobe));

        int rgb = picture.rgb(100);
        assertThat(rgb >> 16).isGreaterThan(200);
        assertThat(rgb >> 8 & 0xff).isLessThan(90);
        assertThat(rgb & 0xff).isLessThan(90);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif"})
    void refusesFilesThatAreCutOff(String format) throws Exception {
        BufferedImage image = new BufferedImage(200, 150, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 30_000; i++) {
            image.setRGB(i % 200, i / 200, i * 7919 & 0xf0f0f0);
        }
        byte[] file = file(image, format);

        for (int percent : new int[] {5, 20, 50, 90}) {
            assertUnreadable(Arrays.copyOf(file, file.length * percent / 100));
        }
    }

    @Test
    void refusesWebPThatIsCutOff() {
        byte[] file = bytes(WEBP);

        assertUnreadable(Arrays.copyOf(file, 40));
        assertUnreadable(Arrays.copyOf(file, 16));
    }

    @Test
    void refusesPngWithGarbageInside() {
        byte[] file = quarters().encode(Format.PNG);
        Arrays.fill(file, 45, file.length - 20, (byte) 0x55);

        assertUnreadable(file);
    }

    @Test
    void refusesHugePicturesByTheirHeader() {
        ByteBuffer header = ByteBuffer.allocate(13);
        header.putInt(60_000).putInt(60_000).put(new byte[] {8, 2, 0, 0, 0});
        byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
        byte[] data = chunk("IDAT", new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1});
        long start = System.nanoTime();

        PictureException refusal = refusal(concat(concat(signature, chunk("IHDR", header.array())), data));

        assertThat(refusal.type()).isEqualTo("image_too_large");
        assertThat(refusal.ctx()).containsOnlyKeys("max_width", "max_height");
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }

    @Test
    void namesTheFormatsThatItReadsWhenItGetsAnother() {
        for (byte[] file : List.of(new byte[0], new byte[] {1}, "BM rest".getBytes(ISO_8859_1), new byte[100])) {
            PictureException refusal = refusal(file);

            assertThat(refusal.type()).isEqualTo("unsupported_image_format");
            assertThat(refusal.ctx()).isEqualTo(Map.of("supported_formats", List.of("jpeg", "png", "webp", "gif")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0\0\u0018ftypavif\0\0\0\0avifmif1", "\0\0\0\u0018ftypmif1\0\0\0\0mif1avif"})
    void recognisesAvifAndSaysThatItIsNotSupported(String file) {
        PictureException refusal = refusal(file.getBytes(ISO_8859_1));

        assertThat(refusal.type()).isEqualTo("unsupported_image_format");
        assertThat(refusal).hasMessageContaining("AVIF").hasMessageContaining("jpeg");
    }

    private static Picture quarters() {
        return picture(48, 32, (x, y) -> y < 16 ? x < 24 ? RED : GREEN : x < 24 ? BLUE : YELLOW);
    }

    private static int rgb(int red, int green, int blue) {
        return red << 16 | green << 8 | blue;
    }

    private static String letter(Picture picture, int right, int down) {
        int x = (1 + 2 * right) * picture.width() / 4;
        int y = (1 + 2 * down) * picture.height() / 4;
        int rgb = picture.rgb(y * picture.width() + x);
        boolean red = (rgb >> 16 & 0xff) > 128;
        boolean green = (rgb >> 8 & 0xff) > 128;
        return red ? green ? "Y" : "R" : green ? "G" : "B";
    }

    /** A little-endian TIFF directory with the orientation as its only entry. */
    private static byte[] exif(int orientation) {
        return new byte[] {
            'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte) orientation, 0, 0, 0, 0, 0, 0, 0
        };
    }

    private static byte[] chunk(String name, byte[] body) {
        byte[] named = concat(name.getBytes(ISO_8859_1), body);
        CRC32 checksum = new CRC32();
        checksum.update(named);
        return ByteBuffer.allocate(named.length + 8)
                .putInt(body.length)
                .put(named)
                .putInt((int) checksum.getValue())
                .array();
    }

    private static BufferedImage wide() {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(2, 1);
        raster.setPixels(0, 0, 2, 1, new int[] {0x1010, 0x4040, 0x8080, 0xffff, 0, 0xc0c0});
        return new BufferedImage(model, raster, false, null);
    }

    private static byte[] gif(BufferedImage... frames) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (BufferedImage frame : frames) {
                writer.writeToSequence(new IIOImage(frame, null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] jpeg(Raster raster) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static void assertUnreadable(byte[] file) {
        assertThat(refusal(file).type()).isEqualTo("image_load_error");
    }

    private static PictureException refusal(byte[] file) {
        return catchThrowableOfType(PictureException.class, () -> Picture.decode(file));
    }

    private static void assertClose(Picture actual, Picture expected, int tolerance) {
        for (int i = 0; i < expected.width() * expected.height(); i++) {
            for (int shift = 0; shift < 24; shift += 8) {
                assertThat(actual.rgb(i) >> shift & 0xff)
                        .isCloseTo(expected.rgb(i) >> shift & 0xff, Offset.offset(tolerance));
            }
        }
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return inserted(first, first.length, second);
    }
}
