package io.fluxfill.batchedit;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/**
 * A whole run in numbers.
 *
 * @param service whom the edits went to
 */
record Summary(List<RowResult> results, String service, long seconds, int peakInFlight) {

    long succeeded() {
        return results.stream().filter(RowResult::succeeded).count();
    }

    long failed() {
        return results.size() - succeeded();
    }

    int pictures() {
        return results.stream().mapToInt(result -> result.files().size()).sum();
    }

    /** Of what was submitted and ended well; what the service really bills is its own affair. */
    BigDecimal estimatedUsd() {
        return results.stream()
                .filter(RowResult::succeeded)
                .map(RowResult::estimatedUsd)
                .filter(Objects::nonNull)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    BigDecimal billableUnits() {
        return results.stream()
                .map(RowResult::billableUnits)
                .filter(Objects::nonNull)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    String inWords() {
        return succeeded() + " of " + Sentences.count(results.size(), "edit") + " succeeded, "
                + Sentences.count(pictures(), "picture") + ", " + Sentences.clock(seconds) + ", at most "
                + peakInFlight + " in flight, estimated cost $" + estimatedUsd();
    }
}
