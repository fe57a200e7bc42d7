package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LogCursorTest {
    private final LogCursor cursor = new LogCursor();

    private static LogLine line(String message, int second) {
        return new LogLine(message, "2026-01-01T00:00:%02dZ".formatted(second), "INFO", "USER");
    }

    @Test
    void givesEachLineOfCumulativeRepliesOnce() {
        assertThat(cursor.advance(List.of(line("a", 1)))).containsExactly(line("a", 1));
        assertThat(cursor.advance(List.of(line("a", 1), line("b", 2)))).containsExactly(line("b", 2));
        assertThat(cursor.advance(List.of(line("a", 1), line("b", 2)))).isEmpty();
    }

    @Test
    void givesEachLineOfASlidingWindowOnce() {
        assertThat(cursor.advance(List.of(line("a", 1), line("b", 2), line("c", 3))))
                .hasSize(3);
        assertThat(cursor.advance(List.of(line("c", 3), line("d", 4)))).containsExactly(line("d", 4));
        assertThat(cursor.advance(List.of(line("e", 5)))).containsExactly(line("e", 5));
    }

    @Test
    void keepsLinesThatAReplyRepeats() {
        assertThat(cursor.advance(List.of(line("tick", 1), line("tick", 1)))).hasSize(2);
        assertThat(cursor.advance(List.of(line("tick", 1), line("tick", 1), line("tick", 1))))
                .containsExactly(line("tick", 1));
    }

    @Test
    void tellsLinesOfTheSameWordsApartByTime() {
        assertThat(cursor.advance(List.of(line("tick", 1)))).hasSize(1);
        assertThat(cursor.advance(List.of(line("tick", 1), line("tick", 2)))).containsExactly(line("tick", 2));
    }

    @Test
    void givesALateLineThatBelongsBeforeOthers() {
        assertThat(cursor.advance(List.of(line("a", 1), line("c", 3)))).hasSize(2);
        assertThat(cursor.advance(List.of(line("a", 1), line("b", 2), line("c", 3))))
                .containsExactly(line("b", 2));
    }

    @Test
    void remembersTheWholeOfALargeWindowAndForgetsWhatLeftIt() {
        List<LogLine> many = IntStream.range(0, 12_000)
                .mapToObj(i -> new LogLine("line " + i, null, null, null))
                .toList();
        assertThat(cursor.advance(many)).hasSize(12_000);
        assertThat(cursor.advance(many)).isEmpty();
        for (int i = 0; i < 30_000; i++) {
            assertThat(cursor.advance(List.of(new LogLine("other " + i, null, null, null))))
                    .hasSize(1);
        }
        assertThat(cursor.advance(many.subList(0, 1)))
                .as("bounded memory: long gone, so new again")
                .hasSize(1);
    }

    @RepeatedTest(50)
    void anyWindowsOverOneSequenceGiveTheSequence(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<LogLine> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            // Few words and few timestamps, so that many lines are alike; like lines of one time stand together.
            all.add(line("step " + random.nextInt(2), i / 10));
        }
        all.sort((a, b) -> (a.timestamp() + a.message()).compareTo(b.timestamp() + b.message()));
        List<LogLine> given = new ArrayList<>();
        int from = 0;
        int to = 0;
        while (to < all.size()) {
            to = Math.min(all.size(), to + random.nextInt(12));
            // A window never starts within a group of like lines: then their number would be a guess.
            from = Math.max(from, to - 60) / 10 * 10;
            given.addAll(cursor.advance(all.subList(from, to)));
        }
        assertThat(given).isEqualTo(all);
    }
}
