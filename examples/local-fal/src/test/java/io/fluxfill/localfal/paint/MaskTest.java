package io.fluxfill.localfal.paint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class MaskTest {
    private static final int WIDTH = 23;
    private static final int HEIGHT = 17;

    private final Mask mask = randomMask();

    @Test
    void depthIsTheDistanceToTheNearestKnownPixel() {
        short[] depths = mask.depths();

        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                assertThat((int) depths[y * WIDTH + x]).isEqualTo(depth(x, y));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void wholePatchesLieInsideAndTouchNoHole(int radius) {
        boolean[] whole = mask.wholePatches(radius);

        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                assertThat(whole[y * WIDTH + x]).isEqualTo(isWhole(x, y, radius));
            }
        }
    }

    @Test
    void halfIsAHoleWhereMostIs() {
        Mask row = new Mask(5, 2, new boolean[] {true, true, true, false, true, true, false, true, false, true});

        Mask half = row.half();

        assertThat(half.width).isEqualTo(3);
        assertThat(half.height).isEqualTo(1);
        assertThat(half.isHole(0)).isTrue();
        assertThat(half.isHole(1)).isFalse();
        assertThat(half.isHole(2)).isTrue();
    }

    @Test
    void cropsToItsBounds() {
        boolean[] hole = new boolean[20];
        hole[6] = true;
        hole[13] = true;
        Mask two = new Mask(5, 4, hole);

        Window bounds = two.bounds();

        assertThat(bounds).isEqualTo(new Window(1, 1, 3, 2));
        assertThat(two.crop(bounds).count()).isEqualTo(2);
        assertThat(bounds.grownBy(2, 5, 4)).isEqualTo(new Window(0, 0, 5, 4));
    }

    private int depth(int x, int y) {
        for (int reach = 0; ; reach++) {
            for (int dy = -reach; dy <= reach; dy++) {
                for (int dx = -reach; dx <= reach; dx++) {
                    if (isInside(x + dx, y + dy) && !mask.isHole(x + dx, y + dy)) {
                        return reach;
                    }
                }
            }
        }
    }

    private boolean isWhole(int x, int y, int radius) {
        for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                if (!isInside(x + dx, y + dy) || mask.isHole(x + dx, y + dy)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isInside(int x, int y) {
        return x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT;
    }

    /** A few rectangles. */
    private static Mask randomMask() {
        SplittableRandom random = new SplittableRandom(4);
        boolean[] hole = new boolean[WIDTH * HEIGHT];
        for (int i = 0; i < 3; i++) {
            int left = random.nextInt(WIDTH - 4);
            int top = random.nextInt(HEIGHT - 4);
            for (int y = top; y < top + 5 && y < HEIGHT; y++) {
                for (int x = left; x < left + 5 && x < WIDTH; x++) {
                    hole[y * WIDTH + x] = true;
                }
            }
        }
        return new Mask(WIDTH, HEIGHT, hole);
    }
}
