package io.fluxfill.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;

/** What {@link PictureHeapTest} runs with little heap. */
final class PictureHeapMain {
    private PictureHeapMain() {}

    public static void main(String[] args) {
        Picture picture = picture();
        Path written = Objects.requireNonNull(picture.writeTo(Path.of(args[0])).block(Duration.ofSeconds(60)));
        System.out.println("written to " + written.getFileName());
        System.exit(0);
    }

    /** 36 MB, of which a PNG is about as large. */
    static Picture picture() {
        byte[] samples = new byte[3 * 4000 * 3000];
        byte[] row = new byte[3 * 4000];
        Random random = new Random(1);
        for (int at = 0; at < samples.length; at += row.length) {
            random.nextBytes(row);
            System.arraycopy(row, 0, samples, at, row.length);
        }
        return Picture.wrap(4000, 3000, samples, new byte[300_000]);
    }
}
