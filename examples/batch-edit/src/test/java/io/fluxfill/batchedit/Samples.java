package io.fluxfill.batchedit;

import io.fluxfill.image.Picture;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Small pictures and manifests in a folder of a test. */
final class Samples {
    private Samples() {}

    static Path picture(Path folder, String name, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0x102030 * (x % 5) + 7 * y);
            }
        }
        return write(image, folder.resolve(name));
    }

    /** No two pictures of it are alike by chance. */
    static Picture noise(int width, int height) {
        byte[] samples = new byte[3 * width * height];
        new Random(7).nextBytes(samples);
        return Picture.ofSamples(width, height, samples);
    }

    static Path mask(Path folder, String name, int width, int height, Color... tones) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        for (int i = 0; i < tones.length; i++) {
            graphics.setColor(tones[i]);
            graphics.fillRect(i * width / tones.length, 0, width, height);
        }
        graphics.dispose();
        return write(image, folder.resolve(name));
    }

    private static Path write(BufferedImage image, Path file) {
        try {
            ImageIO.write(image, "png", file.toFile());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A manifest of so many good edits, each with a seed of its own. */
    static Path manifest(Path folder, int edits) throws IOException {
        picture(folder, "a.png", 16, 12);
        mask(folder, "m.png", 16, 12, Color.BLACK, Color.WHITE);
        String rows = IntStream.rangeClosed(1, edits)
                .mapToObj(i -> "a.png,m.png,\"a red door, please\"," + i + "\n")
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve("edits.csv"), "image,mask,prompt,seed\n" + rows);
    }

    static Row row(Path folder, Map<Column, String> cells) {
        return new Row(1, "test", cells, folder, null);
    }

    static Edit edit(Path folder, int number, String prompt) throws RowProblem {
        return edit(folder, number, prompt, Map.of());
    }

    static Edit edit(Path folder, int number, String prompt, Map<Column, String> ofAll) throws RowProblem {
        picture(folder, "a.png", 16, 12);
        mask(folder, "m.png", 16, 12, Color.BLACK, Color.WHITE);
        return new Preflight(ofAll)
                .check(new Row(
                        number,
                        "edits.csv:" + (number + 1),
                        Map.of(Column.IMAGE, "a.png", Column.MASK, "m.png", Column.PROMPT, prompt),
                        folder,
                        null));
    }

    static RowResult done(Edit edit, String file) {
        return new RowResult(
                edit.number(),
                edit.where(),
                edit.name(),
                RowResult.Status.SUCCEEDED,
                edit.prompt(),
                null,
                java.util.List.of(file),
                false,
                "id",
                1.5,
                null,
                edit.estimate(),
                null,
                null,
                null);
    }
}
