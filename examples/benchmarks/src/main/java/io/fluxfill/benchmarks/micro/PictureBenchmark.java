package io.fluxfill.benchmarks.micro;

import io.fluxfill.image.CompositeBack;
import io.fluxfill.image.Mask;
import io.fluxfill.image.OutsideChange;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Region;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Masks and composites of a picture of 1.5 megapixels, a fifth of which is repainted, beside {@link PlainPictures}: the same
 * done with {@code BufferedImage} alone. Scores are megapixels of the whole picture in a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PictureBenchmark {
    private static final int WIDTH = 1500;
    private static final int HEIGHT = 1000;
    private static final int PIXELS = WIDTH * HEIGHT;
    private static final int RADIUS = 16;

    private final Mask mask = Mask.ellipse(WIDTH, HEIGHT, new Region(200, 200, 500, 400))
            .union(Mask.rectangle(WIDTH, HEIGHT, new Region(900, 300, 350, 420)));
    private final Mask soft = mask.feather(RADIUS);
    private final Picture original = noise(1);
    private final Picture result = noise(2);
    private final CompositeBack compositing = CompositeBack.create().feather(RADIUS);

    private final BufferedImage plainMask = grey(mask);
    private final BufferedImage plainSoft = grey(soft);
    private final BufferedImage plainOriginal = original.toBufferedImage();
    private final BufferedImage plainResult = result.toBufferedImage();

    private static Picture noise(long seed) {
        byte[] samples = new byte[3 * PIXELS];
        new Random(seed).nextBytes(samples);
        return Picture.ofSamples(WIDTH, HEIGHT, samples);
    }

    private static BufferedImage grey(Mask mask) {
        BufferedImage image = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, mask.width(), mask.height(), mask.levels());
        return image;
    }

    /** Black for white. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public Mask invert() {
        return mask.invert();
    }

    /** The same, plainly. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public BufferedImage invertPlain() {
        return PlainPictures.invert(plainMask);
    }

    /** The higher level of two masks. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public Mask union() {
        return mask.union(soft);
    }

    /** The same, plainly. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public BufferedImage unionPlain() {
        return PlainPictures.union(plainMask, plainSoft);
    }

    /** A mask of two levels, by 16 pixels. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public Mask grow() {
        return mask.grow(RADIUS);
    }

    /** The same, plainly. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public BufferedImage growPlain() {
        return PlainPictures.grow(plainMask, RADIUS);
    }

    /** A mask of many levels, by 16 pixels. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public Mask growSoft() {
        return soft.grow(RADIUS);
    }

    /** The same, plainly. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public BufferedImage growSoftPlain() {
        return PlainPictures.grow(plainSoft, RADIUS);
    }

    /** By 16 pixels. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public Mask feather() {
        return mask.feather(RADIUS);
    }

    /** Nearly the same, plainly: one kernel of that size. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public BufferedImage featherPlain() {
        return PlainPictures.feather(plainMask, RADIUS);
    }

    /** What is repainted, in percent. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public double coverage() {
        return mask.coverage();
    }

    /** The same, plainly. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public double coveragePlain() {
        return PlainPictures.coverage(plainMask);
    }

    /** The original outside of the mask, the model's picture inside, with a border that fades over 16 pixels. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public Picture composite() {
        return compositing.apply(original, result, mask);
    }

    /** Less than that, plainly: the border is as soft as the mask given. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public BufferedImage compositePlain() {
        return PlainPictures.composite(plainOriginal, plainResult, plainSoft);
    }

    /** How far the model's picture differs outside of the mask. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public OutsideChange outsideChange() {
        return CompositeBack.outsideChange(original, result, mask);
    }

    /** Its mean, plainly. */
    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public double outsideChangePlain() {
        return PlainPictures.outsideChange(plainOriginal, plainResult, plainMask);
    }

    /** Runs all, and prints the best iteration of each beside that of its plain way: other work on the machine only slows. */
    public static void main(String[] args) throws RunnerException {
        Map<String, Double> scores = new TreeMap<>();
        for (RunResult run : new Runner(new OptionsBuilder()
                        .include(PictureBenchmark.class.getName())
                        .build())
                .run()) {
            String name = run.getParams().getBenchmark();
            scores.put(
                    name.substring(name.lastIndexOf('.') + 1),
                    run.getPrimaryResult().getStatistics().getMax());
        }
        System.out.println("\n| operation | MP/s | plainly, MP/s | ratio |\n|---|---|---|---|");
        scores.forEach((name, score) -> {
            Double plain = scores.get(name + "Plain");
            if (plain != null) {
                System.out.printf(Locale.ROOT, "| %s | %.1f | %.2f | %.1f |%n", name, score, plain, score / plain);
            }
        });
    }
}
