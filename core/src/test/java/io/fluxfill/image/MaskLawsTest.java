package io.fluxfill.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What holds for every mask, tried on many small ones; the seed stands in the message of what fails. */
class MaskLawsTest {
    private static final int ROUNDS = 400;

    private static void forMany(BiConsumer<Draw, String> law) {
        long first = new Random().nextLong();
        for (long seed = first; seed != first + ROUNDS; seed++) {
            law.accept(new Draw(new Random(seed)), "seed " + seed);
        }
    }

    @Test
    void invertingTwiceIsTheIdentity() {
        forMany((draw, seed) -> {
            Mask mask = draw.mask();
            assertThat(mask.invert().invert()).as(seed).isEqualTo(mask);
            assertThat(mask.invert().coverage() + mask.coverage()).as(seed).isBetween(99.9999, 100.0001);
        });
    }

    @Test
    void growingIsTheHighestLevelOfADisc() {
        forMany((draw, seed) -> {
            Mask mask = draw.mask();
            int pixels = draw.pixels();
            assertThat(mask.grow(pixels)).as(seed).isEqualTo(brute(mask, pixels));
        });
    }

    @Test
    void shrinkingIsTheDualOfGrowing() {
        forMany((draw, seed) -> {
            Mask mask = draw.mask();
            int pixels = draw.pixels();
            assertThat(mask.shrink(pixels))
                    .as(seed)
                    .isEqualTo(brute(mask.invert(), pixels).invert());
        });
    }

    @Test
    void growingAndShrinkingAreMonotone() {
        forMany((draw, seed) -> {
            Mask mask = draw.mask();
            int pixels = draw.pixels();
            assertBelow(mask, mask.grow(pixels), seed);
            assertBelow(mask.grow(pixels), mask.grow(pixels + 1), seed);
            assertBelow(mask.shrink(pixels + 1), mask.shrink(pixels), seed);
            assertBelow(mask, mask.grow(pixels).shrink(pixels), seed);
            assertBelow(mask.shrink(pixels).grow(pixels), mask, seed);
            assertThat(mask.grow(pixels).coverage()).as(seed).isGreaterThanOrEqualTo(mask.coverage());
        });
    }

    @Test
    void growingDistributesOverTheUnion() {
        forMany((draw, seed) -> {
            Mask one = draw.mask();
            Mask other = draw.mask(one.width(), one.height());
            int pixels = draw.pixels();
            assertThat(one.union(other).grow(pixels))
                    .as(seed)
                    .isEqualTo(one.grow(pixels).union(other.grow(pixels)));
            assertThat(one.intersection(other).shrink(pixels))
                    .as(seed)
                    .isEqualTo(one.shrink(pixels).intersection(other.shrink(pixels)));
        });
    }

    @Test
    void unionAndIntersectionAreALattice() {
        forMany((draw, seed) -> {
            Mask a = draw.mask();
            Mask b = draw.mask(a.width(), a.height());
            Mask c = draw.mask(a.width(), a.height());
            assertThat(a.union(b)).as(seed).isEqualTo(b.union(a));
            assertThat(a.intersection(b)).as(seed).isEqualTo(b.intersection(a));
            assertThat(a.union(b).union(c)).as(seed).isEqualTo(a.union(b.union(c)));
            assertThat(a.intersection(b).intersection(c)).as(seed).isEqualTo(a.intersection(b.intersection(c)));
            assertThat(a.union(a.intersection(b))).as(seed).isEqualTo(a);
            assertThat(a.intersection(b.union(c)))
                    .as(seed)
                    .isEqualTo(a.intersection(b).union(a.intersection(c)));
            assertThat(a.union(b).invert()).as(seed).isEqualTo(a.invert().intersection(b.invert()));
            assertThat(a.minus(b)).as(seed).isEqualTo(a.intersection(b.invert()));
            assertThat(a.union(Mask.none(a.width(), a.height()))).as(seed).isEqualTo(a);
            assertThat(a.intersection(Mask.all(a.width(), a.height()))).as(seed).isEqualTo(a);
        });
    }

