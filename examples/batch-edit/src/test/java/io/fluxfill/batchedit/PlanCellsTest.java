package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.image.AlphaSense;
import io.fluxfill.image.CompositeBack;
import io.fluxfill.image.CropAndStitch;
import io.fluxfill.image.FillPlan;
import io.fluxfill.image.Outpaint;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCellsTest {
    /** Such as {@code grow_mask=8 & crop=true}. */
    private static Map<Column, String> cells(String text) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        Arrays.stream(text.split(" & "))
                .filter(cell -> !cell.isBlank())
                .map(cell -> cell.split("=", 2))
                .forEach(cell -> cells.put(Objects.requireNonNull(Column.named(cell[0])), cell[1].strip()));
        return cells;
    }

    private static FillPlan.Builder plan() {
        return FillPlan.builder();
    }

    static Stream<Arguments> plans() {
        CropAndStitch crop = CropAndStitch.create();
        return Stream.of(
                Arguments.of("composite=true", plan()),
                Arguments.of("composite=YES", plan()),
                Arguments.of("mask_sense=black", plan().invertMask(true)),
                Arguments.of("mask_sense=Black & invert_mask=true & composite=true", plan()),
                Arguments.of("mask_sense=transparent", plan().maskFromAlpha(AlphaSense.TRANSPARENT_REPAINTED)),
                Arguments.of(
                        "mask_sense=opaque & invert_mask=true",
                        plan().maskFromAlpha(AlphaSense.OPAQUE_REPAINTED).invertMask(true)),
                Arguments.of("fill_holes=true", plan().fillHoles(true)),
                Arguments.of("grow_mask=1000", plan().growMask(1000)),
                Arguments.of("feather_mask=3", plan().featherMask(3)),
                Arguments.of("outpaint=left=20, bottom=5", plan().outpaint(Outpaint.by(20, 0, 0, 5))),
                Arguments.of("outpaint=TOP:7;right 8", plan().outpaint(Outpaint.by(0, 7, 8, 0))),
                Arguments.of("aspect_ratio=16:9", plan().outpaint(Outpaint.toAspectRatio(16, 9))),
                Arguments.of("aspect_ratio=4 / 3", plan().outpaint(Outpaint.toAspectRatio(4, 3))),
                Arguments.of("zoom_out=1.5x", plan().outpaint(Outpaint.zoomOut(1.5))),
                Arguments.of(
                        "zoom_out=2 & anchor=top-right & overlap=4",
                        plan().outpaint(Outpaint.zoomOut(2).anchor(1, 0).overlap(4))),
                Arguments.of(
                        "zoom_out=2 & anchor=bottom",
                        plan().outpaint(Outpaint.zoomOut(2).anchor(0.5, 1))),
                Arguments.of(
                        "zoom_out=2 & anchor=0.25,1",
                        plan().outpaint(Outpaint.zoomOut(2).anchor(0.25, 1))),
                Arguments.of("zoom_out=2 & anchor=center", plan().outpaint(Outpaint.zoomOut(2))),
                Arguments.of("crop=true", plan().crop(crop)),
                Arguments.of("crop_context=0.75", plan().crop(crop.context(0.75, 64))),
                Arguments.of("crop_megapixels=0.5", plan().crop(crop.megapixels(0.5, 0.5))),
                Arguments.of("crop_megapixels=4", plan().crop(crop.megapixels(1, 4))),
                Arguments.of("crop_megapixels=0.25-1.5", plan().crop(crop.megapixels(0.25, 1.5))),
                Arguments.of("crop=false & crop_context=0.75 & grow_mask=1", plan().growMask(1)),
                Arguments.of(
                        "composite_feather=0",
                        plan().composite(CompositeBack.create().feather(0))),
                Arguments.of(
                        "match_color=true",
                        plan().composite(CompositeBack.create().matchColour(true))));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void cellsMakeAPlan(String cells, FillPlan.Builder plan) {
        assertThat(PlanCells.plan(cells(cells))).isEqualTo(plan.build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "prompt=a door & seed=3",
                "composite=false",
                "composite=false & composite_feather=3",
                "mask_sense=white & invert_mask=false & grow_mask=0 & outpaint=none & crop=false",
                "keep_model_picture=true",
            })
    void cellsThatAskForNothingMakeNoPlan(String cells) {
        assertThat(PlanCells.plan(cells(cells))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mask_sense=grey               | mask_sense is white, black, transparent or opaque, not \"grey\".",
                "invert_mask=perhaps           | invert_mask is true or false, not \"perhaps\".",
                "grow_mask=-1                  | grow_mask is 0 to 1000 pixels, not \"-1\".",
                "grow_mask=1001                | grow_mask is 0 to 1000 pixels, not \"1001\".",
                "feather_mask=2.5              | feather_mask is 0 to 1000 pixels, not \"2.5\".",
                "outpaint=20                   | outpaint is pixels for sides such as left=200,right=200, or none, not \"20\".",
                "outpaint=left=1,left=2        | outpaint is pixels for sides",
                "outpaint=left=0               | outpaint: A picture is extended by 0 pixels or more at each side",
                "aspect_ratio=wide             | aspect_ratio is two numbers such as 16:9, not \"wide\".",
                "aspect_ratio=0:9              | aspect_ratio: An aspect ratio is two numbers from 1 on",
                "zoom_out=1                    | zoom_out: A zoom out is by more than 1",
                "zoom_out=much                 | zoom_out is a factor such as 1.5, not \"much\".",
                "zoom_out=2 & anchor=left-right| anchor is center, left, right",
                "zoom_out=2 & anchor=2,0       | anchor is center, left, right",
                "zoom_out=2 & overlap=x        | overlap is 0 to 1000 pixels, not \"x\".",
                "anchor=left                   | anchor is where the picture lies on a canvas by aspect_ratio or zoom_out",
                "outpaint=top=9 & anchor=left  | anchor is where the picture lies on a canvas by aspect_ratio or zoom_out",
                "overlap=3                     | overlap is how far into an extended picture it is repainted, and nothing",
                "zoom_out=none & anchor=left   | anchor is where the picture lies on a canvas by aspect_ratio or zoom_out",
                "outpaint=none & overlap=3     | overlap is how far into an extended picture it is repainted, and nothing",
                "zoom_out=2 & aspect_ratio=1:1 | outpaint, aspect_ratio and zoom_out exclude each other",
                "crop_context=wide             | crop_context is a part of the mask's size such as 0.5, not \"wide\".",
                "crop_context=17               | crop_context: A context is 0 to 16 times",
                "crop_megapixels=few           | crop_megapixels is a number of megapixels such as 2, or a range such as 1-2",
                "crop_megapixels=3-2           | crop_megapixels: A crop has more than 0",
                "crop=true & composite=false   | composite is false, and crop is true",
                "composite_feather=9999        | composite_feather is 0 to 1000 pixels, not \"9999\".",
            })
    void whatIsWrongIsNamedByItsColumn(String cells, String sentence) {
        assertThatThrownBy(() -> PlanCells.plan(cells(cells)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void aRowsOwnCellsComeFirst() {
        Map<Column, String> ofAll = cells("grow_mask=8 & aspect_ratio=16:9 & anchor=left");
        assertThat(PlanCells.merged(ofAll, cells("grow_mask=0 & zoom_out=2")))
                .isEqualTo(cells("grow_mask=0 & zoom_out=2 & anchor=left"));
        assertThat(PlanCells.plan(PlanCells.ofRow(ofAll, cells("outpaint=none & grow_mask=0"))))
                .isNull();
    }

    @Test
    void whatIsSaidOfAllCanvasesIsForThoseThatHaveAUseForIt() {
        Map<Column, String> ofAll = cells("zoom_out=2 & anchor=left & overlap=3");
        assertThat(PlanCells.ofRow(ofAll, cells("grow_mask=1")))
                .isEqualTo(cells("zoom_out=2 & anchor=left & overlap=3 & grow_mask=1"));
        assertThat(PlanCells.ofRow(ofAll, cells("outpaint=left=9"))).isEqualTo(cells("outpaint=left=9 & overlap=3"));
        assertThat(PlanCells.ofRow(ofAll, cells("outpaint=none"))).isEqualTo(cells("outpaint=none"));
        assertThat(PlanCells.ofRow(ofAll, cells("outpaint=none & overlap=2")))
                .as("its own is not dropped, but said to be wrong")
                .isEqualTo(cells("outpaint=none & overlap=2"));
        assertThat(PlanCells.ofRow(cells("anchor=left"), cells("aspect_ratio=1:1")))
                .isEqualTo(cells("anchor=left & aspect_ratio=1:1"));
    }
}
