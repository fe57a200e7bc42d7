package io.fluxfill.batchedit;

import io.fluxfill.fill.FillResult;
import io.fluxfill.queue.QueueUpdate;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One line per change of state, for files and pipes. */
final class PlainScreen implements Screen {
    private final Board board;
    private final PrintWriter out;
    private final Map<Integer, String> last = new HashMap<>();

    PlainScreen(Board board, PrintWriter out) {
        this.board = board;
        this.out = out;
    }

    @Override
    public void show(RowEvent event) {
        if (event instanceof RowEvent.Moved moved) {
            Edit edit = moved.edit();
            String state = state(moved.update());
            if (!state.isEmpty() && !state.equals(last.put(edit.number(), state))) {
                line(edit.number(), edit.name(), state);
            }
        } else if (event instanceof RowEvent.Ended ended) {
            RowResult result = ended.result();
            line(result.row(), result.name(), result.succeeded() ? saved(result) : problem(result));
        }
    }

    private static String state(QueueUpdate<FillResult> update) {
        return update.fold(
                enqueued -> "submitted, request " + enqueued.handle().requestId(),
                queued -> "in queue",
                progress -> "running",
                other -> other.rawStatus(),
                completed -> "");
    }

    private static String saved(RowResult result) {
        return "done in " + result.seconds() + " s, " + String.join(", ", result.files());
    }

    private static String problem(RowResult result) {
        return result.status().name().toLowerCase(Locale.ROOT) + ": " + result.error();
    }

    private void line(int row, String name, String text) {
        View view = board.view();
        out.printf(
                Locale.ROOT,
                "[%d/%d] %03d %s: %s%n",
                view.ended(),
                view.total(),
                row,
                name,
                ProgressLines.printable(text));
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
