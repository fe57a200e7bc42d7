package io.fluxfill.batchedit;

import io.fluxfill.error.FalException;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.Region;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Small versions of pictures as data URIs, each made once. */
final class Thumbnails {
    static final int LONGEST = 640;
    private static final float QUALITY = 0.82f;
    private static final Color CANVAS = new Color(0x8c8c8c);
    private static final Color HATCH = new Color(0x7a7a7a);

    /** A small picture. */
    record Thumbnail(int width, int height, String dataUri) {}

    private record Key(Path file, @Nullable Region place) {}

    private final Map<Key, @Nullable Thumbnail> made = new HashMap<>();

    /** Null if the picture cannot be shown. */
    @Nullable
    Thumbnail of(Path picture) {
        return made(new Key(picture, null), () -> PictureFile.decode(picture, LONGEST));
    }

    /** The picture on the canvas that it was extended to, if it was. Null if it cannot be shown. */
    @Nullable
    Thumbnail before(ImageSource picture, MaskOverlay.Overlay frame) {
        if (!(picture instanceof ImageSource.LocalFile local)) {
            return null;
        }
        Region place = frame.original();
        return made(new Key(local.file(), place), () -> {
            BufferedImage small = PictureFile.decode(local.file(), Math.max(place.width(), place.height()));
            return small == null ? null : placed(small, frame);
        });
    }

    private interface Making {
        @Nullable
        BufferedImage make() throws IOException;
    }

    private @Nullable Thumbnail made(Key key, Making making) {
        if (!made.containsKey(key)) {
            made.put(key, thumbnail(making));
        }
        return made.get(key);
    }

    private static @Nullable Thumbnail thumbnail(Making making) {
        try {
            BufferedImage small = making.make();
            return small == null
                    ? null
                    : new Thumbnail(small.getWidth(), small.getHeight(), "data:image/jpeg;base64," + jpeg(small));
        } catch (IOException | FalException e) {
            // A sheet with a gap is better than none.
            return null;
        }
    }

    private static BufferedImage placed(BufferedImage picture, MaskOverlay.Overlay frame) {
        BufferedImage canvas = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.setColor(CANVAS);
        graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
        graphics.setColor(HATCH);
        graphics.setStroke(new BasicStroke(5));
        for (int x = -canvas.getHeight(); x < canvas.getWidth(); x += 18) {
            graphics.drawLine(x, canvas.getHeight(), x + canvas.getHeight(), 0);
        }
        Region place = frame.original();
        graphics.drawImage(picture, place.x(), place.y(), place.width(), place.height(), Color.WHITE, null);
        graphics.dispose();
        return canvas;
    }

    /** As a data URI. */
    static String png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // As below.
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory cannot be written to memory", e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String jpeg(BufferedImage image) throws IOException {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
        ImageWriter writer = Objects.requireNonNull(writers.next());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // Not ImageIO's own choice: a file cache cannot be made while the process ends, which is when Ctrl-C needs it.
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
