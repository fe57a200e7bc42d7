package io.fluxfill.batchedit;

import io.fluxfill.image.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One page with everything: it needs no network, and nobody's markup but its own is in it. */
final class ContactSheet {
    static final String NAME = "index.html";

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.ENGLISH);

    private final Path folder;
    private final Map<Integer, Edit> edits;
    private final Thumbnails thumbnails = new Thumbnails();

    ContactSheet(Path folder, Map<Integer, Edit> edits) {
        this.folder = folder;
        this.edits = edits;
    }

    /** Writes the page beside its place first, so that there is always a whole one. */
    Path write(Summary summary) throws IOException {
        Path page = folder.resolve(NAME);
        Path part = folder.resolve("." + NAME + ".part");
        try (Writer out = Files.newBufferedWriter(part)) {
            out.write(head(summary, ZonedDateTime.now(ZoneId.systemDefault())));
            for (RowResult result : summary.results()) {
                out.write(card(result));
            }
            out.write("</div>\n</main>\n</body>\n</html>\n");
        }
        return Files.move(part, page, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static String head(Summary summary, ZonedDateTime now) throws IOException {
        StringBuilder totals = new StringBuilder();
        total(totals, "Edits", summary.results().size());
        total(totals, "Succeeded", summary.succeeded());
        total(totals, "Failed", summary.failed());
        total(totals, "Pictures", summary.pictures());
        total(totals, "Time", Sentences.clock(summary.seconds()));
        total(totals, "Most in flight", summary.peakInFlight());
        total(totals, "Estimated cost", "$" + summary.estimatedUsd());
        total(totals, "Billable units", summary.billableUnits());
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                <h1>%s</h1>
                <p class="when">%s, %s</p>
                <dl class="totals">%s</dl>
                <div class="cards">
                """.formatted(
                title(summary), css(), title(summary), WHEN.format(now), Html.escape(summary.service()), totals);
    }

    private static String title(Summary summary) {
        return summary.succeeded() + " of " + Sentences.count(summary.results().size(), "edit") + " succeeded";
    }

    private static void total(StringBuilder totals, String name, Object value) {
        totals.append("<div><dt>")
                .append(name)
                .append("</dt><dd>")
                .append(Html.escape(value))
                .append("</dd></div>");
    }

    private static String css() throws IOException {
        try (InputStream in = Objects.requireNonNull(ContactSheet.class.getResourceAsStream("sheet.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The card of one row. */
    String card(RowResult result) {
        Edit edit = edits.get(result.row());
        StringBuilder card = new StringBuilder(
                        "<article class=\"" + result.status() + "\">\n<header><span class=\"number\">")
                .append(result.row())
                .append("</span><h2>")
                .append(Html.escape(edit == null ? result.where() : edit.name()))
                .append("</h2><span class=\"badge\">")
                .append(badge(result))
                .append("</span></header>\n<div class=\"pictures\">\n");
        if (edit != null) {
            card.append(figure("before", edit.image())).append(figure("mask", edit.mask()));
        }
        if (edit != null && result.files().isEmpty()) {
            card.append(
                    "<figure class=\"after\"><span class=\"none\">no picture</span><figcaption>after</figcaption></figure>\n");
        }
        for (int i = 0; i < result.files().size(); i++) {
            card.append(after(result.files().get(i), i == 0 ? "after" : "after, " + (i + 1)));
        }
        card.append("</div>\n<div class=\"words\">");
        if (result.error() != null) {
            card.append("<p class=\"error\">")
                    .append(Html.escape(result.error()))
                    .append("</p>");
        }
        if (result.prompt() != null) {
            card.append("<p class=\"prompt\">")
                    .append(Html.escape(result.prompt()))
                    .append("</p>");
        }
        card.append("</div>\n<dl class=\"facts\">");
        fact(card, "seed", result.seed());
        fact(card, "size", edit == null ? null : edit.size());
        fact(card, "time", result.seconds() == null ? null : result.seconds() + " s");
        fact(card, "inference", result.inferenceSeconds() == null ? null : result.inferenceSeconds() + " s");
        fact(card, "estimated", result.estimatedUsd() == null ? null : "$" + result.estimatedUsd());
        fact(card, "billable units", result.billableUnits());
        fact(card, "request", result.requestId());
        fact(card, "from", result.where());
        return card.append("</dl>\n</article>\n").toString();
    }

    private static String badge(RowResult result) {
        String word = result.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return result.flagged() ? word + ", flagged by moderation" : word;
    }

    private String figure(String caption, ImageSource source) {
        if (source instanceof ImageSource.LocalFile local) {
            return figure(
                    caption,
                    caption,
                    thumbnails.of(local.file()),
                    "not shown here: " + local.file().getFileName());
        }
        // The address alone: the page must not fetch anything, and a query may be secret.
        String address =
                source instanceof ImageSource.RemoteUrl remote ? remote.url().replaceAll("\\?.*", "?…") : "";
        return figure(caption, caption, null, address);
    }

    private String after(String file, String caption) {
        String figure = figure("after", caption, thumbnails.of(folder.resolve(file)), file);
        return figure.replace(
                        "<figure class=\"after\">",
                        "<a class=\"after\" href=\"" + Html.escape(file) + "\"><figure style=\"margin:0;height:100%\">")
                .replace("</figure>\n", "</figure></a>\n");
    }

    private static String figure(String type, String caption, @Nullable String dataUri, String instead) {
        String picture = dataUri == null
                ? "<span class=\"none\">" + Html.escape(instead) + "</span>"
                : "<img alt=\"" + caption + "\" loading=\"lazy\" src=\"" + dataUri + "\">";
        return "<figure class=\"" + type + "\">" + picture + "<figcaption>" + caption + "</figcaption></figure>\n";
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
