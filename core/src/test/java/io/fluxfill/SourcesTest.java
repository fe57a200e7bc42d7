package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may stand in the sources of core and queue, and where. */
class SourcesTest {
    private static List<Path> mentioning(String regex) throws IOException {
        Pattern pattern = Pattern.compile(regex);
        List<Path> files = Stream.of(Path.of("src/main/java"), Path.of("../queue/src/main/java"))
                .filter(Files::isDirectory)
                .flatMap(SourcesTest::walk)
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
        assertThat(files).hasSizeGreaterThan(30);
        return files.stream()
                .filter(file -> pattern.matcher(text(file)).find())
                .map(Path::getFileName)
                .toList();
    }

    private static Stream<Path> walk(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "\\bHooks\\b, ''",
        "System\\s*\\.\\s*(out|err)\\b|printStackTrace, ''",
        "io\\.micrometer, MicrometerMetrics.java",
        "\\bwiretap\\b, ''"
    })
    void standsOnlyWhereItMay(String pattern, String only) throws IOException {
        assertThat(mentioning(pattern)).isEqualTo(only.isEmpty() ? List.of() : List.of(Path.of(only)));
    }
}
