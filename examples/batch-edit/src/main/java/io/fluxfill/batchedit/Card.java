package io.fluxfill.batchedit;

import io.fluxfill.image.ImageSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of the contact sheet: its pictures, what became of it, and its facts. */
final class Card {
    private final Path folder;
    private final Thumbnails thumbnails = new Thumbnails();
    private final MaskOverlay overlays = new MaskOverlay();

    Card(Path folder) {
        this.folder = folder;
    }

    String card(RowResult result, @Nullable Edit edit) {
        StringBuilder card = new StringBuilder(
                        "<article class=\"" + result.status() + "\">\n<header><span class=\"number\">")
                .append(result.row())
                .append("</span><h2>")
                .append(Html.escape(edit == null ? result.where() : edit.name()))
                .append("</h2><span class=\"badge\">")
                .append(badge(result))
                .append("</span></header>\n");
        if (edit != null) {
            pictures(card, result, edit);
        }
        words(card, result, edit);
        facts(card, result, edit);
        return card.append("</article>\n").toString();
    }

    private static String badge(RowResult result) {
        String word = result.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return result.flagged() ? word + ", flagged by moderation" : word;
    }

    private void pictures(StringBuilder card, RowResult result, Edit edit) {
        MaskOverlay.Overlay overlay = overlays.of(edit);
        Wipe.Layers below = new Wipe.Layers(
                overlay == null ? null : thumbnails.before(edit.image(), overlay),
                null,
                overlay == null ? null : overlay.dataUri());
        String subject = "row " + result.row() + ", " + edit.name();
        if (result.files().isEmpty()) {
            card.append(Wipe.html(below, subject, List.of()));
        }
        for (int i = 0; i < result.files().size(); i++) {
            String file = result.files().get(i);
            Wipe.Layers layers = new Wipe.Layers(below.before(), thumbnails.of(folder.resolve(file)), below.mask());
            String of = i == 0 ? subject : subject + ", picture " + (i + 1);
            card.append(Wipe.html(layers, of, links(result, file, i)));
        }
    }

    private static List<Wipe.Link> links(RowResult result, String file, int index) {
        PlanReport plan = result.plan();
        List<String> models = plan == null || plan.modelFiles() == null ? List.of() : plan.modelFiles();
        Wipe.Link whole = new Wipe.Link(file, file);
        return index < models.size()
                ? List.of(whole, new Wipe.Link("the model’s own", models.get(index)))
                : List.of(whole);
    }

    private static void words(StringBuilder card, RowResult result, @Nullable Edit edit) {
        card.append("<div class=\"words\">");
        if (result.error() != null) {
            paragraph(card, "error", result.error());
        }
        if (result.prompt() != null) {
            paragraph(card, "prompt", result.prompt());
        }
        PlanReport plan = result.plan();
        if (plan != null) {
            for (OutsideWords outside : OutsideWords.of(plan)) {
                paragraph(card, outside.warning() ? "outside warning" : "outside", outside.sentence());
            }
        }
        if (edit != null && !(edit.image() instanceof ImageSource.LocalFile)) {
            paragraph(card, "elsewhere", "The picture is not here: " + address(edit.image()));
        }
        card.append("</div>\n");
    }

    /** The address alone: the page must not fetch anything, and a query may be secret. */
    private static String address(ImageSource source) {
        return source instanceof ImageSource.RemoteUrl remote ? remote.url().replaceAll("\\?.*", "?…") : "";
    }

    private static void paragraph(StringBuilder card, String type, String text) {
        card.append("<p class=\"")
                .append(type)
                .append("\">")
                .append(Html.escape(text))
                .append("</p>");
    }

    private static void facts(StringBuilder card, RowResult result, @Nullable Edit edit) {
        card.append("<dl class=\"facts\">");
        fact(card, "seed", result.seed());
        fact(card, "size", edit == null ? null : edit.size());
        fact(card, "time", result.seconds() == null ? null : result.seconds() + " s");
        fact(card, "inference", result.inferenceSeconds() == null ? null : result.inferenceSeconds() + " s");
        fact(card, "estimated", estimate(result, edit));
        fact(card, "billable units", result.billableUnits());
        fact(card, "request", result.requestId());
        fact(card, "from", result.where());
        card.append("</dl>\n");
    }

    private static @Nullable String estimate(RowResult result, @Nullable Edit edit) {
        if (result.estimatedUsd() == null) {
            return null;
        }
        Planned planned = edit == null ? null : edit.planned();
        return planned != null && planned.isCropping()
                ? "$" + Objects.requireNonNull(result.estimatedUsd()) + " cropped, $" + planned.estimatedWholeUsd()
                        + " if not"
                : "$" + result.estimatedUsd();
    }

    private static void fact(StringBuilder card, String name, @Nullable Object value) {
        if (value != null) {
            card.append("<div><dt>")
                    .append(name)
                    .append("</dt><dd>")
                    .append(Html.escape(value))
                    .append("</dd></div>");
        }
    }
}
