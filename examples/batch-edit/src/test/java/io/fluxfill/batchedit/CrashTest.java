package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.image.Mask;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Region;
import io.fluxfill.image.Upright;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.paint.Painter;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own, killed as nothing can be prepared for. */
@Timeout(180)
class CrashTest {
    @TempDir
    Path folder;

    private Process start(String... args) throws IOException {
        return start(List.of(), args);
    }

    private Process start(List<String> before, String... args) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                BatchEdit.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("FAL_KEY", "wrong");
        return builder.redirectOutput(new File(folder.toFile(), "output.txt")).start();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output.txt"));
    }

    @Test
    void fiftyEditsAreSubmittedFiftyTimesAlthoughTheProcessWasKilled() throws Exception {
        Path manifest = Samples.manifest(folder, 50);
        Path out = Files.createDirectory(folder.resolve("out"));
        CountDownLatch killed = new CountDownLatch(1);
        Painter waiting = (image, mask, seed, log) -> {
            killed.await();
            return image;
        };
        try (LocalFal server =
                LocalFal.start(LocalFalOptions.builder().painter(waiting).build())) {
            String url = server.baseUri().toString();
            Process victim = start(
                    "--manifest", manifest.toString(), "--out", out.toString(), "--url", url, "--concurrency", "20");
            awaitHandles(out, 20);
            victim.destroyForcibly().waitFor();
            killed.countDown();
            assertThat(server.stats().submits()).isEqualTo(20);

            Path journal = out.resolve(Journal.NAME);
            Process resumed = start("--resume", journal.toString(), "--url", url);
            assertThat(resumed.waitFor()).as(output()).isZero();

            assertThat(server.stats().submits()).isEqualTo(50);
            assertThat(server.stats().completed()).isEqualTo(50);
            try (var files = Files.list(out)) {
                assertThat(files.filter(file -> file.toString().endsWith(".jpg")))
                        .hasSize(50);
            }
            assertThat(output())
                    .contains("0 are done, 20 were submitted and are followed, 30 are to be submitted.")
                    .contains("50 of 50 edits succeeded");

            Process again = start("--resume", journal.toString(), "--url", url);
            assertThat(again.waitFor()).isZero();
            assertThat(server.stats().submits()).isEqualTo(50);
            assertThat(output()).contains("50 are done, 0 were submitted");
        }
    }

    @Test
    void whatWasBegunIsFinishedAsItWasBegunAlsoIfTheFlagsHaveChanged() throws Exception {
        Picture original = Samples.noise(96, 64);
        Mask mask = Mask.rectangle(96, 64, new Region(40, 24, 12, 10));
        Files.write(folder.resolve("a.png"), original.toPng());
        Files.write(folder.resolve("m.png"), mask.toPng());
        Path manifest = Files.writeString(
                folder.resolve("edits.csv"), "image,mask,prompt\n" + "a.png,m.png,a door\n".repeat(4));
        Path out = Files.createDirectory(folder.resolve("out"));
        String journal = out.resolve(Journal.NAME).toString();
        CountDownLatch killed = new CountDownLatch(1);
        Painter waiting = (image, hole, seed, log) -> {
            killed.await();
            return image.black();
        };
        try (LocalFal server = LocalFal.start(
                LocalFalOptions.builder().runners(4).painter(waiting).build())) {
            String url = server.baseUri().toString();
            List<String> begun =
                    List.of("--manifest", manifest.toString(), "--out", out.toString(), "--url", url, "--concurrency");
            List<String> plan = List.of("2", "--grow-mask", "5", "--composite-feather", "0");
            Process victim = start(Stream.concat(begun.stream(), plan.stream()).toArray(String[]::new));
            awaitHandles(out, 2);
            victim.destroyForcibly().waitFor();
            killed.countDown();

            Process resumed = start("--resume", journal, "--url", url, "--grow-mask", "0", "--keep-model-picture");
            assertThat(resumed.waitFor()).as(output()).isZero();
            assertThat(server.stats().submits()).isEqualTo(4);
            assertThat(output()).contains("0 are done, 2 were submitted and are followed, 2 are to be submitted.");
            int grown = 0;
            for (int row = 1; row <= 4; row++) {
                Picture saved = Upright.create().decode(Files.readAllBytes(out.resolve("00" + row + "-a.png")));
                grown += saved.equals(painted(original, mask.grow(5))) ? 1 : 0;
                assertThat(saved).isIn(painted(original, mask), painted(original, mask.grow(5)));
            }
            assertThat(grown).as("finished as begun").isEqualTo(2);
            assertThat(Files.readString(Path.of(journal)))
                    .containsOnlyOnce("\"plan\":{\"composite_feather\":\"0\",\"grow_mask\":\"0\"");
        }
    }

    /** Black where the mask is. */
    private static Picture painted(Picture original, Mask mask) {
        byte[] samples = original.samples();
        byte[] levels = mask.levels();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = levels[i / 3] == 0 ? samples[i] : 0;
        }
        return Picture.ofSamples(original.width(), original.height(), samples);
    }

    @Test
    void whatWasBeingSubmittedIsLeftAloneUntilSomebodySaysSo() throws Exception {
        Path manifest = Samples.manifest(folder, 3);
        Path out = Files.createDirectory(folder.resolve("out"));
        try (LocalFal server = LocalFal.start(LocalFalOptions.builder()
                .painter((image, mask, seed, log) -> image)
                .build())) {
            String url = server.baseUri().toString();
            List<Edit> edits = new ArrayList<>();
            for (Row row : Manifest.read(manifest, Map.of())) {
                edits.add(new Preflight().check(row));
            }
            try (Journal journal = Journal.create(
                    out, new Entry.Origin(server.queueUri().toString(), manifest.toString(), null, null))) {
                journal.intent(edits.get(1)).block();
            }
            String journal = out.resolve(Journal.NAME).toString();

            assertThat(start("--resume", journal, "--url", url).waitFor()).isEqualTo(BatchEdit.PARTIAL);
            assertThat(server.stats().submits()).isEqualTo(2);
            assertThat(output()).contains("of 1 nobody knows");

            assertThat(start("--resume", journal, "--url", url, "--resubmit-unknown")
                            .waitFor())
                    .as(output())
                    .isZero();
            assertThat(server.stats().submits()).isEqualTo(3);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aJournalThatCannotGrowEndsTheRunInOrder() throws Exception {
        Path manifest = Samples.manifest(folder, 40);
        Path out = Files.createDirectory(folder.resolve("out"));
        try (LocalFal server = LocalFal.start(LocalFalOptions.builder()
                .painter((image, mask, seed, log) -> image)
                .build())) {
            String url = server.baseUri().toString();
            // A file may have 8 KB: as near to a full disk as a test gets.
            List<String> small = List.of("bash", "-c", "ulimit -f 8; exec \"$@\"", "small");
            Process victim = start(small, "--manifest", manifest.toString(), "--out", out.toString(), "--url", url);

            assertThat(victim.waitFor()).as(output()).isEqualTo(BatchEdit.PARTIAL);
            assertThat(output())
                    .containsSubsequence("Stopped: The journal cannot be written: ", "of 40 edits succeeded")
                    .doesNotContain("\tat ");
            assertThat(server.stats().inFlight()).isZero();
            assertThat(History.read(out.resolve(Journal.NAME)).isEmpty()).isFalse();
        }
    }

    private static void awaitHandles(Path out, int wanted) throws Exception {
        Path journal = out.resolve(Journal.NAME);
        try (WatchService watcher = FileSystems.getDefault().newWatchService()) {
            out.register(watcher, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            while (!Files.exists(journal) || Files.readString(journal).split("\"HANDLE\"", -1).length - 1 < wanted) {
                WatchKey key = watcher.take();
                key.pollEvents();
                key.reset();
            }
        }
    }
}
