package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.batchedit.BatchEdit.Surroundings;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.Mask;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Region;
import io.fluxfill.image.Upright;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.paint.Painter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command with plans, on a service that repaints everything, as if it had never heard of masks. */
@Timeout(120)
class PlanRunTest {
    private static final int WIDTH = 240;
    private static final int HEIGHT = 160;
    private static final Region BOX = new Region(100, 60, 40, 30);
    private static final Painter HEEDLESS = (image, mask, seed, log) -> image.black();
    private static final Consent NOBODY = new Consent() {
        @Override
        public boolean canAsk() {
            return false;
        }

        @Override
        public boolean ask(String question) {
            return false;
        }
    };

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final Picture original = Samples.noise(WIDTH, HEIGHT);
    private final Mask mask = Mask.rectangle(WIDTH, HEIGHT, BOX);
    private final LocalFal server =
            LocalFal.start(LocalFalOptions.builder().painter(HEEDLESS).build());

    @BeforeEach
    void pictures() throws IOException {
        Files.write(folder.resolve("a.png"), original.toPng());
        Files.write(folder.resolve("m.png"), mask.toPng());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int run(String... args) {
        return command(List.of("--url", server.baseUri().toString()), args);
    }

    private int command(List<String> service, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(service);
        all.addAll(List.of("--out", folder.resolve("out").toString()));
        PrintWriter writer = new PrintWriter(out, true);
        Surroundings around = new Surroundings(
                name -> "FAL_KEY".equals(name) ? "id:secret" : null, NOBODY, new Interruption(), false);
        CommandLine line = BatchEdit.commandLine(around);
        return line.setOut(writer).setErr(writer).execute(all.toArray(String[]::new));
    }

    private String[] single(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "--image", folder.resolve("a.png").toString(),
                "--mask", folder.resolve("m.png").toString(),
                "--prompt", "a red door"));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    private String manifest(String... lines) throws IOException {
        return Files.writeString(folder.resolve("e.csv"), String.join("\n", lines))
                .toString();
    }

    private List<RowResult> results() throws IOException {
        try (var lines = Files.lines(folder.resolve("out/results.jsonl"))) {
            return lines.map(line -> Json.MAPPER.readValue(line, RowResult.class))
                    .toList();
        }
    }

    private PlanReport report() throws IOException {
        return Objects.requireNonNull(results().get(0).plan());
    }

    private Picture saved(String name) {
        @Nullable
        Picture picture = Upright.create()
                .read(ImageSource.file(folder.resolve("out").resolve(name)))
                .block();
        return Objects.requireNonNull(picture);
    }

