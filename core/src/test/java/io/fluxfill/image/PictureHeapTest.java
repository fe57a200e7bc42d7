package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large picture is written in a process that has room for it once, and neither for a copy nor for its file. */
class PictureHeapTest {
    private static final int HEAP_MIB = 72;

    @TempDir
    Path folder;

    @Test
    void aPictureIsWrittenWithoutASecondOne() throws Exception {
        Path file = folder.resolve("picture.png");
        Path log = folder.resolve("log");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MIB + "m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PictureHeapMain.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as(() -> read(log)).isZero();
        assertThat(Upright.create().decode(Files.readAllBytes(file))).isEqualTo(PictureHeapMain.picture());
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
