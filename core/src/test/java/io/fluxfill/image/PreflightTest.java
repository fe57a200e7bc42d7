package io.fluxfill.image;

import static io.fluxfill.image.TestPictures.exif;
import static io.fluxfill.image.TestPictures.gif;
import static io.fluxfill.image.TestPictures.ispe;
import static io.fluxfill.image.TestPictures.jpeg;
import static io.fluxfill.image.TestPictures.mask;
import static io.fluxfill.image.TestPictures.picture;
import static io.fluxfill.image.TestPictures.png;
import static io.fluxfill.image.TestPictures.pngHeader;
import static io.fluxfill.image.TestPictures.withChunk;
import static io.fluxfill.image.TestPictures.withExif;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import io.fluxfill.error.InvalidRequestException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class PreflightTest {
    private static final ImageSource REMOTE = ImageSource.url("https://a.example/x.png");

    private final ImageUrls images = ImageUrls.of(1000, 100_000, 1_000_000, null);

    @TempDir
    Path folder;

    static Stream<Arguments> pairs() {
        byte[] upright = jpeg(40, 30, false);
        byte[] turned = withExif(upright, 6);
        byte[] wide = png(40, 30);
        byte[] tall = png(30, 40);
        return Stream.of(
                arguments("same", upright, wide, ""),
                arguments("same upright, seen by the tag", turned, tall, ""),
                arguments("upside down has the same size", withExif(upright, 3), wide, ""),
                arguments("both turned", turned, withChunk(wide, "eXIf", exif(8, false), false), ""),
                arguments(
                        "mask drawn on the stored picture",
                        turned,
                        wide,
                        "The mask is 40×30 and the picture 30×40 (stored as 40×30 with EXIF orientation 6); they have to"
                                + " be of one size. The EXIF orientation is the cause: save both upright"),
                arguments("mask with a tag", upright, withChunk(wide, "eXIf", exif(5, true), true), "is the cause"),
                arguments("tags lost", upright, tall, "One is turned by a quarter: probably it had an EXIF"),
                arguments("other size", upright, png(41, 30), "The mask is 41×30 and the picture 40×30;"),
                arguments("other size and tag", turned, png(40, 31), "Mind the EXIF orientation, which differs, too"),
                arguments("webp", png(20, 10), TestPictures.WEBP_LOSSLESS, ""),
                arguments("turned webp", png(20, 10), TestPictures.WEBP_TURNED, "EXIF orientation 6"),
                arguments("turned avif", TestPictures.AVIF_TRANSPOSED, png(20, 10), "EXIF orientation 5"),
                arguments("avif", TestPictures.AVIF_TRANSPOSED, png(10, 20), ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void pictureAndMaskAreOfOneSize(String name, byte[] image, byte[] mask, String problem) throws IOException {
        verify(ImageSource.bytes(image), ImageSource.bytes(mask), "mask_url", problem);
        Path file = Files.write(folder.resolve("image"), image);
        verify(ImageSource.file(file), dataUri(mask), "mask_url", problem);
    }

    static Stream<Arguments> masks() {
        return Stream.of(
                arguments("grey", png(mask(30, 20)), ""),
                arguments("one white pixel", png(dot(30, 20, 0x000000, 0xFFFFFF)), ""),
                arguments("one black pixel", png(dot(30, 20, 0xFFFFFF, 0x000000)), ""),
                arguments("soft", png(greys(BufferedImage.TYPE_BYTE_GRAY, 100, 130)), ""),
                arguments("black", png(greys(BufferedImage.TYPE_BYTE_GRAY, 0, 0)), "is all black, so nothing would be"),
                arguments(
                        "white", png(greys(BufferedImage.TYPE_BYTE_GRAY, 255, 255)), "is all white, so nothing would"),
                arguments(
                        "dark",
                        png(greys(BufferedImage.TYPE_BYTE_GRAY, 0, 96)),
                        "has no white: its brightest pixel is 96 of"),
                arguments(
                        "light",
                        png(greys(BufferedImage.TYPE_BYTE_GRAY, 180, 255)),
                        "has no black: its darkest pixel is 180 of"),
                arguments("dark rgb", png(greys(BufferedImage.TYPE_INT_RGB, 20, 96)), "brightest pixel is 96 of"),
                arguments(
                        "dark in 16 bits",
                        png(greys(BufferedImage.TYPE_USHORT_GRAY, 0, 96 * 257)),
                        "brightest pixel is 96 of"),
                arguments("black in one bit", png(picture(30, 20, BufferedImage.TYPE_BYTE_BINARY)), "is all black"),
                arguments("black palette", gif(30, 20), "is all black"),
                arguments("black jpeg", jpeg(30, 20, false), "is all black"),
                arguments("black webp", TestPictures.WEBP_BLACK, "is all black"),
                arguments("lossless webp", TestPictures.WEBP_LOSSLESS, ""),
                arguments("lossy webp", TestPictures.WEBP_LOSSY, ""),
                arguments("in the alpha channel", png(alpha(0x000000)), "seems to have its mask in the alpha channel"),
                arguments(
                        "in the alpha channel, white",
                        png(alpha(0xFFFFFF)),
                        "seems to have its mask in the alpha channel"),
                arguments("transparent white box", png(dot(30, 20, 0x00000000, 0xFFFFFFFF)), ""),
                arguments("avif cannot be decoded", TestPictures.avif(ispe(30, 20)), ""),
                arguments("damaged pixels", Arrays.copyOf(png(mask(30, 20)), 60), ""));
    }

    private static BufferedImage dot(int width, int height, int ground, int dot) {
        BufferedImage mask = picture(width, height, BufferedImage.TYPE_INT_ARGB);
        int opaque = ground >>> 24 == 0 && dot >>> 24 == 0 ? 0xFF000000 : 0;
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                mask.setRGB(x, y, ground | opaque);
            }
        }
        mask.setRGB(width - 1, height - 1, dot | opaque);
        return mask;
    }

    private static BufferedImage greys(int type, int most, int last) {
        BufferedImage mask = picture(30, 20, type);
        for (int band = 0; band < mask.getRaster().getNumBands(); band++) {
            for (int i = 0; i < 600; i++) {
                mask.getRaster().setSample(i % 30, i / 30, band, i == 599 ? last : most);
            }
        }
        return mask;
    }

    private static BufferedImage alpha(int rgb) {
        BufferedImage mask = picture(30, 20, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 600; i++) {
            mask.setRGB(i % 30, i / 30, rgb | (i < 300 ? 0xFF000000 : 0));
        }
        return mask;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("masks")
    void aMaskHasSomethingToRepaintAndSomethingToKeep(String name, byte[] mask, String problem) throws IOException {
        verify(REMOTE, ImageSource.bytes(mask), "mask_url", problem);
        verify(REMOTE, ImageSource.file(Files.write(folder.resolve("mask"), mask)), "mask_url", problem);
    }

    @Test
    void theMegapixelCapComesBeforeEverythingElse() {
        String cap =
                "1000.0 megapixels (1000000×1000), more than the limit of 1.0 (option maxMegapixels): scale it down.";
        verify(ImageSource.bytes(pngHeader(1_000_000, 1000)), REMOTE, "image_url", cap);
        verify(REMOTE, ImageSource.bytes(pngHeader(1_000_000, 1000)), "mask_url", cap);
        verify(ImageSource.bytes(pngHeader(1000, 1000)), REMOTE, "image_url", "");
        verify(ImageSource.bytes(pngHeader(1000, 1001)), REMOTE, "image_url", "option maxMegapixels");
    }

    @Test
    void aLargeMaskIsReadInStrips() throws IOException {
        BufferedImage large = picture(4000, 4000, BufferedImage.TYPE_4BYTE_ABGR);
        ImageSource black = ImageSource.bytes(png(large));
        large.setRGB(3999, 3999, -1);
        ImageSource whiteAtTheEnd = ImageSource.bytes(png(large));
        large.setRGB(0, 0, -1);
        ImageSource whiteAtTheStart = ImageSource.file(Files.write(folder.resolve("large.png"), png(large)));
        Preflight preflight = new Preflight(50_000_000);
        assertThatThrownBy(() -> preflight.check(REMOTE, black)).hasMessageContaining("is all black");
        preflight.check(REMOTE, whiteAtTheEnd);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        preflight.check(REMOTE, whiteAtTheStart);
        // All of it would be 64 MB.
        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(40_000_000);
    }

    @Test
    void theFirstFrameOfAnAnimationIsNotTheWholeOfIt() {
        byte[] gif = gif(30, 20);
        gif[6] = 60;
        verify(REMOTE, ImageSource.bytes(gif), "mask_url", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example/x.png", "data:image/png,abc"})
    void whatIsRemoteIsLeftToFal(String url) {
        verify(ImageSource.url(url), ImageSource.url(url), "", "");
        verify(ImageSource.url(url), ImageSource.bytes(png(30, 20)), "", "");
        verify(ImageSource.bytes(png(30, 20)), ImageSource.url(url), "", "");
    }

    @Test
    void whatIsNoPictureIsRefusedForItsField() {
        verify(ImageSource.file(folder.resolve("none.png")), REMOTE, "image_url", "none.png does not exist");
        verify(REMOTE, ImageSource.file(folder), "mask_url", "is a folder");
        verify(REMOTE, ImageSource.url("data:image/png;base64,aGVsbG8="), "mask_url", "The data URI is not a picture");
        verify(REMOTE, ImageSource.url("data:image/png;base64,iVBORw0KGgo"), "mask_url", "The data URI is cut off");
        verify(REMOTE, ImageSource.url("data:image/png;base64,iVBOR"), "mask_url", "is not valid base64");
        verify(ImageSource.url("data:image/png;base64,"), REMOTE, "image_url", "The data URI is empty");
        verify(ImageSource.bytes(Arrays.copyOf(jpeg(9, 9, false), 30)), REMOTE, "image_url", "Bytes[30] is cut off");
    }

    @Test
    void whatIsNoRegularFileIsNotWaitedFor() throws Exception {
        Path pipe = folder.resolve("pipe.png");
        // A file system without named pipes has nothing to wait for.
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no pipe can be made here");
        verify(ImageSource.file(pipe), REMOTE, "image_url", "pipe.png is no regular file");
        verify(REMOTE, ImageSource.file(pipe), "mask_url", "pipe.png is no regular file");
    }

    @Test
    void aNameIsShownOnOneLineAndNotWithoutEnd() {
        String problem = " WARN forged does not exist.";
        verify(ImageSource.file(folder.resolve("x\nWARN forged")), REMOTE, "image_url", problem);
        Path deep = folder.resolve(("x".repeat(200) + "/").repeat(30));
        StepVerifier.create(images.check(ImageSource.file(deep), REMOTE))
                .expectErrorSatisfies(error -> assertThat(String.valueOf(error.getMessage()))
                        .hasSizeLessThan(4_100)
                        .endsWith(" Nothing was sent."))
                .verify(Duration.ofSeconds(10));
    }

    /** A PNG that goes on with empty chunks, as many as that many bytes hold; it takes up no room on a disk. */
    private Path emptyParts(long bytes) throws IOException {
        Path file = Files.write(folder.resolve("empty parts.png"), pngHeader(30, 20));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), bytes);
        }
        return file;
    }

    @Test
    void aMaskOfManyEmptyPartsIsGivenUp() throws IOException {
        // By the reads that were counted, however long each of them takes.
        Path file = emptyParts(64 << 10);
        LocalPicture mask = LocalPicture.of("mask_url", ImageSource.file(file));
        assertThatThrownBy(() -> MaskReader.tone(mask, ImageFormat.PNG, null, 1_000_000, 5_000))
                .hasStackTraceContaining("it has too many parts");
        assertThatThrownBy(() -> MaskReader.tone(mask, ImageFormat.PNG, null, 1_000_000, DecoderInput.MOST_READS))
                .as("so few are read to their end")
                .satisfies(error -> assertThat(error).hasStackTraceContaining("IIOException"))
                .satisfies(
                        error -> assertThat(String.valueOf(error.getMessage())).doesNotContain("too many parts"));
        new Preflight(1_000_000, 5_000).check(REMOTE, ImageSource.file(file));
    }

    @Test
    void everyReadCountsAndNoneIsMadeBeyondTheLimit() throws IOException {
        for (int most : new int[] {1, 7, 40}) {
            try (DecoderInput in =
                    new DecoderInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(new byte[500])), most)) {
                for (int i = 0; i < most; i++) {
                    assertThat(i % 2 == 0 ? in.read() : in.read(new byte[3])).isGreaterThanOrEqualTo(0);
                }
                assertThatThrownBy(in::read).hasMessage("it has too many parts");
                assertThatThrownBy(() -> in.read(new byte[3])).hasMessage("it has too many parts");
            }
        }
    }

    @Test
    void aMaskThatIsTooLargeToBeOneIsNotDecoded() throws IOException {
        Path file = emptyParts(24 << 20);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 300L << 20);
        }
        LocalPicture mask = LocalPicture.of("mask_url", ImageSource.file(file));
        assertThat(MaskReader.tone(mask, ImageFormat.PNG, null, 1_000_000, DecoderInput.MOST_READS))
                .isNull();
    }

    @Test
    void whoLeavesStopsTheDecoding() throws Exception {
        try (DecoderInput in =
                new DecoderInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(png(30, 20))), 1_000)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
            assertThatThrownBy(() -> in.readFully(new byte[9])).isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whoLeavesWhileAFileIsReadDropsNoError() throws IOException {
        ImageSource file = ImageSource.file(Files.write(folder.resolve("a.png"), png(30, 20)));
        ImageUrls uploading = ImageUrls.of(10, 100_000, 1_000_000, (local, type) -> Mono.just("uploaded"));
        Collection<Throwable> errors = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(errors::add);
        try {
            Random random = new Random(1);
            for (int round = 0; round < 6_000; round++) {
                Mono<?> work = switch (round % 3) {
                    case 0 -> uploading.check(file, file);
                    case 1 -> uploading.urlOf("image_url", file);
                    default -> ImageHeader.read(file);
                };
                Disposable running = work.subscribe(value -> {}, errors::add);
                long end = System.nanoTime() + random.nextInt(300_000);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                running.dispose();
            }
            StepVerifier.create(uploading.check(file, file)).expectComplete().verify(Duration.ofSeconds(10));
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(errors).isEmpty();
    }

    @Test
    void nothingGlobalIsChanged() {
        boolean before = ImageIO.getUseCache();
        verify(REMOTE, ImageSource.bytes(png(30, 20)), "", "");
        assertThat(ImageIO.getUseCache()).isEqualTo(before);
    }

    @Test
    void filesAreLookedAtPerSubscription() throws IOException {
        Path file = folder.resolve("later.png");
        var check = images.check(REMOTE, ImageSource.file(file));
        StepVerifier.create(check).expectError(InvalidRequestException.class).verify(Duration.ofSeconds(10));
        Files.write(file, png(30, 20));
        StepVerifier.create(check).expectComplete().verify(Duration.ofSeconds(10));
    }

    @Test
    void plainInliningLooksAtNothing() {
        StepVerifier.create(ImageUrls.inline(1000).check(REMOTE, ImageSource.file(folder.resolve("none.png"))))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    private static ImageSource dataUri(byte[] bytes) {
        return ImageSource.url("data:image/png;base64," + Base64.getEncoder().encodeToString(bytes));
    }

    private void verify(ImageSource image, ImageSource mask, String field, String problem) {
        var step = StepVerifier.create(images.check(image, mask));
        if (problem.isEmpty()) {
            step.expectComplete().verify(Duration.ofSeconds(10));
            return;
        }
        step.expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(InvalidRequestException.class, invalid -> {
                            assertThat(invalid)
                                    .hasMessageStartingWith(field + ": ")
                                    .hasMessageContaining(problem);
                            assertThat(invalid.fieldErrors().get(0).field()).isEqualTo(field);
                            assertThat(invalid.isSafeToResubmit()).isTrue();
                        }))
                .verify(Duration.ofSeconds(10));
    }
}
