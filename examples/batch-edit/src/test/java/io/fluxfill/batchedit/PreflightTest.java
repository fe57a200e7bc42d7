package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest {
    @TempDir
    Path folder;

    @BeforeEach
    void pictures() throws IOException {
        Samples.picture(folder, "a.png", 16, 12);
        Samples.mask(folder, "m.png", 16, 12, Color.BLACK, Color.WHITE);
        Samples.mask(folder, "small.png", 8, 12, Color.BLACK, Color.WHITE);
        Samples.mask(folder, "black.png", 16, 12, Color.BLACK);
        Samples.mask(folder, "white.png", 16, 12, Color.WHITE);
        Files.writeString(folder.resolve("text.png"), "no picture");
        Files.writeString(folder.resolve("empty.png"), "");
        byte[] png = Files.readAllBytes(folder.resolve("a.png"));
        Files.write(folder.resolve("torn.png"), java.util.Arrays.copyOf(png, 20));
    }

    private Map<Column, String> good() {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        cells.put(Column.IMAGE, "a.png");
        cells.put(Column.MASK, "m.png");
        cells.put(Column.PROMPT, "a red door");
        return cells;
    }

    @ParameterizedTest
    @CsvSource({
        "IMAGE, none.png, does not exist",
        "IMAGE, text.png, is not a picture",
        "IMAGE, empty.png, is empty",
        "IMAGE, torn.png, is cut off",
        "IMAGE, ., is a folder",
        "MASK, small.png, The mask is 8×12 and the picture 16×12",
        "MASK, black.png, 'black.png is all black, so nothing would be repainted'",
        "MASK, white.png, 'white.png is all white, so nothing would be kept'",
        "PROMPT, ' ', The prompt is blank",
        "NUM_IMAGES, 9, 'num_images is 1 to 4, not 9'",
        "NUM_IMAGES, two, 'num_images is a whole number, not \"two\"'",
        "NUM_IMAGES, 99999999999, num_images is 1 to 4",
        "SEED, -1, seed is 0 or more",
        "OUTPUT_FORMAT, bmp, output_format is jpeg or png",
        "SAFETY_TOLERANCE, 7, safety_tolerance is 1 to 6",
        "ENHANCE_PROMPT, maybe, enhance_prompt is true or false",
    })
    void whatIsWrongIsSaidInOneSentence(Column column, String text, String sentence) {
        Map<Column, String> cells = good();
        cells.put(column, text);

        assertThatThrownBy(() -> new Preflight().check(Samples.row(folder, cells)))
                .isInstanceOf(RowProblem.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void aMissingPictureIsNamed() {
        Map<Column, String> cells = good();
        cells.remove(Column.MASK);

        assertThatThrownBy(() -> new Preflight().check(Samples.row(folder, cells)))
                .hasMessage("There is no mask.");
    }

    @Test
    void aGoodRowHasSizeEstimateAndContent() throws RowProblem {
        Map<Column, String> cells = good();
        cells.put(Column.NUM_IMAGES, "3");
        Edit edit = new Preflight().check(Samples.row(folder, cells));

        assertThat(edit.size()).isEqualTo(new Size(16, 12));
        assertThat(edit.estimate()).isEqualByComparingTo(new BigDecimal("0.15"));
        assertThat(edit.name()).isEqualTo("a");
        cells.put(Column.NUM_IMAGES, "2");
        Edit other = new Preflight().check(Samples.row(folder, cells));
        assertThat(other.content()).isNotEqualTo(edit.content());
    }

    @Test
    void theContentIsThatOfTheFilesAndNotOfTheirNames() throws Exception {
        Edit edit = new Preflight().check(Samples.row(folder, good()));
        Files.copy(folder.resolve("a.png"), folder.resolve("b.png"));
        Map<Column, String> cells = good();
        cells.put(Column.IMAGE, "b.png");

        assertThat(new Preflight().check(Samples.row(folder, cells)).content()).isEqualTo(edit.content());
    }

    @Test
    void anotherKindOfUrlIsNotTakenForAFile() {
        Map<Column, String> cells = good();
        cells.put(Column.IMAGE, "ftp://user:secret@example.com/a.png");

        assertThatThrownBy(() -> new Preflight().check(Samples.row(folder, cells)))
                .hasMessage("image is a file, or a URL with http or https, and not with ftp.");
    }

    @Test
    void aRemotePictureIsLeftToTheService() throws RowProblem {
        Map<Column, String> cells = good();
        cells.put(Column.IMAGE, "https://example.com/p/street.jpg?token=secret");
        Edit edit = new Preflight().check(Samples.row(folder, cells));

        assertThat(edit.size()).isNull();
        assertThat(edit.estimate()).isNull();
        assertThat(edit.name()).isEqualTo("street");
    }

    @Test
    void aPlanOfTheRowIsInTheContentAndOneOfTheFlagsIsNot() throws RowProblem {
        Edit plain = new Preflight().check(Samples.row(folder, good()));
        Edit flagged = new Preflight(Map.of(Column.GROW_MASK, "1")).check(Samples.row(folder, good()));
        Map<Column, String> cells = good();
        cells.put(Column.GROW_MASK, "1");
        Edit own = new Preflight().check(Samples.row(folder, cells));

        assertThat(flagged.content()).isEqualTo(plain.content());
        assertThat(own.content()).isNotEqualTo(plain.content());
        assertThat(plain.planned()).isNull();
        assertThat(own.planned()).isNotNull().isEqualTo(flagged.planned());
    }

    @Test
    void aMaskThatThePlanTurnsRoundIsJudgedAfterwards() throws RowProblem {
        Map<Column, String> cells = good();
        cells.put(Column.MASK, "white.png");
        cells.put(Column.MASK_SENSE, "black");
        assertThatThrownBy(() -> new Preflight().check(Samples.row(folder, cells)))
                .isInstanceOf(RowProblem.class)
                .hasMessageStartingWith("mask: The mask is all black");
        cells.put(Column.OUTPAINT, "top=4");
        cells.put(Column.OVERLAP, "1");
        assertThat(new Preflight().check(Samples.row(folder, cells)).planned()).isNotNull();
    }

    @Test
    void extendingCosts() throws RowProblem {
        Samples.picture(folder, "wide.png", 1000, 600);
        Map<Column, String> cells = good();
        cells.put(Column.IMAGE, "wide.png");
        cells.remove(Column.MASK);
        cells.put(Column.ZOOM_OUT, "2");
        cells.put(Column.NUM_IMAGES, "2");
        Edit edit = new Preflight().check(Samples.row(folder, cells));
        assertThat(edit.estimate()).isEqualByComparingTo("0.30");
    }
}
