package io.fluxfill.batchedit;

import java.io.IOException;
import java.io.PrintWriter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Finds out what can be drawn on. */
final class Screens {
    private Screens() {}

    static Screen open(Board board, PrintWriter out, boolean terminal) {
        // Without a terminal either end is a file or a pipe.
        if (!terminal || !Tty.attached() || "dumb".equals(System.getenv("TERM"))) {
            return new PlainScreen(board, out);
        }
        try {
            // With JLine's signals Ctrl-C would kill the process on the spot, and nothing would be cancelled.
            Terminal drawable = TerminalBuilder.builder()
                    .system(true)
                    .nativeSignals(false)
                    .systemOutput(TerminalBuilder.SystemOutput.ForcedSysOut)
                    .dumb(true)
                    .build();
            if (drawable.getType().startsWith(Terminal.TYPE_DUMB)) {
                drawable.close();
                return new PlainScreen(board, out);
            }
            return new LiveScreen(board, drawable);
        } catch (IOException e) {
            return new PlainScreen(board, out);
        }
    }
}
