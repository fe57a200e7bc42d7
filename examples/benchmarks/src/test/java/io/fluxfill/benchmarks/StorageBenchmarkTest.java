package io.fluxfill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StorageBenchmarkTest {
    private static boolean hasCurl() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "curl")));
    }

    /** Small: it measures nothing, but what is not run stops working. */
    @Test
    void runs() throws Exception {
        // On a machine without curl there is nothing to compare with; that of the build has it.
        assumeTrue(hasCurl() || "true".equals(System.getenv("CI")), "there is no curl");
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            StorageBenchmark.main(new String[] {"12", "1"});
        } finally {
            System.setOut(before);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("upload ", "download ", "peak heap");
    }
}
