package io.fluxfill.batchedit;

import io.fluxfill.image.ImageHeader;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.Picture;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A picture on this machine.
 *
 * @param size upright; null if its header does not say
 * @param sha256 of its bytes
 */
record PictureFile(@Nullable Size size, String sha256) {

    static PictureFile read(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        ImageHeader header = ImageHeader.read(ImageSource.bytes(bytes)).block();
        Size size = header == null ? null : new Size(header.uprightWidth(), header.uprightHeight());
        return new PictureFile(size, sha256(bytes));
    }

    /**
     * The upright picture, made smaller so that its longer side is at most this long; null if it cannot be decoded here.
     */
    static @Nullable BufferedImage decode(Path path, int longest) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        BufferedImage stored = withReader(bytes, reader -> {
            ImageReadParam param = reader.getDefaultReadParam();
            int step = (int) Math.max(1, Math.max(reader.getWidth(0), reader.getHeight(0)) / (2L * longest));
            param.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, param);
        });
        ImageHeader header = ImageHeader.read(ImageSource.bytes(bytes)).block();
        return stored == null ? null : upright(stored, header == null ? 1 : header.orientation(), longest);
    }

    private interface Reading<T> {
        T of(ImageReader reader) throws IOException;
    }

    private static <T> @Nullable T withReader(byte[] bytes, Reading<T> reading) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return null;
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, false, true);
                return reading.of(reader);
            } catch (RuntimeException e) {
                // The readers answer damaged files with all kinds of unchecked exceptions.
                throw new IOException("the picture is damaged", e);
            } finally {
                reader.dispose();
            }
        }
    }

    /** The numbers are EXIF's: 5 and above have rows and columns swapped. */
    private static BufferedImage upright(BufferedImage stored, int orientation, int longest) {
        boolean swapped = orientation >= 5;
        int width = swapped ? stored.getHeight() : stored.getWidth();
        int height = swapped ? stored.getWidth() : stored.getHeight();
        BufferedImage upright = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        AffineTransform turn = new AffineTransform();
        switch (orientation) {
            case 2 -> turn.concatenate(new AffineTransform(-1, 0, 0, 1, width, 0));
            case 3 -> turn.concatenate(new AffineTransform(-1, 0, 0, -1, width, height));
            case 4 -> turn.concatenate(new AffineTransform(1, 0, 0, -1, 0, height));
            case 5 -> turn.concatenate(new AffineTransform(0, 1, 1, 0, 0, 0));
            case 6 -> turn.concatenate(new AffineTransform(0, 1, -1, 0, width, 0));
            case 7 -> turn.concatenate(new AffineTransform(0, -1, -1, 0, width, height));
            case 8 -> turn.concatenate(new AffineTransform(0, -1, 1, 0, 0, height));
            default -> {}
        }
        Graphics2D graphics = upright.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.drawImage(stored, turn, null);
        graphics.dispose();
        double scale = Math.min(1, (double) longest / Math.max(width, height));
        return Picture.of(upright)
                .scaled(Math.max(1, (int) Math.round(width * scale)), Math.max(1, (int) Math.round(height * scale)))
                .toBufferedImage();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
