package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
    @TempDir
    Path folder;

    private List<Row> read(String name, String text) throws IOException {
        return Manifest.read(Files.writeString(folder.resolve(name), text), Map.of());
    }

    @Test
    void csvMayQuoteCommasQuotesAndLineBreaks() throws IOException {
        List<Row> rows = read(
                "e.csv",
                String.join(
                        "\r\n",
                        "\ufeffimage_url,MASK,prompt,num-images",
                        "a.png,m.png,\"a door, \"\"red\"\"\nand open\",2",
                        "",
                        "b.png,m.png,a window,"));

        assertThat(rows).extracting(Row::where).containsExactly("e.csv:2", "e.csv:5");
        assertThat(rows).extracting(Row::number).containsExactly(1, 2);
        assertThat(rows.get(0).cells())
                .containsEntry(Column.IMAGE, "a.png")
                .containsEntry(Column.PROMPT, "a door, \"red\"\nand open")
                .containsEntry(Column.NUM_IMAGES, "2");
        assertThat(rows.get(1).cells()).doesNotContainKey(Column.NUM_IMAGES);
        assertThat(rows.get(1).folder()).isEqualTo(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.png,m.png                | The row has 2 cells, and the header has 3",
                "a.png,m.png,x,y            | The row has 4 cells, and the header has 3",
                "a.png,m.png,\"x\"y         | The quotes of the row are broken",
                "a.png,m.png,\"x            | The quotes of the row are broken",
            })
    void aBadCsvRowIsARowWithAProblem(String line, String problem) throws IOException {
        List<Row> rows = read(
                "e.csv",
                "image,mask,prompt\na.png,m.png,good\n" + line.strip()
                        + "\n\na.png,m.png,\"two\nlines\"\na.png,m.png,last");

        assertThat(rows.get(0).problem()).isNull();
        assertThat(rows.get(1).problem()).startsWith(problem);
        assertThat(rows.get(1).where()).isEqualTo("e.csv:3");
        assertThat(rows.subList(2, 4))
                .as("the rows behind it")
                .allSatisfy(row -> assertThat(row.problem()).isNull());
        assertThat(rows).extracting(Row::where).containsExactly("e.csv:2", "e.csv:3", "e.csv:5", "e.csv:7");
    }

    @Test
    void jsonLinesTakeNumbersAndBooleansAndNull() throws IOException {
        List<Row> rows = read("e.jsonl", """
                {"image":"https://example.com/a.jpg?x=1","mask":"m.png","prompt":"p","seed":18446744073709551615}

                {"image":"a.png","mask":"m.png","prompt":"p","enhance_prompt":true,"num_images":null}
                """);

        assertThat(rows.get(0).cells()).containsEntry(Column.SEED, "18446744073709551615");
        assertThat(rows.get(1).cells())
                .containsEntry(Column.ENHANCE_PROMPT, "true")
                .doesNotContainKey(Column.NUM_IMAGES);
        assertThat(rows.get(1).where()).isEqualTo("e.jsonl:3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"image\":          | The line is not one JSON object: it ends too early.",
                "{\"image\":\"a       | The line is not one JSON object: it ends too early.",
                "{\"image\" \"a\"}    | The line is not one JSON object: it is broken near character",
                "{} {}               | The line is not one JSON object: it is broken near character",
                "{\"seed\":1,\"seed\":2} | The line has a key twice near character",
                "[1,2]               | The line is not a JSON object.",
                "{\"strength\":1}     | \"strength\" is none of: image, mask, prompt",
                "{\"prompt\":[\"p\"]} | prompt is a single value",
            })
    void aBadJsonLineIsARowWithAProblem(String line, String problem) throws IOException {
        List<Row> rows = read("e.jsonl", "{}\n" + line + "\n{}\n");

        assertThat(rows).hasSize(3);
        assertThat(rows.get(1).problem()).startsWith(problem);
        assertThat(rows.get(1).where()).isEqualTo("e.jsonl:2");
    }

    @Test
    void whoExtendsNeedsNoMask() throws IOException {
        assertThat(read("e.csv", "image,prompt,zoom_out\na.png,p,2")).hasSize(1);
        Path file = Files.writeString(folder.resolve("f.csv"), "image,prompt\na.png,p");
        assertThat(Manifest.read(file, Map.of(Column.ASPECT_RATIO, "1:1"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "e.txt   | x                 | is neither .csv nor .jsonl",
                "e.csv   | image,mask,promt  | has the column \"promt\" which is none of",
                "e.csv   | image,image_url   | has the column \"image_url\" twice",
                "e.csv   | image,mask,prompt | has no edits",
                "e.csv   | mask,prompt       | has no column image.",
                "e.csv   | image,prompt      | has no column mask.",
                "e.csv   | image,mask,seed   | has no column prompt.",
            })
    void aFileThatCannotBeUsedAsAWholeIsRefused(String name, String text, String sentence) {
        assertThatThrownBy(() -> read(name, text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(sentence);
    }
}
