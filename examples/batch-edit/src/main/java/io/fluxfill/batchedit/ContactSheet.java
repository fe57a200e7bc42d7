package io.fluxfill.batchedit;

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

/** One page with everything: it needs no network, and nobody's markup but its own is in it. */
final class ContactSheet {
    static final String NAME = "index.html";

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.ENGLISH);

    private final Path folder;
    private final Map<Integer, Edit> edits;
    private final Card cards;

    ContactSheet(Path folder, Map<Integer, Edit> edits) {
        this.folder = folder;
        this.cards = new Card(folder);
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
            out.write("</div>\n</main>\n<script>\n" + resource("sheet.js") + "</script>\n</body>\n</html>\n");
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
                        title(summary),
                        resource("sheet.css"),
                        title(summary),
                        WHEN.format(now),
                        Html.escape(summary.service()),
                        totals);
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

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ContactSheet.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The card of one row. */
    String card(RowResult result) {
        return cards.card(result, edits.get(result.row()));
    }
}
