package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionTest {
    private static final Region REGION = new Region(2, 3, 4, 5);

    @Test
    void tellsItsEnds() {
        assertThat(REGION.right()).isEqualTo(6);
        assertThat(REGION.bottom()).isEqualTo(8);
        assertThat(REGION.pixels()).isEqualTo(20);
        assertThat(REGION).hasToString("Region[4×5 at 2,3]");
        assertThat(new Region(0, 0, 100_000, 100_000).pixels()).isEqualTo(10_000_000_000L);
        assertThat(REGION.moved(-3, 1)).isEqualTo(new Region(-1, 4, 4, 5));
        assertThat(REGION.grow(2)).isEqualTo(new Region(0, 1, 8, 9));
        assertThat(REGION.grow(0, 1)).isEqualTo(new Region(2, 2, 4, 7));
        assertThat(Region.whole(7, 8)).isEqualTo(new Region(0, 0, 7, 8));
    }

    @ParameterizedTest
    @CsvSource({"0,0,0,1", "0,0,1,0", "0,0,-1,1", "2147483647,0,1,1", "0,2147483600,1,100"})
    void isNeitherEmptyNorBeyondAnInt(int x, int y, int width, int height) {
        assertThatThrownBy(() -> new Region(x, y, width, height)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNotGrowBeyondAnInt() {
        assertThatThrownBy(() -> REGION.grow(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The region would not fit an int.");
    }

    @ParameterizedTest
    @CsvSource({
        "-5,-7,4,5, 0,0,4,5",
        "8,9,4,5, 6,5,4,5",
        "3,3,4,5, 3,3,4,5",
        "-1,2,20,5, 0,2,10,5",
        "4,-30,4,50, 4,0,4,10"
    })
    void movesAsLittleAsNeeded(int x, int y, int w, int h, int newX, int newY, int newW, int newH) {
        assertThat(new Region(x, y, w, h).movedInto(10, 10)).isEqualTo(new Region(newX, newY, newW, newH));
    }

    @Test
    void intersectionAndUnionAreThoseOfTheirPixels() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            Region a = draw(random);
            Region b = draw(random);
            String as = "seed " + seed + ", " + a + " and " + b;
            Region both = a.intersection(b);
            for (int y = -4; y < 12; y++) {
                for (int x = -4; x < 12; x++) {
                    boolean inBoth = a.contains(x, y) && b.contains(x, y);
                    assertThat(both != null && both.contains(x, y)).as(as).isEqualTo(inBoth);
                }
            }
            Region union = a.union(b);
            assertThat(union.contains(a) && union.contains(b)).as(as).isTrue();
            assertThat(union.width()).as(as).isEqualTo(Math.max(a.right(), b.right()) - Math.min(a.x(), b.x()));
            assertThat(a.contains(b)).as(as).isEqualTo(b.equals(both));
        }
    }

    private static Region draw(Random random) {
        return new Region(random.nextInt(8) - 3, random.nextInt(8) - 3, 1 + random.nextInt(6), 1 + random.nextInt(6));
    }
}
