package io.fluxfill.localfal.paint;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Chooses where to look, and whether there is anything to copy from. */
final class PatchMatchPainter implements Painter {
    private static final int MIN_MARGIN = 64;
    private static final int MIN_SOURCES = 16;

    @Override
    public Picture paint(Picture image, Picture mask, long seed, Consumer<String> log) throws InterruptedException {
        if (image.width() != mask.width() || image.height() != mask.height()) {
            throw new IllegalArgumentException("The picture is " + image.width() + "x" + image.height() + ", its mask "
                    + mask.width() + "x" + mask.height());
        }
        Mask hole = Mask.white(mask);
        if (hole.count() == 0) {
            log.accept("nothing to repaint");
            return image;
        }
        SplittableRandom random = new SplittableRandom(seed);
        if (hole.isFull()) {
            log.accept("everything to repaint, and nothing to copy from: a gradient");
            return BlankCanvas.paint(image.width(), image.height(), random);
        }
        Window bounds = hole.bounds();
        int margin = MIN_MARGIN + Math.max(bounds.width(), bounds.height());
        Window window = bounds.grownBy(margin, image.width(), image.height());
        Mask windowHole = hole.crop(window);
        Canvas canvas = Canvas.of(image, window, windowHole);
        int radius = radius(windowHole);
        if (radius == 0) {
            log.accept("too little to copy from: a smooth fill");
            SmoothFill.fill(canvas, windowHole);
        } else {
            repaint(Pyramid.build(canvas, windowHole, radius), random, log);
        }
        return composite(image, canvas, window, windowHole);
    }

    /** The largest patch that leaves enough sources, or 0. */
    private static int radius(Mask hole) {
        for (int radius = 3; radius > 0; radius--) {
            if (new Sources(hole, radius).count() >= MIN_SOURCES) {
                return radius;
            }
        }
        return 0;
    }

    private static void repaint(List<Level> levels, SplittableRandom random, Consumer<String> log)
            throws InterruptedException {
        LevelPainter painter = null;
        for (int i = 0; i < levels.size(); i++) {
            Level level = levels.get(i);
            log.accept(String.format(
                    Locale.ROOT,
                    "level %d of %d: %dx%d, %,d pixels to repaint",
                    i + 1,
                    levels.size(),
                    level.width(),
                    level.height(),
                    level.hole.count()));
            painter =
                    painter == null ? LevelPainter.coarsest(level, random) : LevelPainter.finer(level, painter, random);
            painter.paint(levels.size() - 1 - i);
            if (i == levels.size() - 1) {
                painter.harmonise();
            }
        }
    }

    private static Picture composite(Picture image, Canvas canvas, Window window, Mask hole) {
        int[] pixels = image.copyOfPixels();
        for (int y = 0; y < window.height(); y++) {
            for (int x = 0; x < window.width(); x++) {
                if (hole.isHole(x, y)) {
                    pixels[(window.y() + y) * image.width() + window.x() + x] = canvas.rgb(canvas.at(x, y));
                }
            }
        }
        return new Picture(image.width(), image.height(), pixels);
    }
}
