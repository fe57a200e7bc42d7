package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.RequestHandle;
import io.fluxfill.batchedit.BatchEdit.Surroundings;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.paint.Painter;
import java.awt.Color;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class BatchEditTest {
    private static final Painter INSTANT = (image, mask, seed, log) -> image;

    @TempDir
    Path folder;

    private final Map<String, String> environment = new java.util.HashMap<>(Map.of("FAL_KEY", "wrong\u0007key"));
    private final List<String> questions = new ArrayList<>();
    private Interruption interruption = new Interruption();
    private final StringWriter out = new StringWriter();
    private @Nullable Boolean answer;

    @BeforeEach
    void pictures() {
        Samples.picture(folder, "a.png", 16, 12);
        Samples.mask(folder, "m.png", 16, 12, Color.BLACK, Color.WHITE);
    }

    private int run(String... args) {
        Consent consent = new Consent() {
            @Override
            public boolean canAsk() {
                return answer != null;
            }

            @Override
            public boolean ask(String question) {
                questions.add(question);
                return Boolean.TRUE.equals(answer);
            }
        };
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--out", folder.resolve("out").toString()));
        PrintWriter writer = new PrintWriter(out, true);
        CommandLine line = BatchEdit.commandLine(new Surroundings(environment::get, consent, interruption, false));
        return line.setOut(writer).setErr(writer).execute(all.toArray(String[]::new));
    }

    private static LocalFal server(LocalFalOptions.Builder options) {
        return LocalFal.start(options.painter(INSTANT).build());
    }

    private List<RowResult> results() throws IOException {
        try (var lines = Files.lines(folder.resolve("out/results.jsonl"))) {
            return lines.map(line -> Json.MAPPER.readValue(line, RowResult.class))
                    .toList();
        }
    }

    private String[] single(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "--image", folder.resolve("a.png").toString(),
                "--mask", folder.resolve("m.png").toString(),
                "--prompt", "a red door"));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    @Test
    void oneEditByFlagsOnTheServerWithin() throws IOException {
        assertThat(run(single("--num-images", "2", "--output-format", "png", "--seed", "7")))
                .as(out.toString())
                .isZero();

        assertThat(folder.resolve("out/001-a.png")).exists();
        assertThat(folder.resolve("out/001-a-2.png")).exists();
        assertThat(folder.resolve("out/index.html")).exists();
        assertThat(results()).singleElement().satisfies(result -> {
            assertThat(result.seed()).isEqualTo(7);
            assertThat(result.billableUnits()).isEqualByComparingTo("2");
            assertThat(result.estimatedUsd()).isEqualByComparingTo("0.10");
        });
        assertThat(out.toString()).contains("Contact sheet: file:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--num-images 9                 | num_images is 1 to 4, not 9.",
                "--output-format bmp            | output_format is jpeg or png",
                "--manifest x.csv               | exclude each other",
                "--concurrency 0                | --concurrency is at least 1",
                "--concurrency many             | Invalid value for option '--concurrency'",
                "--no-such-flag                 | Unknown option: '--no-such-flag'",
                "--overlap 9                    | No edit has a use for --overlap: overlap is how far",
                "--outpaint left=9 --anchor top | No edit has a use for --anchor: anchor is where",
                "--resubmit-unknown             | goes with --resume",
                "--resume none.jsonl            | The journal none.jsonl cannot be read: it does not exist.",
                "--url http://example.com       | --url is for a local-fal on this machine",
                "--url http://127.0.0.1.example | --url is for a local-fal on this machine",
                "--url http://127.0.0.1:1 --real| exclude each other",
                "--real --key-file none         | The key file none cannot be read: it does not exist.",
                "--real                         | FAL_KEY holds no key",
            })
    void wrongUsageIsOneSentenceAndExitCodeTwo(String flags, String sentence) {
        assertThat(run(single(flags.split(" ")))).isEqualTo(BatchEdit.USAGE);
        assertThat(out.toString()).contains(sentence).doesNotContain("\tat ");
        assertThat(folder.resolve("out/journal.jsonl")).doesNotExist();
    }

    @Test
    void theRealServiceIsNotCalledWithoutAYes() {
        environment.put("FAL_KEY", "id:secret");
        assertThat(run(single("--real"))).isEqualTo(BatchEdit.USAGE);
        assertThat(out.toString()).contains("estimated at $0.05").contains("say --yes");
        answer = false;
        assertThat(run(single("--real"))).isEqualTo(BatchEdit.USAGE);
        assertThat(questions).hasSize(1);
        environment.clear();
        assertThat(run(single("--real"))).isEqualTo(BatchEdit.USAGE);
        assertThat(out.toString()).contains("--real needs a key").doesNotContain("secret");
    }

    @Test
    void aBadRowFailsAloneAndIsNamed() throws IOException {
        Path manifest = Files.writeString(
                folder.resolve("e.csv"),
                "image,mask,prompt,num_images\na.png,m.png,good,\na.png,none.png,good,\na.png,m.png,good,9\na.png,m.png\n");
        assertThat(run("--manifest", manifest.toString())).isEqualTo(BatchEdit.PARTIAL);

        assertThat(results())
                .extracting(RowResult::status)
                .containsExactly(
                        RowResult.Status.SUCCEEDED,
                        RowResult.Status.FAILED,
                        RowResult.Status.FAILED,
                        RowResult.Status.FAILED);
        assertThat(out.toString())
                .contains("e.csv:3: ")
                .contains("e.csv:4: num_images is 1 to 4, not 9.")
                .contains("e.csv:5: The row has 2 cells");
    }

    @Test
    void aRefusedKeyStopsEverythingAndSaysSo() throws IOException {
        Path manifest = Samples.manifest(folder, 30);
        try (LocalFal server = server(LocalFalOptions.builder().keys("good:key"))) {
            assertThat(run(
                            "--manifest",
                            manifest.toString(),
                            "--url",
                            server.baseUri().toString()))
                    .isEqualTo(BatchEdit.PARTIAL);
            assertThat(server.stats().unauthorized()).isLessThan(20);
            assertThat(out.toString())
                    .contains("Stopped: ")
                    .contains("(--key-file)")
                    .doesNotContain("\tat ", "FAL_KEY");
            assertThat(results()).hasSize(30).noneMatch(RowResult::succeeded);
        }
    }

    @Test
    void aKeyFileIsRead() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "good:key\n");
        try (LocalFal server = server(LocalFalOptions.builder().keys("good:key"))) {
            String url = server.baseUri().toString();
            assertThat(run(single("--url", url, "--key-file", key.toString()))).isZero();
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidBeforeAnythingIsSent() {
        String url;
        try (LocalFal server = server(LocalFalOptions.builder())) {
            url = server.baseUri().toString();
        }
        assertThat(run(single("--url", url))).isEqualTo(BatchEdit.PARTIAL);
        assertThat(out.toString()).startsWith("Nothing answers at 127.0.0.1:");
    }

    @Test
    void twoHundredEditsKeepExactlyThirtyTwoInFlight() throws IOException {
        Path manifest = Samples.manifest(folder, 200);
        CountDownLatch full = new CountDownLatch(1);
        Painter waiting = (image, mask, seed, log) -> {
            full.await();
            return image;
        };
        LocalFalOptions options =
                LocalFalOptions.builder().runners(16).painter(waiting).build();
        try (LocalFal server = LocalFal.start(options)) {
            String url = server.baseUri().toString();
            Thread opener = new Thread(() -> {
                while (server.stats().inFlight() < 32) {
                    Thread.onSpinWait();
                }
                full.countDown();
            });
            opener.setDaemon(true);
            opener.start();
            assertThat(run("--manifest", manifest.toString(), "--concurrency", "32", "--url", url))
                    .as(out.toString())
                    .isZero();
            assertThat(server.stats().peakInFlight()).isEqualTo(32);
            assertThat(server.stats().submits()).isEqualTo(200);
            assertThat(results()).hasSize(200).allMatch(RowResult::succeeded);
            assertThat(out.toString()).contains("200 of 200 edits succeeded");
            // The server counts exactly; the command counts what it was told of, which on a busy machine may come late.
            assertThat(out.toString()).containsPattern("at most ([12]?\\d|3[0-2]) in flight");
        }
    }

    @Test
    void stoppingCancelsAtTheServerAndAResumeFinishesTheRest() throws Exception {
        Path manifest = Samples.manifest(folder, 6);
        AtomicBoolean stuck = new AtomicBoolean(true);
        Painter oneThenStuck = (image, mask, seed, log) -> {
            if (seed > 1 && stuck.get()) {
                new CountDownLatch(1).await();
            }
            return image;
        };
        // As many runners as requests, so that the edit that ends does not wait behind those that do not.
        LocalFalOptions options =
                LocalFalOptions.builder().runners(4).painter(oneThenStuck).build();
        try (LocalFal server = LocalFal.start(options)) {
            Thread stopper = new Thread(() -> {
                while (!Files.exists(folder.resolve("out/001-a.jpg"))) {
                    Thread.onSpinWait();
                }
                interruption.stop();
            });
            stopper.setDaemon(true);
            stopper.start();
            int exitCode = run(
                    "--manifest",
                    manifest.toString(),
                    "--concurrency",
                    "4",
                    "--url",
                    server.baseUri().toString());
            interruption.close();
            stopper.join();

            assertThat(exitCode).isEqualTo(BatchEdit.INTERRUPTED);
            // The command has its answers; what the server interrupts ends in its own time.
            for (int i = 0; i < 400 && server.stats().inFlight() > 0; i++) {
                Thread.sleep(50);
            }
            assertThat(server.stats().inFlight()).isZero();
            assertThat(server.stats().cancelled()).isEqualTo(server.stats().submits() - 1);
            assertThat(results()).hasSize(6);
            assertThat(results().stream().filter(RowResult::succeeded)).hasSizeLessThanOrEqualTo(1);
            assertThat(folder.resolve("out/index.html")).exists();

            assertThat(Files.readString(journal())).contains("\"CANCELLED\"");
            stuck.set(false);
            interruption = new Interruption();
            assertThat(run(
                            "--resume",
                            journal().toString(),
                            "--url",
                            server.baseUri().toString(),
                            "--resubmit-unknown"))
                    .as(out.toString())
                    .isZero();
            assertThat(results()).hasSize(6).allMatch(RowResult::succeeded);
        }
    }

    private Path journal() {
        return folder.resolve("out").resolve(Journal.NAME);
    }

    @Test
    void aJournalOfOtherEditsIsNotResumed() throws IOException {
        Path manifest = Samples.manifest(folder, 2);
        try (LocalFal server = server(LocalFalOptions.builder())) {
            String url = server.baseUri().toString();
            assertThat(run("--manifest", manifest.toString(), "--url", url)).isZero();
            byte[] picture = Files.readAllBytes(folder.resolve("out/001-a.jpg"));
            Files.writeString(manifest, Files.readString(manifest).replaceFirst("red", "blue"));

            assertThat(run("--resume", journal().toString(), "--url", url)).isEqualTo(BatchEdit.USAGE);
            assertThat(out.toString())
                    .contains("The journal is of other edits: row 1 (edits.csv:2) has changed since.");
            assertThat(server.stats().submits()).isEqualTo(2);
            assertThat(folder.resolve("out/001-a.jpg")).hasBinaryContent(picture);
        }
    }

    @Test
    void thePictureOfAnotherRequestIsNotWrittenOver() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/001-a.jpg"), "paid");
        assertThat(run(single())).as(out.toString()).isZero();

        assertThat(folder.resolve("out/001-a.jpg")).hasContent("paid");
        String file = results().get(0).files().get(0);
        assertThat(file).matches("001-a-[A-Za-z0-9]{8}\\.jpg");
        assertThat(folder.resolve("out").resolve(file)).exists();
    }

    @Test
    void whatTheServiceDoesNotKnowIsSubmittedAgainWhenSomebodySaysSo() throws Exception {
        Path manifest = Samples.manifest(folder, 1);
        Edit edit = new Preflight().check(Manifest.read(manifest, Map.of()).get(0));
        try (LocalFal server = server(LocalFalOptions.builder())) {
            String url = server.baseUri().toString();
            Files.createDirectories(folder.resolve("out"));
            Entry.Origin origin =
                    new Entry.Origin(url.replaceAll("/+$", "") + "/queue", manifest.toString(), null, null);
            try (Journal journal = Journal.create(folder.resolve("out"), origin)) {
                RequestHandle gone =
                        new RequestHandle("fal-ai/flux-pro/v1/fill", "00000000-0000-4000-8000-000000000000");
                journal.intent(edit).then(journal.handle(edit, gone)).block();
            }
            assertThat(run("--resume", journal().toString(), "--url", url)).isEqualTo(BatchEdit.PARTIAL);
            assertThat(results().get(0).error()).contains("--resubmit-unknown");
            assertThat(server.stats().submits()).isZero();

            assertThat(run("--resume", journal().toString(), "--url", url, "--resubmit-unknown"))
                    .as(out.toString())
                    .isZero();
            assertThat(server.stats().submits()).isEqualTo(1);
        }
    }

    @Test
    void aReportThatCannotBeWrittenIsNamedBehindTheTotals() throws IOException {
        Files.createDirectories(folder.resolve("out/results.jsonl/full"));
        assertThat(run(single())).isEqualTo(BatchEdit.PARTIAL);
        assertThat(out.toString())
                .containsSubsequence("1 of 1 edit succeeded", "results.jsonl cannot be written: ", "Contact sheet: ");
    }

    @Test
    void anEarlierJournalWithoutItsEndIsMentioned() throws Exception {
        Files.createDirectories(folder.resolve("out"));
        Entry.Origin origin = new Entry.Origin("http://127.0.0.1:1/queue", "/m.csv", null, null);
        try (Journal journal = Journal.create(folder.resolve("out"), origin)) {
            Edit one = Samples.edit(folder, 1, "one");
            Edit two = Samples.edit(folder, 2, "two");
            RequestHandle handle = new RequestHandle("fal-ai/flux-pro/v1/fill", "id-1");
            journal.intent(one)
                    .then(journal.handle(one, handle))
                    .then(journal.intent(two))
                    .then(journal.failed(two, "no"))
                    .block();
        }
        assertThat(run(single())).as(out.toString()).isZero();
        assertThat(out.toString()).contains("journal.1.jsonl has 1 edit without an end; --resume follows them.");
    }

    @Test
    void anEmptyJournalHoldsNothingToResume() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(journal(), "");
        assertThat(run("--resume", journal().toString())).isEqualTo(BatchEdit.USAGE);
        assertThat(out.toString()).contains("holds nothing to resume").hasLineCount(1);
        assertThat(folder.resolve("out/index.html")).doesNotExist();
    }
}
