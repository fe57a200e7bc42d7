package io.fluxfill.batchedit;

import io.fluxfill.batchedit.Batch.Settings;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what a run will cost, and lets it go on only if somebody wants that. */
final class Spending {
    private final OutputFolder folder;
    private final Consent consent;
    private final PrintWriter out;

    Spending(OutputFolder folder, Consent consent, PrintWriter out) {
        this.folder = folder;
        this.consent = consent;
        this.out = out;
    }

    /**
     * Returns if the money may be spent.
     *
     * @throws UsageException if not
     */
    void agree(List<Plan> plans, Settings settings) {
        if (settings.resume() == null && folder.hasJournal()) {
            throw new UsageException(folder.path() + " has the journal of an earlier run: go on with --resume "
                    + folder.path().resolve(Journal.NAME) + ", or name another folder with --out.");
        }
        List<Edit> paid = plans.stream()
                .filter(Plan.Submit.class::isInstance)
                .map(Plan::edit)
                .toList();
        out.println(cost(paid));
        out.flush();
        if (paid.isEmpty() || settings.yes()) {
            return;
        }
        if (!consent.canAsk()) {
            throw new UsageException("There is no terminal to ask at: say --yes to spend this. Nothing was sent.");
        }
        if (!consent.ask("Go on?")) {
            throw new UsageException("Nothing was sent.");
        }
    }

    private static @Nullable BigDecimal uncropped(Edit edit) {
        Planned planned = edit.planned();
        return planned == null ? edit.estimate() : planned.estimatedWholeUsd();
    }

    private static String cost(List<Edit> paid) {
        BigDecimal sum =
                paid.stream().map(Edit::estimate).filter(Objects::nonNull).reduce(BigDecimal.ZERO, BigDecimal::add);
        long unknown = paid.stream().filter(edit -> edit.estimate() == null).count();
        BigDecimal uncropped = paid.stream()
                .map(Spending::uncropped)
                .filter(Objects::nonNull)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return Sentences.count(paid.size(), "edit") + " to submit, estimated at $" + sum
                + (uncropped.compareTo(sum) == 0 ? "" : " ($" + uncropped + " without cropping)")
                + (unknown == 0 ? "." : ", without " + unknown + " whose size is not known here.");
    }
}
