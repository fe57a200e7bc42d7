package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class MaskTest {
    private static final Mask BOX = Mask.rectangle(20, 10, new Region(5, 3, 4, 2));

    @Test
    void aRectangleIsWhereItWasPut() {
        assertThat(BOX.bounds()).isEqualTo(new Region(5, 3, 4, 2));
        assertThat(BOX.coverage()).isEqualTo(4.0);
        assertThat(BOX.level(5, 3)).isEqualTo(255);
        assertThat(BOX.level(4, 3)).isZero();
        assertThat(Mask.none(3, 2).bounds()).isNull();
        assertThat(Mask.none(3, 2).isEmpty()).isTrue();
        assertThat(Mask.all(3, 2).coverage()).isEqualTo(100);
    }

    @Test
    void growsByADisc() {
        Mask grown = BOX.grow(2);
        assertThat(grown.bounds()).isEqualTo(new Region(3, 1, 8, 6));
        assertThat(grown.level(3, 3)).isEqualTo(255);
        assertThat(grown.level(3, 1)).as("the corner is round").isZero();
        assertThat(grown.shrink(2)).isEqualTo(BOX);
    }

    @Test
    void nothingShrinksFromTheBorder() {
        assertThat(Mask.all(5, 5).shrink(2)).isEqualTo(Mask.all(5, 5));
    }

    @Test
    void combines() {
        Mask left = Mask.rectangle(4, 1, new Region(0, 0, 2, 1));
        Mask middle = Mask.rectangle(4, 1, new Region(1, 0, 2, 1));
        assertThat(left.union(middle).bounds()).isEqualTo(new Region(0, 0, 3, 1));
        assertThat(left.intersection(middle).bounds()).isEqualTo(new Region(1, 0, 1, 1));
        assertThat(left.minus(middle).bounds()).isEqualTo(new Region(0, 0, 1, 1));
        assertThatThrownBy(() -> left.union(Mask.none(4, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("They have to be of one size, not 4×1 and 4×2.");
    }

    @Test
    void isWrittenAsGreyOfEightBits() throws IOException {
        var read = ImageIO.read(new ByteArrayInputStream(BOX.toPng()));
        assertThat(read.getColorModel().getPixelSize()).isEqualTo(8);
        assertThat(read.getRaster().getSample(5, 3, 0)).isEqualTo(255);
        assertThat(Mask.read(BOX.toSource()).block()).isEqualTo(BOX);
    }
}
