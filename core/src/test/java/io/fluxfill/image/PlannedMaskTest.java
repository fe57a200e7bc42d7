package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PlannedMaskTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Region BOX = new Region(20, 10, 8, 6);
    private static final ImageSource PICTURE = Picture.filled(60, 40, 0x336699).toSource();
    private static final ImageSource MASK = Mask.rectangle(60, 40, BOX).toSource();

    private static PlannedMask of(FillPlan plan) {
        return Objects.requireNonNull(plan.mask(PICTURE, MASK).block(LIMIT));
    }

    @Test
    void isGrownAndNeitherSoftNorCropped() {
        PlannedMask planned = of(FillPlan.builder()
                .growMask(3)
                .featherMask(5)
                .crop(CropAndStitch.create())
                .build());
        assertThat(planned.mask()).isEqualTo(Mask.rectangle(60, 40, BOX).grow(3));
        assertThat(planned.original()).isEqualTo(Region.whole(60, 40));
    }

    @Test
    void hasTheSizeOfTheCanvasAndTellsWhereThePictureLies() {
        PlannedMask planned =
                of(FillPlan.builder().outpaint(Outpaint.by(10, 0, 30, 5)).build());
        assertThat(planned.original()).isEqualTo(new Region(10, 0, 60, 40));
        assertThat(planned.mask().region()).isEqualTo(Region.whole(100, 45));
        assertThat(planned.mask().level(9, 0)).isEqualTo(255);
        assertThat(planned.mask().level(30 + 3, 12)).isEqualTo(255);
        assertThat(planned.mask().level(28, 12)).isZero();
    }
}
