package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.batchedit.BatchEdit.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FolderLockTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path manifest;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path journal;

    @BeforeEach
    void earlierRun() throws IOException {
        manifest = Samples.manifest(folder, 2);
        Journal.create(folder, new Entry.Origin(Service.EMBEDDED, manifest.toString(), null, null))
                .close();
        journal = folder.resolve(Journal.NAME);
    }

    private int run(String... args) {
        PrintWriter writer = new PrintWriter(out, true);
        Surroundings surroundings = new Surroundings(name -> null, Consent.console(), new Interruption(), false);
        return BatchEdit.commandLine(surroundings).setOut(writer).setErr(writer).execute(args);
    }

    @Test
    void aFolderThatAnotherProcessUsesIsLeftAlone() throws Exception {
        String before = Files.readString(journal);
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LockHolder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("held");

            assertThat(run("--resume", journal.toString())).isEqualTo(BatchEdit.USAGE);
            assertThat(run(
                            "--resume",
                            journal.toString(),
                            "--out",
                            folder.resolve("other").toString()))
                    .isEqualTo(BatchEdit.USAGE);
            assertThat(run("--manifest", manifest.toString(), "--out", folder.toString()))
                    .isEqualTo(BatchEdit.USAGE);
            assertThat(out.toString().lines())
                    .hasSize(3)
                    .allMatch(line -> line.endsWith(" is in use by another batch-edit."));
            assertThat(Files.readString(journal)).isEqualTo(before);
            assertThat(folder.resolve("journal.1.jsonl")).doesNotExist();

            holder.getOutputStream().close();
            assertThat(holder.waitFor()).isZero();
            assertThat(run("--resume", journal.toString())).as(out.toString()).isZero();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void aFolderIsHeldOncePerProcessToo() throws IOException {
        try (FolderLock lock = FolderLock.take(folder)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> FolderLock.take(folder))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("in use");
        }
        FolderLock.take(folder).close();
    }
}
