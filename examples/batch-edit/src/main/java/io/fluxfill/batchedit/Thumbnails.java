package io.fluxfill.batchedit;

import io.fluxfill.error.FalException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
    private static final int LONGEST = 480;
    private static final float QUALITY = 0.82f;

    private final Map<Path, String> made = new HashMap<>();

    /** A data URI, or null if the picture cannot be shown. */
    @Nullable
    String of(Path picture) {
        String uri = made.computeIfAbsent(picture, Thumbnails::make);
        return uri.isEmpty() ? null : uri;
    }

    private static String make(Path picture) {
        try {
            BufferedImage small = PictureFile.decode(picture, LONGEST);
            return small == null ? "" : "data:image/jpeg;base64," + jpeg(small);
        } catch (IOException | FalException e) {
            // A sheet with a gap is better than none.
            return "";
        }
    }

    private static String jpeg(BufferedImage image) throws IOException {
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
        ImageWriter writer = Objects.requireNonNull(writers.next());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // Not ImageIO's own choice: a file cache cannot be made while the process ends, which is when Ctrl-C needs it.
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(opaque, null, null), param);
        } finally {
            writer.dispose();
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
