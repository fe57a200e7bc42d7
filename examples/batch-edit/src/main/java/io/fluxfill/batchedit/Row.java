package io.fluxfill.batchedit;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One edit as somebody wrote it down; nothing of it is checked yet.
 *
 * @param number counted from 1
 * @param where how to find it again, such as {@code edits.csv:12}
 * @param cells what is said; blank cells are not in it
 * @param folder what relative paths are relative to
 * @param problem why the row could not be read, or null
 */
record Row(
        int number,
        String where,
        Map<Column, String> cells,
        Path folder,
        @Nullable String problem) {
    Row {
        cells = Map.copyOf(cells);
    }
}
