package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
}
