package io.fluxfill.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.image.AlphaSense;
import io.fluxfill.image.CompositeBack;
import io.fluxfill.image.CropAndStitch;
import io.fluxfill.image.FillPlan;
import io.fluxfill.image.FinishedImage;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.Mask;
import io.fluxfill.image.Outpaint;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Region;
import io.fluxfill.image.Upright;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class PreparedFillTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Region BOX = new Region(60, 40, 30, 20);

    @TempDir
    Path folder;

    private Path photo = Path.of("");
    private Path maskFile = Path.of("");
    private Picture original = Picture.filled(1, 1, 0);
    private Mask mask = Mask.none(1, 1);

    @BeforeEach
    void files() throws IOException {
        original = noise(240, 160);
        mask = Mask.rectangle(240, 160, BOX);
        photo = Files.write(folder.resolve("photo.png"), original.toPng());
        maskFile = Files.write(folder.resolve("mask.png"), mask.toPng());
    }

    private static Picture noise(int width, int height) {
        byte[] samples = new byte[3 * width * height];
        new Random(1).nextBytes(samples);
        return Picture.ofSamples(width, height, samples);
    }

    private PreparedFill.Builder fill(FillPlan plan) {
        return PreparedFill.builder()
                .image(ImageSource.file(photo))
                .mask(ImageSource.file(maskFile))
                .prompt("a wooden bench")
                .plan(plan);
    }

    private static <T> T get(Mono<T> mono) {
        T value = mono.block(LIMIT);
        assertThat(value).isNotNull();
        return java.util.Objects.requireNonNull(value);
    }

    private static Picture picture(ImageSource source) {
        return get(Upright.create().read(source));
    }

    private static FilledImage filled() {
        return new FilledImage("https://cdn.example/x.png", null, null, null, null, null, false);
    }

    private static FillResult result(FilledImage... images) {
        return new FillResult(List.of(images), BigInteger.ONE, null, Map.of());
    }

    /** In several chunks, as a socket gives them. */
    private static Function<FilledImage, Flux<ByteBuffer>> giving(Picture picture) {
        byte[] png = picture.toPng();
        int half = png.length / 2;
        return image -> Flux.just(ByteBuffer.wrap(png, 0, half), ByteBuffer.wrap(png, half, png.length - half));
    }

    @Test
    void sendsThePictureAndTheGrownMask() {
        FillRequest request =
                get(fill(FillPlan.builder().growMask(5).build()).seed(7).build().request());
        assertThat(picture(request.image())).isEqualTo(original);
        assertThat(get(Mask.read(request.mask()))).isEqualTo(mask.grow(5));
        assertThat(request.prompt()).isEqualTo("a wooden bench");
        assertThat(request.fields().others()).containsEntry("seed", BigInteger.valueOf(7));
    }

    @Test
    void whatTheModelDidOutsideOfTheMaskIsUndone() {
        PreparedFill fill = fill(FillPlan.builder().growMask(5).build()).build();
        FinishedImage finished = get(fill.finish(result(filled()), giving(Picture.filled(240, 160, 0x00FF00))));
        Mask changed = Mask.ofDifference(original, finished.picture(), 0);
        assertThat(changed.minus(mask.grow(5)).isEmpty()).isTrue();
        assertThat(finished.picture().rgb(75, 50)).isEqualTo(0x00FF00);
        assertThat(finished.outsideChange().mean()).isGreaterThan(50);
        assertThat(finished.outsideChange().pixels()).isEqualTo(240 * 160 - count(mask.grow(5)));
    }

    private static int count(Mask mask) {
        int count = 0;
        for (byte level : mask.levels()) {
            count += level == 0 ? 0 : 1;
        }
        return count;
    }

    @Test
    void sendsThePartAroundTheMaskAndPutsItBack() {
        FillPlan plan = FillPlan.builder()
                .crop(CropAndStitch.create().context(0.5, 8).megapixels(0.001, 0.1))
                .composite(CompositeBack.create().feather(0))
                .build();
        PreparedFill fill = fill(plan).build();
        Picture sent = picture(get(fill.request()).image());
        assertThat(sent.width()).isLessThan(100);
        FinishedImage finished =
                get(fill.finish(result(filled()), giving(Picture.filled(sent.width(), sent.height(), 0xFF0000))));
        assertThat(finished.picture().region()).isEqualTo(original.region());
        assertThat(finished.picture().crop(BOX)).isEqualTo(Picture.filled(30, 20, 0xFF0000));
        assertThat(Mask.ofDifference(original, finished.picture(), 0)
                        .minus(mask)
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void extendsTheCanvasWithOrWithoutAMaskOfItsOwn(boolean isPainted) {
        FillPlan plan = FillPlan.builder()
                .outpaint(Outpaint.by(0, 0, 80, 0).overlap(4))
                .composite(CompositeBack.create().feather(0))
                .build();
        PreparedFill fill = isPainted
                ? fill(plan).build()
                : PreparedFill.builder()
                        .image(ImageSource.file(photo))
                        .prompt("a meadow")
                        .plan(plan)
                        .build();
        FillRequest request = get(fill.request());
        assertThat(picture(request.image()).region()).isEqualTo(Region.whole(320, 160));
        Mask sent = get(Mask.read(request.mask()));
        assertThat(sent.level(75, 50)).isEqualTo(isPainted ? 255 : 0);
        assertThat(sent.level(236, 0)).isEqualTo(255);
        assertThat(sent.level(235, 0)).isZero();
        Picture finished = get(fill.finish(filled(), giving(Picture.filled(320, 160, 0x0000FF))))
                .picture();
        assertThat(finished.rgb(319, 159)).isEqualTo(0x0000FF);
        assertThat(finished.rgb(75, 50)).isEqualTo(isPainted ? 0x0000FF : original.rgb(75, 50));
        assertThat(finished.rgb(200, 3)).isEqualTo(original.rgb(200, 3));
    }

    @Test
    void theMaskIsReadAsThePlanSays() throws IOException {
        java.awt.image.BufferedImage cutOut =
                new java.awt.image.BufferedImage(240, 160, java.awt.image.BufferedImage.TYPE_INT_ARGB);
        cutOut.setRGB(3, 4, 0xFF808080);
        Path file = folder.resolve("cut-out.png");
        javax.imageio.ImageIO.write(cutOut, "png", file.toFile());
        PreparedFill fill = fill(FillPlan.builder()
                        .maskFromAlpha(AlphaSense.TRANSPARENT_REPAINTED)
                        .invertMask(true)
                        .build())
                .mask(ImageSource.file(file))
                .build();
        Mask sent = get(Mask.read(get(fill.request()).mask()));
        assertThat(sent.bounds()).isEqualTo(new Region(3, 4, 1, 1));
    }

    @Test
    void holesAreFilledAndTheEdgeOfWhatIsSentIsSoftIfAsked() throws IOException {
        Mask ring = mask.minus(Mask.rectangle(240, 160, new Region(70, 45, 4, 4)));
        Files.write(maskFile, ring.toPng());
        FillPlan plan = FillPlan.builder().fillHoles(true).featherMask(6).build();
        PreparedFill fill = fill(plan).build();
        assertThat(get(Mask.read(get(fill.request()).mask()))).isEqualTo(mask.feather(6));
        // What is put back follows the hard mask.
        Picture finished =
                get(fill.finish(filled(), giving(Picture.filled(240, 160, 0)))).picture();
        assertThat(Mask.ofDifference(original, finished, 0).minus(mask).isEmpty())
                .isTrue();
    }

    @Test
    void theEstimateFallsWithTheCrop() throws IOException {
        Files.write(
                maskFile,
                Mask.rectangle(3000, 2000, new Region(1300, 900, 300, 200)).toPng());
        Files.write(photo, Picture.filled(3000, 2000, 0x336699).toPng());
        PreparedFill fill = fill(FillPlan.builder().crop(CropAndStitch.create()).build())
                .numImages(2)
                .build();
        assertThat(get(fill.estimateOfWhole())).isEqualByComparingTo(new BigDecimal("0.60"));
        assertThat(get(fill.estimate())).isEqualByComparingTo(new BigDecimal("0.10"));
        assertThat(get(Fill.PREPARED.estimate(fill))).isEqualByComparingTo(new BigDecimal("0.10"));
    }

    @Test
    void theEstimateWithoutACropReadsHeadersOnly() throws IOException {
        byte[] png = original.toPng();
        Files.write(photo, java.util.Arrays.copyOf(png, 200));
        assertThat(get(fill(FillPlan.create()).build().estimate())).isEqualByComparingTo(new BigDecimal("0.05"));
    }

    @Test
    void aStoredFillIsFinishedByAnotherProcess() {
        FillPlan plan = FillPlan.builder()
                .growMask(3)
                .crop(CropAndStitch.create().megapixels(0.001, 0.05))
                .build();
        PreparedFill fill = fill(plan)
                .seed(new BigInteger("18446744073709551615"))
                .numImages(2)
                .extra("new_field", List.of(1, "two"))
                .build();
        PreparedFill read = PreparedFill.fromJson(fill.toJson());
        assertThat(read.toJson()).isEqualTo(fill.toJson());
        assertThat(read.plan()).isEqualTo(plan);
        assertThat(read.fields()).isEqualTo(fill.fields());
        Picture model = noise(64, 48);
        FinishedImage mine = get(fill.finish(filled(), giving(model)));
        FinishedImage its = get(read.finish(filled(), giving(model)));
        assertThat(its).isEqualTo(mine);
    }

    @Test
    void bytesCannotBeStored() {
        PreparedFill fill = fill(FillPlan.create()).mask(mask.toSource()).build();
        assertThatThrownBy(fill::toJson)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("write it into a file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"image\":\"a.png\"}",
                "{\"image\":\"a.png\",\"mask\":\"m.png\",\"fields\":{\"prompt\":\"x\"},\"plan\":{\"version\":9}}",
                "{\"image\":\"a.png\",\"mask\":\"m.png\",\"fields\":{\"prompt\":1},\"plan\":{\"version\":1}}",
                "{\"image\":\"a.png\",\"mask\":\"m.png\",\"fields\":{\"prompt\":\"x\",\"num_images\":5},\"plan\":{\"version\":1}}",
                "{\"image\":\"a.png\",\"mask\":\"m.png\",\"fields\":{\"prompt\":\"x\",\"seed\":\"1\"},\"plan\":{\"version\":1}}",
                "{\"image\":\"a.png\",\"mask\":7,\"fields\":{\"prompt\":\"x\"},\"plan\":{\"version\":1}}",
                "{\"image\":\"a.png\",\"mask\":\"m.png\",\"fields\":{\"prompt\":\"x\"},\"plan\":{\"version\":1},\"sharpen\":3}",
                "{\"image\":\"a.png\",\"fields\":{\"prompt\":\"x\"},\"plan\":{\"version\":1}}",
                "{\"image\":\"\\u0000\",\"mask\":\"m\",\"fields\":{\"prompt\":\"x\"},\"plan\":{\"version\":1}}"
            })
    void whatIsNoStoredFillIsRefused(String json) {
        assertThatThrownBy(() -> PreparedFill.fromJson(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void needsAMaskUnlessThePlanExtends() {
        PreparedFill.Builder builder =
                PreparedFill.builder().image(ImageSource.file(photo)).prompt("x");
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mask");
        assertThat(builder.plan(FillPlan.builder().outpaint(Outpaint.zoomOut(2)).build())
                        .build()
                        .mask())
                .isNull();
    }

    @Test
    void whatDoesNotFitIsToldAtItsFieldBeforeAnythingIsSent() throws IOException {
        assertField("mask_url", "240×160", fill -> fill.mask(Mask.all(10, 10).toSource()));
        assertField(
                "mask_url", "all black", fill -> fill.mask(Mask.none(240, 160).toSource()));
        assertField("mask_url", "is not a picture", fill -> fill.mask(ImageSource.bytes(new byte[] {1, 2, 3})));
        assertField("mask_url", "does not exist", fill -> fill.mask(ImageSource.file(folder.resolve("none.png"))));
        assertField("image_url", "remote", fill -> fill.image(ImageSource.url("https://example.com/a.png?key=1")));
        assertField(
                "image_url",
                "nothing to extend",
                fill -> fill.plan(FillPlan.builder()
                        .outpaint(Outpaint.toAspectRatio(3, 2))
                        .build()));
        assertField(
                "image_url",
                "more than the limit of 1 megapixels",
                fill -> fill.plan(FillPlan.builder()
                        .upright(Upright.builder().maxMegapixels(1).build())
                        .outpaint(Outpaint.zoomOut(16))
                        .build()));
    }

    private void assertField(String field, String words, Consumer<PreparedFill.Builder> change) {
        PreparedFill.Builder builder = fill(FillPlan.create());
        change.accept(builder);
        StepVerifier.create(builder.build().request())
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                            assertThat(e).hasMessageContaining(words).hasMessageNotContaining("key=1");
                            assertThat(e.fieldErrors()).hasSize(1);
                            assertThat(e.fieldErrors().get(0).loc()).containsExactly("body", field);
                            assertThat(e.isSafeToResubmit()).isTrue();
                        }))
                .verify(LIMIT);
    }

    @Test
    void whatCannotBeFinishedSaysThatItIsPaid() throws IOException {
        PreparedFill fill = fill(FillPlan.create()).build();
        Files.delete(photo);
        for (Mono<FinishedImage> finishing : List.of(
                fill.finish(filled(), giving(original)),
                fill.plan().finish(fill.image(), fill.mask(), ImageSource.bytes(original.toPng())))) {
            StepVerifier.create(finishing)
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                                assertThat(e)
                                        .hasMessageContaining("does not exist")
                                        .hasMessageContaining("finish it again")
                                        .hasMessageNotContaining("Nothing was sent");
                                assertThat(e.fieldErrors()).hasSize(1);
                                assertThat(e.isSafeToResubmit()).isFalse();
                            }))
                    .verify(LIMIT);
        }
        StepVerifier.create(fill.finish(result(), giving(original)))
                .expectError(ReplyFormatException.class)
                .verify(LIMIT);
    }

    @Test
    void allPicturesAreFinishedOneAfterTheOther() {
        AtomicInteger under = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Function<FilledImage, Flux<ByteBuffer>> counted = image -> giving(original)
                .apply(image)
                .doOnSubscribe(s -> most.accumulateAndGet(under.incrementAndGet(), Math::max))
                .doOnTerminate(under::decrementAndGet);
        StepVerifier.create(fill(FillPlan.create()).build().finishAll(result(filled(), filled(), filled()), counted))
                .expectNextCount(3)
                .expectComplete()
                .verify(LIMIT);
        assertThat(most).hasValue(1);
    }

    @Test
    void nothingIsReadBeforeSomebodyAsks() {
        PreparedFill fill = fill(FillPlan.create())
                .image(ImageSource.file(folder.resolve("later.png")))
                .build();
        Mono<FillRequest> request = fill.request();
        get(original.writeTo(folder.resolve("later.png")));
        assertThat(get(request)).isNotNull();
    }

    @Test
    void isSafeToLog() {
        assertThat(fill(FillPlan.create()).build().toString())
                .doesNotContain("wooden")
                .contains("photo.png");
    }

    @Test
    void theLimitIsThatOfWhatIsReadAndNotOfWhatTheModelMadeOfIt() throws IOException {
        Files.write(photo, Picture.filled(1000, 1000, 0x336699).toPng());
        Files.write(maskFile, Mask.rectangle(1000, 1000, BOX).toPng());
        PreparedFill fill = fill(FillPlan.builder()
                        .upright(Upright.builder().maxMegapixels(1).build())
                        .build())
                .build();
        assertThat(get(fill.finish(filled(), giving(Picture.filled(1008, 1008, 0))))
                        .picture()
                        .region())
                .isEqualTo(Region.whole(1000, 1000));
    }

    @Test
    void whatAnExtensionEnclosesIsNoHole() throws IOException {
        Files.write(
                maskFile,
                mask.minus(Mask.rectangle(240, 160, new Region(70, 45, 4, 4))).toPng());
        FillPlan plan = FillPlan.builder()
                .fillHoles(true)
                .outpaint(Outpaint.zoomOut(1.5))
                .build();
        Mask planned = get(plan.mask(ImageSource.file(photo), ImageSource.file(maskFile)))
                .mask();
        assertThat(planned.level(60 + 71, 40 + 46)).as("the hole").isEqualTo(255);
        assertThat(planned.level(60 + 200, 40 + 100)).as("the original").isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void whatTheCanvasIsFilledWithNeverShows(int overlap) {
        PreparedFill fill = fill(FillPlan.builder()
                        .outpaint(Outpaint.by(0, 0, 80, 0).overlap(overlap))
                        .composite(CompositeBack.create().feather(8))
                        .build())
                .build();
        Picture finished = get(fill.finish(filled(), giving(Picture.filled(320, 160, 0x0000FF))))
                .picture();
        assertThat(finished.crop(new Region(240, 0, 80, 160))).isEqualTo(Picture.filled(80, 160, 0x0000FF));
        assertThat(finished.rgb(239 - overlap, 100)).isEqualTo(original.rgb(239 - overlap, 100));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheModelDidWithinTheSoftMaskIsNoChangeOutside(boolean isCropping) {
        CropAndStitch crop = CropAndStitch.create().context(0.5, 8).megapixels(0.001, 0.1);
        PreparedFill fill = fill(FillPlan.builder()
                        .featherMask(6)
                        .crop(isCropping ? crop : null)
                        .build())
                .build();
        Mask soft = mask.feather(6);
        Picture model = CompositeBack.create().feather(0).apply(original, Picture.filled(240, 160, 0), soft);
        Region part = isCropping ? crop.crop(original, mask).region() : original.region();
        FinishedImage finished = get(fill.finish(filled(), giving(model.crop(part))));
        assertThat(finished.outsideChange().max()).isZero();
        assertThat(finished.outsideChange().pixels()).isEqualTo(part.pixels() - count(soft.crop(part)));
    }

    @Test
    void aPathThatOnlyAnotherFileSystemKnowsCannotBeStored() throws IOException {
        try (java.nio.file.FileSystem zip =
                java.nio.file.FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            PreparedFill fill = fill(FillPlan.create())
                    .image(ImageSource.file(zip.getPath("photo.png")))
                    .build();
            assertThatThrownBy(fill::toJson)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be stored");
        }
    }
}
