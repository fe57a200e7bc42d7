package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLinesTest {
    private static View view(List<View.Line> lines) {
        return new View(lines, 6, 2, 24, 9, 75, 130L);
    }

    private static View.Line line(int row, String log) {
        return new View.Line(row, "brick-wall", "in queue, 3 before it", 7, log);
    }

    @Test
    void showsTheTotalAndEachRunningEdit() {
        assertThat(ProgressLines.of(view(List.of(line(4, "level 1"))), 100, 24))
                .containsExactly(
                        "[########................] 8 of 24 done, 2 failed | 1 under way | 1:15, about 2:10 left",
                        "  004 brick-wall              in queue, 3 before it      0:07  level 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20, 60, 79, 200})
    void noLineIsWiderThanTheTerminal(int width) {
        List<View.Line> lines = List.of(line(1, "漢字".repeat(80)), line(2, "x".repeat(300)), line(3, "😀".repeat(90)));
        assertThat(ProgressLines.of(view(lines), width, 24))
                .allSatisfy(text ->
                        assertThat(new AttributedString(text).columnLength()).isLessThanOrEqualTo(width));
    }

    @Test
    void whatDoesNotFitIsCounted() {
        List<View.Line> lines =
                IntStream.rangeClosed(1, 32).mapToObj(i -> line(i, "")).toList();
        List<String> shown = ProgressLines.of(view(lines), 100, 10);
        assertThat(shown).hasSize(10);
        assertThat(shown.get(9)).isEqualTo("      and 24 more under way");
    }

    @Test
    void aLogLineCannotMoveTheCursor() {
        assertThat(ProgressLines.of(view(List.of(line(1, "a\u001b[2Jb\nc\r\u202ed"))), 100, 24)
                        .get(1))
                .endsWith("a [2Jb c d");
    }
}