    @Test
    void featheringKeepsToItsReach() {
        forMany((draw, seed) -> {
            Mask mask = draw.mask();
            int pixels = draw.pixels();
            Mask soft = mask.feather(pixels);
            assertThat(mask.feather(0)).as(seed).isEqualTo(mask);
            assertThat(mask.invert().feather(pixels)).as(seed).isEqualTo(soft.invert());
            assertBelow(soft, square(mask, pixels), seed);
            assertBelow(square(mask.invert(), pixels).invert(), soft, seed);
            assertBelow(soft, mask.union(draw.mask(mask.width(), mask.height())).feather(pixels), seed);
        });
    }

    @Test
    void featheringIsThreeMeansOverSquares() {
        forMany((draw, seed) -> {
            Mask mask = draw.mask();
            int pixels = draw.pixels();
            double[] exact = new double[mask.width() * mask.height()];
            Arrays.setAll(exact, i -> mask.shared()[i] & 255);
            for (int half : new int[] {pixels / 3, (pixels + 1) / 3, (pixels + 2) / 3}) {
                exact = mean(mean(exact, mask.width(), half, true), mask.width(), half, false);
            }
            Mask soft = mask.feather(pixels);
            for (int i = 0; i < exact.length; i++) {
                assertThat((double) (soft.shared()[i] & 255)).as(seed).isBetween(exact[i] - 0.52, exact[i] + 0.52);
            }
        });
    }

    @Test
    void fillingHolesIsWhatCannotBeReached() {
        forMany((draw, seed) -> {
            Mask mask = draw.mask();
            Mask filled = mask.fillHoles();
            int level = 1 + draw.random.nextInt(255);
            assertThat(filled.threshold(level)).as(seed).isEqualTo(fillHoles(mask.threshold(level)));
            assertThat(filled.fillHoles()).as(seed).isEqualTo(filled);
            assertBelow(mask, filled, seed);
        });
    }

    @Test
    void theBoundsHoldEverythingAndNothingSmallerDoes() {
        forMany((draw, seed) -> {
            Mask mask = draw.mask();
            Region bounds = mask.bounds();
            assertThat(mask.isEmpty()).as(seed).isEqualTo(bounds == null);
            if (bounds == null) {
                assertThat(mask.coverage()).as(seed).isZero();
                return;
            }
            assertThat(mask.intersection(Mask.rectangle(mask.width(), mask.height(), bounds)))
                    .as(seed)
                    .isEqualTo(mask);
            Mask part = mask.crop(bounds);
            assertThat(part.bounds()).as(seed).isEqualTo(part.region());
            assertThat(part.padded(
                            bounds.x(), bounds.y(), mask.width() - bounds.right(), mask.height() - bounds.bottom(), 0))
                    .as(seed)
                    .isEqualTo(mask);
        });
    }

    @Test
    void distancesAreThoseOfTheNearestPixel() {
        forMany((draw, seed) -> {
            Mask mask = draw.mask();
            int limit = draw.pixels();
            Region region = draw.region(mask);
            int[] squared = Distances.squared(mask, region, limit);
            for (int y = 0; y < region.height(); y++) {
                for (int x = 0; x < region.width(); x++) {
                    assertThat(squared[y * region.width() + x])
                            .as(seed)
                            .isEqualTo(Math.min((limit + 1) * (limit + 1), squared(mask, region, x, y)));
                }
            }
        });
    }

    private static int squared(Mask mask, Region region, int x, int y) {
        int least = Integer.MAX_VALUE;
        for (int v = 0; v < region.height(); v++) {
            for (int u = 0; u < region.width(); u++) {
                if (mask.level(region.x() + u, region.y() + v) == 0) {
                    least = Math.min(least, (x - u) * (x - u) + (y - v) * (y - v));
                }
            }
        }
        return least;
    }

