package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class UprightTest {
    @Test
    void turnsUpright() {
        BufferedImage stored = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        stored.setRGB(0, 0, 0xFF0000);
        stored.setRGB(1, 0, 0x0000FF);
        byte[] png = TestPictures.withChunk(TestPictures.png(stored), "eXIf", TestPictures.exif(6, true), false);
        Picture upright = Upright.create().decode(png);
        assertThat(upright).hasToString("Picture[1×2]");
        assertThat(upright.rgb(0, 0)).isEqualTo(0xFF0000);
        assertThat(upright.rgb(0, 1)).isEqualTo(0x0000FF);
        assertThat(Upright.create().decode(upright.toPng())).isEqualTo(upright);
        assertThat(Upright.create().read(upright.toSource()).block()).isEqualTo(upright);
        assertThat(Picture.of(upright.toBufferedImage())).isEqualTo(upright);
        assertThat(upright.scaled(4, 8)).hasToString("Picture[4×8]");
    }
}
