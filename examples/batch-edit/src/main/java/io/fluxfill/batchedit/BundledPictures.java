package io.fluxfill.batchedit;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** The edits of a run without arguments: each scene is drawn, and edited with two seeds. */
final class BundledPictures {
    private BundledPictures() {}

    /** Draws the scenes and their masks into a folder. The same program draws the same pixels every time. */
    static List<Row> draw(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Row> rows = new ArrayList<>();
        for (int seed = 1; seed <= 2; seed++) {
            for (Scene scene : Scene.values()) {
                String name = scene.word();
                if (seed == 1) {
                    write(scene.picture(), folder.resolve(name + ".png"));
                    write(scene.mask(), folder.resolve(name + "-mask.png"));
                }
                rows.add(new Row(
                        rows.size() + 1,
                        "bundled " + name,
                        Map.of(
                                Column.IMAGE,
                                name + ".png",
                                Column.MASK,
                                name + "-mask.png",
                                Column.PROMPT,
                                scene.prompt(),
                                Column.SEED,
                                String.valueOf(seed)),
                        folder,
                        null));
            }
        }
        return rows;
    }

    private static void write(BufferedImage picture, Path file) throws IOException {
        if (!ImageIO.write(picture, "png", file.toFile())) {
            throw new IOException("no writer for PNG");
        }
    }
}
