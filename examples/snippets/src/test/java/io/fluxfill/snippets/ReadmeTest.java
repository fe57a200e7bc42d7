package io.fluxfill.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README shows is what the snippets run. */
class ReadmeTest {
    private static final Pattern REGION =
            Pattern.compile("// snippet:(\\w+)\\R(.*?)^\\s*// end", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- snippet:(\\w+) -->\\s*)?```java\\R(.*?)```", Pattern.DOTALL);

    /** Its own, and what needs Spring. */
    private static final List<Path> ROOTS =
            List.of(Path.of("src/main/java"), Path.of("../playground/src/test/java/io/fluxfill/quickstart"));

    @Test
    void everyJavaBlockIsASnippet() throws IOException {
        Map<String, String> snippets = snippets();
        Matcher block = BLOCK.matcher(Files.readString(Path.of("../../README.md")));
        int blocks = 0;
        while (block.find()) {
            blocks++;
            assertThat(block.group(1))
                    .as("the name before the block:%n%s", block.group(2))
                    .isNotNull();
            assertThat(block.group(2).strip()).isEqualTo(snippets.get(block.group(1)));
        }
        assertThat(blocks).isPositive();
    }

    private static Map<String, String> snippets() throws IOException {
        Map<String, String> snippets = new HashMap<>();
        for (Path root : ROOTS) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Matcher region = REGION.matcher(Files.readString(file));
                    while (region.find()) {
                        snippets.put(
                                region.group(1),
                                region.group(2).stripTrailing().stripIndent().strip());
                    }
                }
            }
        }
        return snippets;
    }
}
