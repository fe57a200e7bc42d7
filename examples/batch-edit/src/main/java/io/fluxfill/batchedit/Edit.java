package io.fluxfill.batchedit;

import io.fluxfill.fill.FillCost;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.image.ImageSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An edit that can be sent.
 *
 * @param number its row, counted from 1
 * @param where how its author finds it again
 * @param name what its pictures are called
 * @param size of its picture; null if not known before it is sent
 * @param content what makes it this edit and no other: a digest of both pictures and all fields
 */
record Edit(
        int number,
        String where,
        String name,
        ImageSource image,
        ImageSource mask,
        Map<Column, String> cells,
        @Nullable Size size,
        String content) {

    String prompt() {
        return cells.getOrDefault(Column.PROMPT, "");
    }

    int images() {
        String number = cells.get(Column.NUM_IMAGES);
        return number == null ? 1 : Integer.parseInt(number);
    }

    @Nullable
    BigDecimal estimate() {
        return size == null ? null : FillCost.estimate(size.width(), size.height(), images());
    }

    /** The request, with its pictures already in memory, so that nothing slow is left between it and the wire. */
    FillRequest load() throws IOException {
        return Fields.request(cells, inMemory(image), inMemory(mask));
    }

    private static ImageSource inMemory(ImageSource source) throws IOException {
        return source instanceof ImageSource.LocalFile local
                ? ImageSource.bytes(Files.readAllBytes(local.file()))
                : source;
    }
}
