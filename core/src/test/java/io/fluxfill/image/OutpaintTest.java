package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutpaintTest {
    private static Picture gradient(int width, int height) {
        byte[] samples = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            samples[3 * i] = (byte) (i % width);
            samples[3 * i + 1] = (byte) (i / width);
        }
        return Picture.ofSamples(width, height, samples);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100, 16, 9, 178, 100, 39, 0",
        "160, 90, 1, 1, 160, 160, 0, 35",
        "100, 200, 3, 2, 300, 200, 100, 0",
        "301, 200, 3, 2, 301, 201, 0, 1"
    })
    void theSmallestCanvasOfAnAspectRatioHoldsThePicture(
            int width, int height, int ratioWidth, int ratioHeight, int canvasWidth, int canvasHeight, int x, int y) {
        Canvas canvas =
                Outpaint.toAspectRatio(ratioWidth, ratioHeight).overlap(4).extend(gradient(width, height));
        assertThat(canvas.picture().region()).isEqualTo(Region.whole(canvasWidth, canvasHeight));
        assertThat(canvas.original()).isEqualTo(new Region(x, y, width, height));
        assertThat(canvas.picture().crop(canvas.original())).isEqualTo(gradient(width, height));
    }

    @Test
    void zoomsOutAndGrowsBySides() {
        Canvas zoomed = Outpaint.zoomOut(1.5).extend(gradient(100, 80));
        assertThat(zoomed.picture().region()).isEqualTo(Region.whole(150, 120));
        assertThat(zoomed.original()).isEqualTo(new Region(25, 20, 100, 80));
        Canvas sides = Outpaint.by(1, 2, 30, 40).extend(gradient(100, 80));
        assertThat(sides.picture().region()).isEqualTo(Region.whole(131, 122));
        assertThat(sides.original()).isEqualTo(new Region(1, 2, 100, 80));
    }

    @Test
    void theAnchorTellsWhereThePictureLies() {
        Outpaint wide = Outpaint.toAspectRatio(2, 1);
        assertThat(wide.anchor(0, 0.5).extend(gradient(100, 100)).original().x())
                .isZero();
        assertThat(wide.anchor(1, 0.5).extend(gradient(100, 100)).original().x())
                .isEqualTo(100);
    }

    @Test
    void theMaskIsWhatIsNewAndTheOverlapAtTheSidesThatGrow() {
        Canvas canvas = Outpaint.by(0, 0, 20, 0).overlap(5).extend(gradient(60, 40));
        assertThat(canvas.mask().bounds()).isEqualTo(new Region(55, 0, 25, 40));
        assertThat(canvas.mask().level(54, 0)).isZero();
        assertThat(canvas.mask().level(55, 39)).isEqualTo(255);
        Canvas around = Outpaint.by(8, 8, 8, 8).overlap(0).extend(gradient(60, 40));
        assertThat(around.mask().invert().bounds()).isEqualTo(around.original());
    }

    @Test
    void theEdgeGoesOnInWhatIsNew() {
        Picture canvas =
                Outpaint.by(3, 4, 5, 6).overlap(1).extend(gradient(60, 40)).picture();
        assertThat(canvas.rgb(0, 0)).isEqualTo(canvas.rgb(3, 4));
        assertThat(canvas.rgb(67, 49)).isEqualTo(canvas.rgb(62, 43));
        assertThat(canvas.rgb(10, 0)).isEqualTo(canvas.rgb(10, 4));
        assertThat(canvas.rgb(67, 20)).isEqualTo(canvas.rgb(62, 20));
    }

    @Test
    void whatExtendsNothingOrKeepsNothingIsRefused() {
        assertThatThrownBy(() -> Outpaint.toAspectRatio(3, 2).extend(gradient(150, 100)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing to extend");
        assertThatThrownBy(() -> Outpaint.by(9, 0, 9, 0).overlap(30).extend(gradient(60, 40)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaves nothing");
        assertThatThrownBy(() -> Outpaint.by(0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outpaint.by(-1, 0, 9, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outpaint.zoomOut(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outpaint.zoomOut(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outpaint.zoomOut(2).anchor(2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outpaint.by(9, 0, 0, 0).anchor(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("say themselves where the picture lies");
        assertThatThrownBy(() -> Outpaint.zoomOut(2).overlap(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outpaint.by(Integer.MAX_VALUE, 0, 0, 0).extend(gradient(6, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> Outpaint.toAspectRatio(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
