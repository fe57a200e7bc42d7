package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FillPlanTest {
    private static FillPlan everything() {
        return FillPlan.builder()
                .upright(Upright.builder()
                        .background(0x102030)
                        .profile(Upright.Profile.TO_SRGB)
                        .maxMegapixels(80)
                        .build())
                .maskFromAlpha(AlphaSense.TRANSPARENT_REPAINTED)
                .invertMask(true)
                .fillHoles(true)
                .growMask(12)
                .featherMask(6)
                .outpaint(Outpaint.by(1, 2, 3, 4).overlap(24))
                .crop(CropAndStitch.create().context(0.75, 32).megapixels(0.5, 1.5))
                .composite(CompositeBack.create().feather(4).matchColour(true))
                .build();
    }

    /** What is written is read for ever: this text must not change, but for new versions beside it. */
    @Test
    void asJsonItIsStable() {
        assertThat(FillPlan.create().toJson())
                .isEqualTo("{\"version\":1,\"composite\":{\"feather\":8,\"match_colour\":false}}");
        assertThat(everything().toJson())
                .isEqualTo("{\"version\":1,\"background\":\"#102030\",\"profile\":\"to_srgb\",\"max_megapixels\":80,"
                        + "\"mask_from_alpha\":\"transparent_repainted\",\"invert_mask\":true,\"fill_holes\":true,"
                        + "\"grow_mask\":12,\"feather_mask\":6,"
                        + "\"outpaint\":{\"sides\":[1,2,3,4],\"anchor\":[0.5,0.5],\"overlap\":24},"
                        + "\"crop\":{\"context\":0.75,\"least_context\":32,\"megapixels\":[0.5,1.5]},"
                        + "\"composite\":{\"feather\":4,\"match_colour\":true}}");
    }

    @Test
    void isReadAsItWasWritten() {
        assertThat(FillPlan.fromJson(everything().toJson())).isEqualTo(everything());
        for (Outpaint outpaint : new Outpaint[] {Outpaint.toAspectRatio(16, 9), Outpaint.zoomOut(1.5)}) {
            FillPlan plan = FillPlan.builder().outpaint(outpaint.overlap(3)).build();
            FillPlan read = FillPlan.fromJson(plan.toJson());
            assertThat(read).isEqualTo(plan).hasSameHashCodeAs(plan).isNotEqualTo(FillPlan.create());
            assertThat(read.outpaint()).isEqualTo(plan.outpaint());
        }
        FillPlan anchored = FillPlan.builder()
                .outpaint(Outpaint.zoomOut(1.5).anchor(0.25, 1))
                .build();
        assertThat(FillPlan.fromJson(anchored.toJson())).isEqualTo(anchored);
        assertThat(FillPlan.fromJson(everything().toJson().replace("[0.5,0.5]", "[0.25,1.0]")))
                .as("written when an anchor of sides was let through")
                .isEqualTo(everything());
        assertThat(FillPlan.fromJson("{\"version\":1}")).isEqualTo(FillPlan.create());
        assertThat(FillPlan.fromJson(everything().toJson()).crop())
                .isEqualTo(everything().crop());
        assertThat(FillPlan.fromJson(everything().toJson()).composite())
                .isEqualTo(everything().composite());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"version\":2}",
                "{\"version\":1,\"sharpen\":3}",
                "{\"version\":1,\"grow_mask\":-1}",
                "{\"version\":1,\"grow_mask\":1.5}",
                "{\"version\":1,\"grow_mask\":\"8\"}",
                "{\"version\":1,\"invert_mask\":1}",
                "{\"version\":1,\"background\":\"red\"}",
                "{\"version\":1,\"background\":7}",
                "{\"version\":1,\"profile\":\"other\"}",
                "{\"version\":1,\"outpaint\":{}}",
                "{\"version\":1,\"outpaint\":[]}",
                "{\"version\":1,\"outpaint\":{\"sides\":[1,2,3]}}",
                "{\"version\":1,\"outpaint\":{\"sides\":[1,2,3,\"4\"]}}",
                "{\"version\":1,\"outpaint\":{\"sides\":[10.7,0,0,0]}}",
                "{\"version\":1,\"outpaint\":{\"sides\":[1e10,0,0,0]}}",
                "{\"version\":1,\"outpaint\":{\"aspect_ratio\":[1.5,1]}}",
                "{\"version\":1,\"outpaint\":{\"zoom_out\":1.5,\"tilt\":1}}",
                "{\"version\":1,\"crop\":{\"megapixels\":[3,1]}}",
                "{\"version\":1,\"composite\":{\"feather\":1e30}}"
            })
    void whatItDoesNotKnowItDoesNotGuess(String json) {
        assertThatThrownBy(() -> FillPlan.fromJson(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEndlessTextIsNotRead() {
        assertThatThrownBy(() -> FillPlan.fromJson("{" + " ".repeat(20_000) + "\"version\":1}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("characters");
    }

    @Test
    void rangesAreChecked() {
        assertThatThrownBy(() -> FillPlan.builder().growMask(-1)).hasMessageContaining("growMask");
        assertThatThrownBy(() -> FillPlan.builder().featherMask(2000)).hasMessageContaining("featherMask");
    }
}
