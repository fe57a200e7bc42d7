package io.fluxfill.batchedit;

import io.fluxfill.fill.FillCost;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.PreparedFill;
import io.fluxfill.image.ImageSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * An edit that can be sent.
 *
 * @param number its row, counted from 1
 * @param where how its author finds it again
 * @param name what its pictures are called
 * @param mask null if only what the plan extends is painted
 * @param size of its picture; null if not known before it is sent
 * @param content what makes it this edit and no other: a digest of both pictures and all fields of its row. What flags say
 *     of all edits is not in it
 * @param planned what is done before and after; null if the picture is sent as it is
 */
record Edit(
        int number,
        String where,
        String name,
        ImageSource image,
        @Nullable ImageSource mask,
        Map<Column, String> cells,
        @Nullable Size size,
        String content,
        @Nullable Planned planned) {

    String prompt() {
        return cells.getOrDefault(Column.PROMPT, "");
    }

    int images() {
        String number = cells.get(Column.NUM_IMAGES);
        return number == null ? 1 : Integer.parseInt(number);
    }

    @Nullable
    BigDecimal estimate() {
        if (planned != null) {
            return planned.estimatedUsd();
        }
        return size == null ? null : FillCost.estimate(size.width(), size.height(), images());
    }

    /** The same as an earlier run began it, also if flags say something else by now. */
    Edit as(@Nullable Planned begun) {
        return new Edit(number, where, name, image, mask, cells, size, content, begun);
    }

    /**
     * With its plan, for who has one.
     *
     * @throws IllegalStateException if there is none
     */
    PreparedFill prepared() {
        if (planned == null) {
            throw new IllegalStateException("There is no plan for row " + number + ".");
        }
        return Fields.prepared(cells, image, mask, planned.plan());
    }

    /** The request, with its pictures already in memory, so that nothing slow is left between it and the wire. */
    Mono<FillRequest> request() {
        return planned == null
                ? Mono.fromCallable(this::load).subscribeOn(Schedulers.boundedElastic())
                : Mono.defer(() -> prepared().request());
    }

    private FillRequest load() throws IOException {
        return Fields.request(cells, inMemory(image), inMemory(Objects.requireNonNull(mask)));
    }

    private static ImageSource inMemory(ImageSource source) throws IOException {
        return source instanceof ImageSource.LocalFile local
                ? ImageSource.bytes(Files.readAllBytes(local.file()))
                : source;
    }
}
