package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.image.Region;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {
    private static final String NASTY = "<script>alert('1')</script> & \"quoted\"";

    @TempDir
    Path folder;

    @Test
    void everythingThatSomebodyElseWroteIsEscaped() throws Exception {
        Edit edit = Samples.edit(folder, 1, NASTY);
        RowResult result = RowResult.without(edit, RowResult.Status.FAILED, NASTY, 1.0, NASTY);
        Path page = new ContactSheet(folder, Map.of(1, edit)).write(new Summary(List.of(result), NASTY, 3, 1));
        String html = Files.readString(page);

        assertThat(html).containsOnlyOnce("<script").doesNotContain("\"quoted\"");
        assertThat(html).contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;quoted&quot;");
    }

    @Test
    void thePageNeedsNothingButItself() throws Exception {
        Edit edit = Samples.edit(folder, 1, "p");
        Samples.picture(folder, "001-a.png", 16, 12);
        Path page = new ContactSheet(folder, Map.of(1, edit))
                .write(new Summary(List.of(Samples.done(edit, "001-a.png")), "here", 3, 1));
        String html = Files.readString(page);

        assertThat(html).doesNotContain("http:").doesNotContain("https:").doesNotContain("@import");
        assertThat(html.split("src=\"data:image/jpeg;base64,", -1)).hasSize(3);
        assertThat(html).containsOnlyOnce("src=\"data:image/png;base64,");
        assertThat(html).contains("1 of 1 edit succeeded").contains("prefers-color-scheme: dark");
    }

    @Test
    void aRowThatCouldNotBeReadHasACardToo() {
        Row row = new Row(3, "edits.csv:4", Map.of(), folder, "bad");
        String card = new ContactSheet(folder, Map.of()).card(RowResult.refused(row, "It is <bad>."));
        assertThat(card).contains("edits.csv:4").contains("It is &lt;bad&gt;.");
    }

    private String page(Edit edit, String file) throws Exception {
        RowResult one = Samples.done(edit, file);
        Path page = new ContactSheet(folder, Map.of(1, edit)).write(new Summary(List.of(one), "here", 3, 1));
        return Files.readString(page);
    }

    @Test
    void beforeAndAfterLieUnderOneSliderThatHasAName() throws Exception {
        Samples.picture(folder, "001-a.png", 16, 12);
        String html = page(Samples.edit(folder, 1, "p"), "001-a.png");

        assertThat(html)
                .containsSubsequence(
                        "<div class=\"wipe\" style=\"--w:16;--h:12\">",
                        "<img class=\"after\" alt=\"after, row 1, a\"",
                        "<img class=\"before\" alt=\"before, row 1, a\"",
                        "<img class=\"mask\" alt=\"what was to be repainted\"",
                        "<input type=\"range\" min=\"0\" max=\"100\" value=\"50\" aria-label=\"How much of before is shown,"
                                + " row 1, a\"",
                        "<label><input type=\"checkbox\" class=\"show-mask\"> show the mask</label>",
                        "<a href=\"001-a.png\">");
    }

    @Test
    void whatWasExtendedLiesOnItsCanvas() throws Exception {
        Edit edit = Samples.edit(folder, 1, "p", Map.of(Column.OUTPAINT, "left=8,bottom=4", Column.OVERLAP, "1"));
        Samples.picture(folder, "001-a.png", 24, 16);
        assertThat(page(edit, "001-a.png")).contains("style=\"--w:24;--h:16\"");
        MaskOverlay.Overlay overlay = Objects.requireNonNull(new MaskOverlay().of(edit));
        assertThat(overlay.original()).isEqualTo(new Region(8, 0, 16, 12));
    }

    @Test
    void withoutAPictureWhatWasToBeRepaintedIsShown() throws Exception {
        Edit edit = Samples.edit(folder, 1, "p");
        RowResult failed = RowResult.without(edit, RowResult.Status.FAILED, null, 1.0, "no");
        String card = new ContactSheet(folder, Map.of(1, edit)).card(failed);
        assertThat(card)
                .contains("<div class=\"wipe still\"", "class=\"mask\"", "no picture")
                .doesNotContain("type=\"range\"");
    }

    @Test
    void aCropTellsBothEstimates() throws Exception {
        Edit edit = Samples.edit(folder, 1, "p", Map.of(Column.CROP, "true"));
        assertThat(new ContactSheet(folder, Map.of(1, edit)).card(Samples.done(edit, "none.png")))
                .contains("<dd>$0.05 cropped, $0.05 if not</dd>");
    }
}
