package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lacks an optional library, or the module for pictures, says so and names it; the rest works. */
class OptionalDecodersTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.write(folder.resolve("png"), TestPictures.png(30, 20));
        Files.write(folder.resolve("jpeg"), TestPictures.jpeg(30, 20, false));
        Files.write(folder.resolve("cmyk"), DecodingTest.CMYK);
        Files.write(folder.resolve("webp"), TestPictures.WEBP_LOSSY);
    }

    @Test
    void withEverything() throws Exception {
        assertThat(run("java.se", ""))
                .containsExactly(
                        "png = Picture[30×20]",
                        "mask = Mask[30×20]",
                        "jpeg = Picture[30×20]",
                        "cmyk = Picture[32×16]",
                        "webp = Picture[20×10]",
                        "scaled = Picture[2×2]",
                        "scaled mask = Mask[2×2]",
                        "encoded = true",
                        "grown = Region[5×5 at 2,2]");
    }

    @Test
    void withoutTwelveMonkeys() throws Exception {
        assertThat(run("java.se", "imageio-|common-"))
                .containsExactly(
                        "png = Picture[30×20]",
                        "mask = Mask[30×20]",
                        "jpeg = Picture[30×20]",
                        "cmyk = InvalidRequestException: Bytes[202] is a JPEG in CMYK, and decoding that needs"
                                + " com.twelvemonkeys.imageio:imageio-jpeg on the class path.",
                        "webp = InvalidRequestException: Bytes[86] is WebP, and decoding that needs"
                                + " com.twelvemonkeys.imageio:imageio-webp on the class path.",
                        "scaled = Picture[2×2]",
                        "scaled mask = Mask[2×2]",
                        "encoded = true",
                        "grown = Region[5×5 at 2,2]");
    }

    @Test
    void withoutTheLibraryForHeaders() throws Exception {
        assertThat(run("java.se", "metadata-extractor|xmpcore"))
                .contains(
                        "png = IllegalStateException: Turning pictures upright needs com.drewnoakes:metadata-extractor on"
                                + " the class path.",
                        "scaled = Picture[2×2]");
    }

    @Test
    void withoutTheModuleForPictures() throws Exception {
        String missing =
                "IllegalStateException: Decoding and encoding pictures needs the module java.desktop, which this Java lacks.";
        assertThat(run("java.base,java.logging,java.naming,java.management,java.xml,jdk.unsupported", "-"))
                .contains(
                        "png = " + missing,
                        "mask = " + missing,
                        "scaled = Picture[2×2]",
                        "encoded = " + missing,
                        "grown = Region[5×5 at 2,2]");
    }

    private List<String> run(String modules, String without) throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> without.isEmpty()
                        || !Path.of(entry).getFileName().toString().matches("(" + without + ").*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        Path output = folder.resolve("output.txt");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules",
                        modules + (modules.equals("java.se") ? ",jdk.unsupported" : ""),
                        "-Dstdout.encoding=UTF-8",
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        classPath,
                        OptionalDecodersMain.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            List<String> lines = new ArrayList<>(Files.readAllLines(output));
            lines.removeIf(line -> !line.contains(" = "));
            return lines;
        } finally {
            child.destroyForcibly();
        }
    }
}
