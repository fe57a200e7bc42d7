package io.fluxfill.batchedit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;

/** Draws a view as lines that fit a terminal. */
final class ProgressLines {
    private static final int BAR = 24;

    private ProgressLines() {}

    /** The total first, then as many running edits as there is room for. No line is wider than {@code width} columns. */
    static List<String> of(View view, int width, int height) {
        int room = Math.max(1, height - 1);
        List<String> lines = new ArrayList<>();
        lines.add(cut(total(view), width));
        boolean all = view.running().size() <= room;
        int shown = all ? view.running().size() : room - 1;
        for (View.Line line : view.running().subList(0, shown)) {
            lines.add(cut(running(line), width));
        }
        if (!all) {
            lines.add(cut("      and " + (view.running().size() - shown) + " more under way", width));
        }
        return lines;
    }

    static String total(View view) {
        int filled = view.total() == 0 ? BAR : BAR * view.ended() / view.total();
        StringBuilder text = new StringBuilder("[")
                .append("#".repeat(filled))
                .append(".".repeat(BAR - filled))
                .append("] ")
                .append(view.ended())
                .append(" of ")
                .append(view.total())
                .append(" done");
        if (view.failed() > 0) {
            text.append(", ").append(view.failed()).append(" failed");
        }
        text.append(" | ").append(view.running().size()).append(" under way | ");
        text.append(Sentences.clock(view.seconds()));
        Long left = view.secondsLeft();
        if (left != null && view.ended() < view.total()) {
            text.append(", about ").append(Sentences.clock(left)).append(" left");
        }
        return text.toString();
    }

    private static String running(View.Line line) {
        return String.format(
                        Locale.ROOT,
                        "  %03d %s  %s %6s  %s",
                        line.row(),
                        pad(line.name(), 22),
                        pad(line.state(), 24),
                        Sentences.clock(line.seconds()),
                        printable(line.log()))
                .stripTrailing();
    }

    /** What somebody else wrote must not move the cursor. */
    static String printable(String text) {
        return text.replaceAll("\\p{C}+", " ").strip();
    }

    private static String pad(String text, int width) {
        String cut = cut(printable(text), width);
        return cut + " ".repeat(Math.max(0, width - new AttributedString(cut).columnLength()));
    }

    /** By columns of the terminal: some characters take two. */
    static String cut(String text, int width) {
        AttributedString whole = new AttributedString(text);
        if (whole.columnLength() <= width) {
            return text;
        }
        return whole.columnSubSequence(0, Math.max(0, width - 3)).toString() + "...".substring(0, Math.min(3, width));
    }
}
