package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.image.OutsideChange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutsideWordsTest {
    private static PlanReport report(boolean composite, OutsideChange... changes) {
        return new PlanReport(composite, List.of(changes), null, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100 | 0    | 0   | 0     | true  | false | Nothing visible changed outside the mask (mean 0.00 and at most 0 of 255 levels). What was saved has the original there.",
                "100 | 0.36 | 16  | 0     | false | false | Nothing visible changed outside the mask (mean 0.36 and at most 16 of 255 levels).",
                "100 | 0.36 | 17  | 0.001 | false | false | Nothing visible changed outside the mask (mean 0.36 and at most 17 of 255 levels; under 0.01 % of it visibly).",
                "100 | 2    | 40  | 3     | true  | false | The model changed a little outside the mask (mean 2.00 and at most 40 of 255 levels; 3.00 % of it visibly). What was saved has the original there.",
                "100 | 60   | 255 | 81.5  | true  | true  | The mask seems not to have been heeded: the model changed 81.50 % of what lies outside",
                "100 | 60   | 255 | 81.5  | false | true  | The mask seems not to have been heeded: the model changed 81.50 % of what lies outside",
                "0   | 0    | 0   | 0     | true  | false | Nothing lies outside the mask.",
            })
    void theyAreForPeople(
            long pixels, double mean, int max, double visible, boolean composite, boolean warning, String sentence) {
        assertThat(OutsideWords.of(report(composite, new OutsideChange(pixels, mean, max, visible))))
                .singleElement()
                .satisfies(words -> {
                    assertThat(words.sentence()).startsWith(sentence);
                    assertThat(words.warning()).isEqualTo(warning);
                });
    }

    @Test
    void severalPicturesAreNumbered() {
        OutsideChange none = new OutsideChange(9, 0, 0, 0);
        assertThat(OutsideWords.of(report(true, none, none)))
                .extracting(OutsideWords::sentence)
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("Picture 1: Nothing"),
                        two -> assertThat(two).startsWith("Picture 2: Nothing"));
    }
}
