package io.fluxfill.batchedit;

import java.io.IOError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Draws the board again and again at the same place of a terminal. */
final class LiveScreen implements Screen {
    private static final long PERIOD_MILLIS = 120;

    private final Board board;
    private final Terminal terminal;
    private final Display display;
    private final Disposable.Swap drawing = Disposables.swap();
    private final List<RowResult> unsaid = new ArrayList<>();
    private final Scheduler painter = Schedulers.newSingle("batch-edit-screen", true);

    LiveScreen(Board board, Terminal terminal) {
        this.board = board;
        this.terminal = terminal;
        display = new Display(terminal, false);
        drawing.update(painter.schedulePeriodically(this::draw, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
    }

    @Override
    public void show(RowEvent event) {
        if (event instanceof RowEvent.Ended ended && !ended.result().succeeded()) {
            synchronized (unsaid) {
                unsaid.add(ended.result());
            }
        }
    }

    /** A terminal that is gone must not take the work with it: at the end of the process, JLine closes it first. */
    private void draw() {
        try {
            drawBoard();
        } catch (RuntimeException | IOError e) {
            drawing.dispose();
        }
    }

    private void drawBoard() {
        Size size = terminal.getSize();
        // Some terminals, such as one inside of a build, do not tell their size.
        int width = size.getColumns() > 0 ? size.getColumns() : 100;
        int height = size.getRows() > 0 ? size.getRows() : 24;
        sayFailures(width);
        display.resize(Size.of(width, height));
        // The last column stays free: writing into it makes some terminals wrap.
        List<String> lines = ProgressLines.of(board.view(), width - 1, height - 1);
        List<AttributedString> styled = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            AttributedStyle style = i == 0
                    ? AttributedStyle.BOLD
                    : lines.get(i).contains(" running ") ? AttributedStyle.DEFAULT : AttributedStyle.DEFAULT.faint();
            styled.add(new AttributedString(lines.get(i), style));
        }
        display.update(styled, -1);
        terminal.flush();
    }

    /** Failures stay on the screen, above what is drawn anew. */
    private void sayFailures(int width) {
        List<RowResult> failures;
        synchronized (unsaid) {
            failures = List.copyOf(unsaid);
            unsaid.clear();
        }
        if (failures.isEmpty()) {
            return;
        }
        display.update(List.of(), -1);
        for (RowResult failure : failures) {
            String text = failure.where() + ": " + ProgressLines.printable(String.valueOf(failure.error()));
            terminal.writer().println(ProgressLines.cut(text, width - 1));
        }
        display.reset();
    }

    @Override
    public void close() {
        drawing.dispose();
        painter.disposeGracefully().onErrorComplete().block(Duration.ofSeconds(2));
        draw();
        try {
            terminal.writer().println();
            terminal.close();
        } catch (IOException | RuntimeException | IOError e) {
            // The work is done; a terminal that cannot be given back is no failure of it.
            return;
        }
    }
}
