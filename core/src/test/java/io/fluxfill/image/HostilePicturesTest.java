package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import io.fluxfill.error.InvalidRequestException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;

/** Files that are damaged, cut off, or made to hurt: typed errors, soon, and within bounds. */
class HostilePicturesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private static BufferedImage noise(int type) {
        BufferedImage image = new BufferedImage(64, 48, type);
        Random random = new Random(1);
        for (int i = 0; i < 64 * 48; i++) {
            image.setRGB(i % 64, i / 64, random.nextInt());
        }
        return image;
    }

    static Stream<Arguments> wholeFiles() throws IOException {
        return Stream.of(
                arguments("jpeg", Picture.of(noise(BufferedImage.TYPE_INT_RGB)).toJpeg(0.9)),
                arguments("progressive", progressive()),
                arguments("png", TestPictures.png(noise(BufferedImage.TYPE_INT_ARGB))),
                arguments("gif", TestPictures.gif(noise(BufferedImage.TYPE_BYTE_INDEXED))),
                arguments("lossy webp", TestPictures.WEBP_LOSSY),
                arguments("lossless webp", TestPictures.WEBP_LOSSLESS),
                arguments("extended webp", TestPictures.WEBP_TURNED));
    }

    private static byte[] progressive() {
        return TestPictures.jpeg(noise(BufferedImage.TYPE_INT_RGB), true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholeFiles")
    void whatIsCutOffIsRefused(String name, byte[] file) {
        assertThat(Upright.create().decode(file).height()).isPositive();
        // What ends a PNG or GIF behind the pixels, checksums included, is missed by nobody.
        int harmless = name.equals("png") ? 24 : name.equals("gif") ? 2 : 0;
        for (int length = 1; length < file.length - harmless; length += Math.max(1, file.length / 150)) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> Upright.create().decode(cut))
                    .as("%s, %s of %s bytes", name, length, file.length)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.getMessage()).startsWith("Bytes["));
        }
        byte[] almost = Arrays.copyOf(file, file.length - 1 - harmless);
        assertThatThrownBy(() -> Upright.create().decode(almost)).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholeFiles")
    void whatIsDamagedIsDecodedOrRefused(String name, byte[] file) {
        // What is damaged in its size is not to cost more than what is damaged elsewhere.
        Upright small = Upright.builder().maxMegapixels(1).build();
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < (name.endsWith("webp") ? 60 : 300); round++) {
            byte[] damaged = file.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            String as = name + ", seed " + seed + ", round " + round;
            Throwable error = catchThrowable(() -> small.decode(damaged));
            assertThat(error == null || error instanceof InvalidRequestException)
                    .as(() -> as + ": " + error)
                    .isTrue();
        }
    }

    static Stream<Arguments> bombs() {
        byte[] jpeg = TestPictures.jpeg(64, 48, false);
        return Stream.of(
                arguments(
                        "claims", TestPictures.pngHeader(60_000, 60_000), "has 3600.0 megapixels (60000×60000), more"),
                arguments(
                        "one too many",
                        wide(50_000_001),
                        "has 50.0 megapixels (50000001×1), more than the limit of 50.0"),
                arguments("nothing behind", TestPictures.pngHeader(5000, 5000), "cannot be decoded"),
                arguments("scans", scans(2000), "has more than 100 scans"),
                arguments("empty", new byte[0], "is empty"),
                arguments("text", "hello".getBytes(StandardCharsets.US_ASCII), "is not a picture that fal reads"),
                arguments(
                        "avif", TestPictures.AVIF_TRANSPOSED, "is AVIF, which cannot be decoded here: save it as PNG"),
                arguments("chunks", chunks(2_000_000), "cannot be decoded"),
                arguments("bits", endless(), "cannot be decoded"),
                arguments("frames", frame(jpeg), "cannot be decoded"));
    }

    private static byte[] wide(int width) {
        return TestPictures.pngHeader(width, 1);
    }

    /** A lossless WebP that claims 49 megapixels, of which every one takes bits that are not there. */
    private static byte[] endless() {
        byte[] webp = TestPictures.WEBP_LOSSLESS.clone();
        int size = 6999 | 6999 << 14;
        for (int i = 0; i < 4; i++) {
            webp[21 + i] = (byte) (size >> (8 * i));
        }
        return webp;
    }

    private static byte[] frame(byte[] jpeg) {
        byte[] frame = {8, 0, 9, 0, 9, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1};
        return TestPictures.withSegment(jpeg, 0xC0, frame);
    }

    private static byte[] scans(int count) {
        byte[] jpeg = progressive();
        int scan = 2;
        while (jpeg[scan] != (byte) 0xFF || jpeg[scan + 1] != (byte) 0xDA) {
            scan += 2 + ByteBuffer.wrap(jpeg).getShort(scan + 2);
        }
        int end = scan + 2;
        while (jpeg[end] != (byte) 0xFF || jpeg[end + 1] == 0) {
            end++;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(jpeg, 0, scan);
        for (int i = 0; i < count; i++) {
            all.write(jpeg, scan, end - scan);
        }
        all.write(0xFF);
        all.write(0xD9);
        return all.toByteArray();
    }

    private static byte[] chunks(int count) {
        byte[] png = TestPictures.png(3, 3);
        byte[] empty = TestPictures.chunk("abCd", new byte[0]);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(png, 0, 33);
        for (int i = 0; i < count; i++) {
            all.writeBytes(empty);
        }
        all.write(png, 33, png.length - 33);
        return all.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void whatIsMadeToHurtIsRefusedSoonAndCheaply(String name, byte[] file, String message) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // Once before, so that loaded classes do not count.
        assertThatThrownBy(() -> Upright.create().decode(file)).isInstanceOf(InvalidRequestException.class);
        long before = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        assertThatThrownBy(() -> Upright.create().decode(file))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        // 25 megapixels that are claimed are made room for, but no more.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(400_000_000L);
    }

    @Test
    void theLimitIsAnOption() {
        Upright small = Upright.builder().maxMegapixels(1).build();
        assertThatThrownBy(() -> small.decode(TestPictures.pngHeader(2000, 1000)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("more than the limit of 1.0 (option maxMegapixels): scale it down.");
        StepVerifier.create(Mask.read(ImageSource.bytes(TestPictures.pngHeader(2000, 1000)), small))
                .expectError(InvalidRequestException.class)
                .verify(LIMIT);
    }

    static Stream<Arguments> sources() {
        return Stream.of(
                arguments(
                        ImageSource.url("https://a.example/x.png?token=s3cret"),
                        "is remote, and its pixels are needed here"),
                arguments(ImageSource.url("data:image/png;base64,%%%"), "is empty"),
                arguments(ImageSource.file(Path.of("nowhere.png")), "nowhere.png does not exist."),
                arguments(ImageSource.file(Path.of(".")), "is a folder, not a picture"));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void whatIsNotHereIsRefused(ImageSource source, String message) {
        StepVerifier.create(Upright.create().read(source))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining(message)
                        .hasMessageNotContaining("s3cret"))
                .verify(LIMIT);
    }

    @Test
    void aFileIsReadAndReplaced() throws IOException {
        Picture picture = Picture.of(noise(BufferedImage.TYPE_INT_RGB));
        Path file = folder.resolve("picture.png");
        Files.writeString(file, "old");
        StepVerifier.create(picture.writeTo(file))
                .expectNext(file)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(Upright.create().read(ImageSource.file(file)))
                .expectNext(picture)
                .expectComplete()
                .verify(LIMIT);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        StepVerifier.create(picture.writeTo(folder.resolve("missing").resolve("x.png")))
                .expectErrorSatisfies(error -> assertThat(error).hasMessageContaining("missing"))
                .verify(LIMIT);
    }

    @Test
    void whatDoesNotFitIsAnErrorToo() {
        StepVerifier.create(PictureReader.work(() -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("needs more memory than there is"))
                .verify(LIMIT);
    }

    @Test
    void whatDoesNotFitWhenAFileIsWrittenIsAnErrorToo() throws IOException {
        StepVerifier.create(Disk.replace(folder.resolve("large.png"), out -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .expectErrorSatisfies(error -> assertThat(error)
                        .hasMessageContaining("large.png needs more memory than there is: give this Java more (-Xmx)."))
                .verify(LIMIT);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void nothingIsReadBeforeSubscribing() {
        assertThat(Upright.create().read(ImageSource.file(Path.of("nowhere.png"))))
                .isNotNull();
        assertThat(Mask.ofAlpha(ImageSource.file(Path.of("nowhere.png")), AlphaSense.OPAQUE_REPAINTED))
                .isNotNull();
    }
}