    /** Outside not a sample differs, and in the middle of what was to be repainted all do. */
    private void assertComposited(Picture result, Mask repainted, int left, int top) {
        int changed = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean same = result.rgb(x + left, y + top) == original.rgb(x, y);
                if (repainted.level(x + left, y + top) == 0) {
                    assertThat(same).as("original at %d,%d", x, y).isTrue();
                } else {
                    changed += same ? 0 : 1;
                }
            }
        }
        assertThat(changed).isPositive();
    }

    @Test
    void whatLiesOutsideOfTheGrownMaskIsTheOriginalBitForBit() throws IOException {
        assertThat(run(single("--grow-mask", "6", "--keep-model-picture")))
                .as(out.toString())
                .isZero();

        Mask grown = mask.grow(6);
        assertComposited(saved("001-a.png"), grown, 0, 0);
        Picture model = saved("001-a-model.jpg");
        assertThat(model.rgb(0, 0)).isNotEqualTo(original.rgb(0, 0));
        assertThat(report().modelFiles()).containsExactly("001-a-model.jpg");
        assertThat(report().outsideChange()).singleElement().satisfies(change -> {
            assertThat(change.pixels()).isEqualTo(WIDTH * HEIGHT - Math.round(grown.coverage() / 100 * WIDTH * HEIGHT));
            assertThat(change.visible()).isGreaterThan(50);
        });
        assertThat(Files.readString(folder.resolve("out/index.html")))
                .contains("The mask seems not to have been heeded: the model changed ");
    }

    @Test
    void withoutAPlanTheModelsOwnPictureIsSaved() throws IOException {
        assertThat(run(single())).as(out.toString()).isZero();
        assertThat(folder.resolve("out/001-a.jpg")).exists();
        assertThat(results().get(0).plan()).isNull();
        assertThat(Files.readString(folder.resolve("out/journal.jsonl"))).doesNotContain("begun");
    }

    @Test
    void withoutCompositingToo() throws IOException {
        assertThat(run(single("--grow-mask", "6", "--composite=false")))
                .as(out.toString())
                .isZero();
        assertThat(results().get(0).files()).containsExactly("001-a.jpg");
        assertThat(report().composite()).isFalse();
        assertThat(report().outsideChange()).hasSize(1);
        assertThat(saved("001-a.jpg").rgb(0, 0)).isNotEqualTo(original.rgb(0, 0));
    }

    @Test
    void outpaintingNeedsNoMask() throws IOException {
        String manifest = manifest("image,prompt,outpaint,overlap", "a.png,a beach,\"left=40,bottom=20\",3");
        assertThat(run("--manifest", manifest)).as(out.toString()).isZero();

        Picture result = saved("001-a.png");
        assertThat(result.region()).isEqualTo(Region.whole(WIDTH + 40, HEIGHT + 20));
        Mask painted = Mask.all(WIDTH + 40, HEIGHT + 20)
                .minus(Mask.rectangle(WIDTH + 40, HEIGHT + 20, new Region(43, 0, WIDTH - 3, HEIGHT - 3)));
        assertComposited(result, painted, 40, 0);
    }

    @Test
    void severalPicturesOfACropAreStitchedEach() throws IOException {
        assertThat(run(single("--crop", "--crop-megapixels", "0.01-0.02", "--num-images", "2")))
                .as(out.toString())
                .isZero();
        assertComposited(saved("001-a.png"), mask, 0, 0);
        assertComposited(saved("001-a-2.png"), mask, 0, 0);
        assertThat(report().outsideChange()).hasSize(2);
    }

    @Test
    void aRowsColumnsComeBeforeTheFlags() throws IOException {
        String manifest = manifest(
                "image,mask,prompt,grow_mask,composite,mask_sense",
                "a.png,m.png,as the flags say,,,",
                "a.png,m.png,grown less,2,,",
                "a.png,m.png,as it is,0,false,",
                "a.png,m.png,turned round,0,,black");
        assertThat(run("--manifest", manifest, "--grow-mask", "9"))
                .as(out.toString())
                .isZero();
        assertComposited(saved("001-a.png"), mask.grow(9), 0, 0);
        assertComposited(saved("002-a.png"), mask.grow(2), 0, 0);
        assertThat(folder.resolve("out/003-a.jpg")).exists();
        assertComposited(saved("004-a.png"), mask.invert(), 0, 0);
    }

    @Test
    void whatIsWrongIsNamedByRowAndColumn() throws IOException {
        Files.write(
                folder.resolve("small.png"),
                Mask.rectangle(8, 8, new Region(2, 2, 3, 3)).toPng());
        String manifest = manifest(
                "image,mask,prompt,grow_mask,mask_sense,zoom_out,aspect_ratio",
                "a.png,m.png,p,lots,,,",
                "a.png,m.png,p,,pink,,",
                "a.png,small.png,p,2,,,",
                "a.png,m.png,p,1000,,,",
                "https://example.com/a.png,m.png,p,1,,,",
                "a.png,,p,1,,,",
                "a.png,m.png,p,,opaque,,",
                "a.png,,p,,,,3:2");
        assertThat(run("--manifest", manifest)).isEqualTo(BatchEdit.PARTIAL);
        assertThat(out.toString())
                .contains("e.csv:2: grow_mask is 0 to 1000 pixels, not \"lots\".")
                .contains("e.csv:3: mask_sense is white, black, transparent or opaque, not \"pink\".")
                .contains("e.csv:4: mask: The mask is 8×8 and the picture 240×160")
                .contains("e.csv:5: mask: All of the picture would be repainted")
                .contains("e.csv:6: image is a URL, and the plan needs its pixels here")
                .contains("e.csv:7: There is no mask.")
                .contains("e.csv:8: mask: ")
                .contains("e.csv:9: image: The picture of 240×160 has that size already")
                .doesNotContain("\tat ");
        assertThat(server.stats().submits()).isZero();
    }

    @Test
    void aWrongFlagIsWrongUsage() throws IOException {
        String manifest = manifest("image,mask,prompt", "a.png,m.png,p");
        assertThat(run("--manifest", manifest, "--grow-mask", "much")).isEqualTo(BatchEdit.USAGE);
        assertThat(out.toString()).contains("grow_mask is 0 to 1000 pixels, not \"much\".");
        assertThat(folder.resolve("out/journal.jsonl")).doesNotExist();
    }

    @Test
    void theEstimateIsThatOfTheCrop() throws IOException {
        Files.write(
                folder.resolve("a.png"), Picture.filled(3000, 1400, 0x336699).toPng());
        Files.write(
                folder.resolve("m.png"),
                Mask.rectangle(3000, 1400, new Region(1400, 600, 200, 200)).toPng());
        int exitCode = command(List.of("--real"), single("--crop"));
        assertThat(exitCode).isEqualTo(BatchEdit.USAGE);
        assertThat(out.toString()).contains("1 edit to submit, estimated at $0.05 ($0.25 without cropping).");
    }

    @Test
    void anOverlapOfNothingIsSaidBeforeAnythingIsSent() throws IOException {
        String manifest = manifest("image,mask,prompt,overlap", "a.png,m.png,a door,9", "a.png,m.png,a door,");
        assertThat(run("--manifest", manifest)).isEqualTo(BatchEdit.PARTIAL);
        assertThat(out.toString()).contains("e.csv:2: overlap is how far");
        assertThat(server.stats().submits()).as("the good row").isEqualTo(1);
        String other = manifest("image,mask,prompt,zoom_out", "a.png,m.png,a door,", "a.png,m.png,a door,2");
        assertThat(run("--manifest", other, "--overlap", "9", "--anchor", "left"))
                .as("one of them has a canvas: " + out)
                .isZero();
    }
}