    private static Mask brute(Mask mask, int pixels) {
        byte[] levels = new byte[mask.width() * mask.height()];
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                int most = 0;
                for (int v = 0; v < mask.height(); v++) {
                    for (int u = 0; u < mask.width(); u++) {
                        if ((u - x) * (u - x) + (v - y) * (v - y) <= pixels * pixels) {
                            most = Math.max(most, mask.level(u, v));
                        }
                    }
                }
                levels[y * mask.width() + x] = (byte) most;
            }
        }
        return Mask.ofLevels(mask.width(), mask.height(), levels);
    }

    private static Mask square(Mask mask, int pixels) {
        byte[] levels = new byte[mask.width() * mask.height()];
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                int most = 0;
                for (int v = Math.max(0, y - pixels); v <= Math.min(mask.height() - 1, y + pixels); v++) {
                    for (int u = Math.max(0, x - pixels); u <= Math.min(mask.width() - 1, x + pixels); u++) {
                        most = Math.max(most, mask.level(u, v));
                    }
                }
                levels[y * mask.width() + x] = (byte) most;
            }
        }
        return Mask.ofLevels(mask.width(), mask.height(), levels);
    }

    private static double[] mean(double[] from, int width, int half, boolean across) {
        int height = from.length / width;
        double[] into = new double[from.length];
        for (int i = 0; i < into.length; i++) {
            for (int d = -half; d <= half; d++) {
                int x = Math.max(0, Math.min(width - 1, i % width + (across ? d : 0)));
                int y = Math.max(0, Math.min(height - 1, i / width + (across ? 0 : d)));
                into[i] += from[y * width + x] / (2 * half + 1);
            }
        }
        return into;
    }

    /** Of two levels, by walking in from the border until nothing changes. */
    private static Mask fillHoles(Mask mask) {
        int width = mask.width();
        int height = mask.height();
        boolean[][] outside = new boolean[height + 2][width + 2];
        Arrays.fill(outside[0], true);
        Arrays.fill(outside[height + 1], true);
        for (boolean[] row : outside) {
            row[0] = true;
            row[width + 1] = true;
        }
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int y = 1; y <= height; y++) {
                for (int x = 1; x <= width; x++) {
                    if (!outside[y][x]
                            && mask.level(x - 1, y - 1) == 0
                            && (outside[y - 1][x] || outside[y + 1][x] || outside[y][x - 1] || outside[y][x + 1])) {
                        outside[y][x] = true;
                        changed = true;
                    }
                }
            }
        }
        byte[] levels = new byte[width * height];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (outside[i / width + 1][i % width + 1] ? 0 : 255);
        }
        return Mask.ofLevels(width, height, levels);
    }

    private static void assertBelow(Mask one, Mask other, String seed) {
        assertThat(one.union(other)).as(seed).isEqualTo(other);
    }

    /** Small masks of all kinds: of two levels, of few, of many; with much in them and with little. */
    private record Draw(Random random) {
        int pixels() {
            return random.nextInt(4) == 0 ? random.nextInt(60) : random.nextInt(6);
        }

        Mask mask() {
            return mask(1 + random.nextInt(24), 1 + random.nextInt(24));
        }

        Mask mask(int width, int height) {
            byte[] levels = new byte[width * height];
            int kinds = random.nextInt(4);
            double density = random.nextDouble();
            for (int i = 0; i < levels.length; i++) {
                if (random.nextDouble() < density) {
                    levels[i] = (byte) (kinds == 0 ? 255 : kinds == 1 ? 60 * random.nextInt(4) : random.nextInt(256));
                }
            }
            Mask mask = Mask.ofLevels(width, height, levels);
            return kinds < 3 ? mask : mask.intersection(Mask.rectangle(width, height, region(mask)));
        }

        Region region(Mask mask) {
            int x = random.nextInt(mask.width());
            int y = random.nextInt(mask.height());
            return new Region(x, y, 1 + random.nextInt(mask.width() - x), 1 + random.nextInt(mask.height() - y));
        }
    }
}
