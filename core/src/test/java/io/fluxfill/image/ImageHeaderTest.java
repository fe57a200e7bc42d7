package io.fluxfill.image;

import static io.fluxfill.image.TestPictures.avif;
import static io.fluxfill.image.TestPictures.box;
import static io.fluxfill.image.TestPictures.exif;
import static io.fluxfill.image.TestPictures.gif;
import static io.fluxfill.image.TestPictures.ispe;
import static io.fluxfill.image.TestPictures.join;
import static io.fluxfill.image.TestPictures.jpeg;
import static io.fluxfill.image.TestPictures.png;
import static io.fluxfill.image.TestPictures.pngHeader;
import static io.fluxfill.image.TestPictures.withChunk;
import static io.fluxfill.image.TestPictures.withExif;
import static io.fluxfill.image.TestPictures.withSegment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import io.fluxfill.error.InvalidRequestException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class ImageHeaderTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    static Stream<Arguments> pictures() {
        byte[] jpeg = jpeg(40, 30, false);
        return Stream.of(
                arguments("jpeg", jpeg, new ImageHeader(ImageFormat.JPEG, 40, 30, 1)),
                arguments("progressive", jpeg(40, 30, true), new ImageHeader(ImageFormat.JPEG, 40, 30, 1)),
                arguments("exif jpeg", withExif(jpeg, 6), new ImageHeader(ImageFormat.JPEG, 40, 30, 6)),
                arguments("exif behind", exifBehindFrame(jpeg), new ImageHeader(ImageFormat.JPEG, 40, 30, 8)),
                arguments("png", png(40, 30), new ImageHeader(ImageFormat.PNG, 40, 30, 1)),
                arguments(
                        "exif png",
                        withChunk(png(40, 30), "eXIf", exif(5, false), false),
                        new ImageHeader(ImageFormat.PNG, 40, 30, 5)),
                arguments(
                        "exif at the end of a png",
                        withChunk(png(40, 30), "eXIf", exif(7, true), true),
                        new ImageHeader(ImageFormat.PNG, 40, 30, 7)),
                arguments("gif", gif(40, 30), new ImageHeader(ImageFormat.GIF, 40, 30, 1)),
                arguments("webp lossy", TestPictures.WEBP_LOSSY, new ImageHeader(ImageFormat.WEBP, 20, 10, 1)),
                arguments("scaled webp", scaled(), new ImageHeader(ImageFormat.WEBP, 20, 10, 1)),
                arguments("webp lossless", TestPictures.WEBP_LOSSLESS, new ImageHeader(ImageFormat.WEBP, 20, 10, 1)),
                arguments("webp extended", TestPictures.WEBP_TURNED, new ImageHeader(ImageFormat.WEBP, 20, 10, 6)),
                arguments("avif", TestPictures.AVIF_TRANSPOSED, new ImageHeader(ImageFormat.AVIF, 20, 10, 5)),
                arguments(
                        "avif with thumbnail",
                        avif(ispe(4, 2), ispe(40, 20)),
                        new ImageHeader(ImageFormat.AVIF, 40, 20, 1)));
    }

    private static byte[] exifBehindFrame(byte[] jpeg) {
        // The segment comes first in a tiny JPEG whose frame is moved before it.
        byte[] frame = {(byte) 0xFF, (byte) 0xC0, 0, 8, 8, 0, 30, 0, 40, 0};
        byte[] exif = withExif(new byte[] {(byte) 0xFF, (byte) 0xD8}, 8);
        return join(
                new byte[] {(byte) 0xFF, (byte) 0xD8},
                frame,
                Arrays.copyOfRange(exif, 2, exif.length),
                new byte[] {(byte) 0xFF, (byte) 0xDA},
                Arrays.copyOfRange(jpeg, 2, 20));
    }

    /** With the hint for scaling in the upper bits of width and height. */
    private static byte[] scaled() {
        byte[] webp = TestPictures.WEBP_LOSSY.clone();
        webp[27] |= (byte) 0x80;
        webp[29] |= 0x40;
        return webp;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void readsEveryFormat(String name, byte[] picture, ImageHeader header) throws IOException {
        assertThat(ImageHeader.parse(picture)).isEqualTo(header);
        Path file = Files.write(folder.resolve("picture"), picture);
        String dataUri = "data:text/plain;base64," + Base64.getEncoder().encodeToString(picture);
        for (ImageSource source :
                List.of(ImageSource.file(file), ImageSource.bytes(picture), ImageSource.url(dataUri))) {
            StepVerifier.create(ImageHeader.read(source))
                    .expectNext(header)
                    .expectComplete()
                    .verify(Duration.ofSeconds(30));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void readsEveryOrientation(int orientation) {
        ImageHeader header = ImageHeader.parse(withExif(jpeg(40, 30, false), orientation));
        assertThat(header.orientation()).isEqualTo(orientation);
        assertThat(header.uprightWidth()).isEqualTo(orientation < 5 ? 40 : 30);
        assertThat(header.uprightHeight()).isEqualTo(orientation < 5 ? 30 : 40);
        assertThat(header.megapixels()).isEqualTo(0.0012);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 255, 65535})
    void anOrientationThatIsNoneIsUpright(int orientation) {
        assertThat(ImageHeader.parse(withExif(jpeg(40, 30, false), orientation)).orientation())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, -1, 1",
        "-1, 0, 4",
        "-1, 1, 2",
        "0, -1, 1",
        "1, -1, 8",
        "1, 0, 5",
        "1, 1, 7",
        "2, -1, 3",
        "2, 0, 2",
        "2, 1, 4",
        "3, -1, 6",
        "3, 0, 7",
        "3, 1, 5"
    })
    void avifTurnsAndMirrors(int turns, int mirror, int orientation) {
        byte[] irot = turns < 0 ? new byte[0] : box("irot", new byte[] {(byte) turns});
        byte[] imir = mirror < 0 ? new byte[0] : box("imir", new byte[] {(byte) mirror});
        assertThat(ImageHeader.parse(avif(ispe(40, 20), irot, imir)).orientation())
                .isEqualTo(orientation);
    }

    @Test
    void theSizeMayStandBehindLongSegments() throws IOException {
        byte[] jpeg = withExif(jpeg(40, 30, true), 3);
        for (int i = 0; i < 30; i++) {
            jpeg = withSegment(jpeg, 0xE2, new byte[65_533]);
        }
        assertThat(jpeg.length).isGreaterThan(1_900_000);
        assertThat(ImageHeader.parse(jpeg)).isEqualTo(new ImageHeader(ImageFormat.JPEG, 40, 30, 3));
        Path file = Files.write(folder.resolve("long.jpg"), jpeg);
        assertThat(ImageHeader.read(ImageSource.file(file)).block(Duration.ofSeconds(30)))
                .isEqualTo(new ImageHeader(ImageFormat.JPEG, 40, 30, 3));
    }

    @Test
    void ofAHugeFileOnlyLittleIsRead() throws IOException {
        Path file = folder.resolve("huge.png");
        byte[] start = join(
                pngHeader(4000, 3000),
                ByteBuffer.allocate(8)
                        .putInt(2_000_000_000)
                        .put("IDAT".getBytes(StandardCharsets.US_ASCII))
                        .array());
        try (SeekableByteChannel out =
                Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(start));
            out.position(start.length + 2_000_000_000L + 4)
                    .write(ByteBuffer.wrap(
                            join(TestPictures.chunk("eXIf", exif(6, true)), TestPictures.chunk("IEND", new byte[0]))));
        }
        assertThat(ImageHeader.read(ImageSource.file(file)).block(Duration.ofSeconds(30)))
                .isEqualTo(new ImageHeader(ImageFormat.PNG, 4000, 3000, 6));
    }

    @Test
    void aHeaderThatDoesNotEndIsLeftToFal() throws IOException {
        byte[] endless = new byte[3_000_000];
        Arrays.fill(endless, (byte) 0xFF);
        endless[1] = (byte) 0xD8;
        StepVerifier.create(ImageHeader.read(ImageSource.bytes(endless)))
                .expectComplete()
                .verify(Duration.ofSeconds(30));
        assertThatThrownBy(() -> ImageHeader.parse(endless))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("The size of the picture does not stand in its first 3000000 bytes.");
        FirstBytes bytes = FirstBytes.of(endless);
        assertThat(bytes.readAllBytes()).hasSizeBetween(1 << 20, (1 << 20) + (16 << 10));
        assertThat(bytes.spent()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void cutAnywhereItIsAHeaderOrAnError(String name, byte[] picture, ImageHeader header) {
        int told = 0;
        for (int length = 0; length < Math.min(400, picture.length); length++) {
            ImageHeader cut = parse(Arrays.copyOf(picture, length));
            if (cut != null) {
                told++;
                assertThat(cut.width()).isEqualTo(header.width());
                assertThat(cut.height()).isEqualTo(header.height());
            }
        }
        if (picture.length < 400) {
            assertThat(told).isPositive();
        }
    }

    static Stream<Arguments> hostile() {
        ByteBuffer deep = ByteBuffer.allocate(800_000);
        while (deep.hasRemaining()) {
            String type = List.of("iprp", "ipco", "iprp").get(deep.position() / 8 % 3);
            deep.putInt(deep.remaining()).put(type.getBytes(StandardCharsets.US_ASCII));
        }
        byte[] webp = TestPictures.WEBP_LOSSLESS.clone();
        byte[] hugeChunk = ByteBuffer.allocate(1000)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(Integer.MAX_VALUE)
                .put("WEBPIDIT".getBytes(StandardCharsets.US_ASCII))
                .putInt(300_000_000)
                .array();
        Arrays.fill(webp, 4, 8, (byte) 0x7F);
        Arrays.fill(webp, 16, 20, (byte) 0x10);
        byte[] bomb = new byte[900_000];
        Arrays.fill(bomb, (byte) 0xFF);
        byte[] manyChunks = pngHeader(10, 10);
        manyChunks = Arrays.copyOf(manyChunks, 3_000_000);
        byte[] manyBoxes = Arrays.copyOf(avif(), 3_000_000);
        byte[] ifds = new byte[65_000];
        Arrays.fill(ifds, (byte) 8);
        System.arraycopy(exif(6, true), 0, ifds, 0, 8);
        return Stream.of(
                arguments("largest png", pngHeader(Integer.MAX_VALUE, Integer.MAX_VALUE)),
                arguments("negative png", pngHeader(-1, 5)),
                arguments("empty png", pngHeader(0, 5)),
                arguments(
                        "png with a huge chunk",
                        join(pngHeader(10, 10), new byte[] {127, -1, -1, -1, 'z', 'T', 'X', 't'})),
                arguments(
                        "png with a negative chunk",
                        join(pngHeader(10, 10), new byte[] {-1, -1, -1, -1, 'e', 'X', 'I', 'f'})),
                arguments(
                        "png with a huge eXIf",
                        join(pngHeader(10, 10), new byte[] {127, -1, -1, -1, 'e', 'X', 'I', 'f'})),
                arguments("png of empty chunks", manyChunks),
                arguments("jpeg of fill bytes", join(new byte[] {-1, -40}, bomb)),
                arguments("jpeg of empty segments", segments()),
                arguments("jpeg without content", join(new byte[] {-1, -40, -1}, new byte[3_000_000])),
                arguments("jpeg with a short segment", new byte[] {-1, -40, -1, -32, 0, 0, -1, -32, 0, 1, -1, -39}),
                arguments(
                        "jpeg with looping exif",
                        withSegment(
                                jpeg(4, 4, false), 0xE1, join("Exif\0\0".getBytes(StandardCharsets.US_ASCII), ifds))),
                arguments("webp with a huge chunk", webp),
                arguments("webp with a huge date", hugeChunk),
                arguments("largest avif", avif(ispe(-1, -1))),
                arguments("flat avif", avif(ispe(0, 7))),
                arguments("avif with a deep box", join(avif(), deep.array())),
                arguments("avif of empty boxes", manyBoxes),
                arguments("avif with a wrong ispe", avif(box("ispe", new byte[1]), box("irot"), box("imir"))),
                arguments(
                        "avif with a huge box",
                        join(
                                box("ftyp", "avif".getBytes(StandardCharsets.US_ASCII)),
                                new byte[] {127, -1, -1, -1, 'i', 's', 'p', 'e'})),
                arguments(
                        "avif with a negative box",
                        join(
                                box("ftyp", "avif".getBytes(StandardCharsets.US_ASCII)),
                                new byte[] {0, 0, 0, 1, 'm', 'o', 'o', 'v', -1, -1, -1, -1, -1, -1, -1, -1, 1})),
                arguments("gif without anything", "GIF89a".getBytes(StandardCharsets.US_ASCII)),
                arguments("empty gif", join("GIF89a".getBytes(StandardCharsets.US_ASCII), new byte[20])));
    }

    private static byte[] segments() {
        ByteBuffer all = ByteBuffer.allocate(3_000_000).put(new byte[] {-1, -40});
        while (all.remaining() >= 4) {
            all.put(new byte[] {-1, -31, 0, 2});
        }
        return all.array();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void aHostileHeaderCostsNothing(String name, byte[] picture) {
        parse(picture);
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        long start = System.nanoTime();
        ImageHeader header = parse(picture);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        // The source makes a copy of the bytes.
        assertThat(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated)
                .isLessThan(picture.length + 60_000_000L);
        if (header != null) {
            assertThat(header.pixels()).isPositive();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void anyMutationIsAHeaderOrAnError(String name, byte[] picture, ImageHeader header) {
        Random random = new Random(name.hashCode());
        byte[] start = Arrays.copyOf(picture, Math.min(picture.length, 700));
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        long began = System.nanoTime();
        int rounds = 1500;
        for (int round = 0; round < rounds; round++) {
            byte[] mutated =
                    Arrays.copyOf(start, random.nextInt(4) == 0 ? random.nextInt(start.length) + 1 : start.length);
            for (int i = random.nextInt(8); i >= 0; i--) {
                int at = random.nextInt(mutated.length);
                mutated[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (random.nextBoolean() ? 0xFF : 0);
            }
            parse(mutated);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        assertThat((THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated) / rounds)
                .isLessThan(200_000);
    }

    /** Null if it ends in the only error that it may end in. */
    private static @org.jspecify.annotations.Nullable ImageHeader parse(byte[] bytes) {
        try {
            return ImageHeader.parse(bytes);
        } catch (InvalidRequestException e) {
            assertThat(e.isSafeToResubmit()).isTrue();
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example/x.png", "data:image/svg+xml,%3Csvg/%3E", "data:,"})
    void whatIsNotHereHasNoHeader(String url) {
        StepVerifier.create(ImageHeader.read(ImageSource.url(url)))
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void whatCannotBeReadIsAnError() {
        StepVerifier.create(ImageHeader.read(ImageSource.file(folder.resolve("none.png"))))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("none.png does not exist"))
                .verify(Duration.ofSeconds(30));
        StepVerifier.create(ImageHeader.read(ImageSource.bytes(new byte[] {1, 2})))
                .expectErrorMessage(
                        "Bytes[2] is not a picture that fal reads: it starts like none of JPEG, PNG, WebP, GIF and AVIF.")
                .verify(Duration.ofSeconds(30));
        assertThatThrownBy(() -> ImageHeader.parse(Arrays.copyOf(png(9, 9), 20)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is cut off");
    }

    @Test
    void aSizeIsPositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageHeader(ImageFormat.PNG, 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageHeader(ImageFormat.PNG, 1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageHeader(ImageFormat.PNG, 1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageHeader(ImageFormat.PNG, 1, 1, 9));
    }
}
