package io.fluxfill.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures for tests, made here: as ImageIO writes them, or byte by byte. */
final class TestPictures {
    /** 20×10, black with a white box, lossy. */
    static final byte[] WEBP_LOSSY =
            decode("UklGRk4AAABXRUJQVlA4IEIAAAAwAwCdASoUAAoAPtFUo0uoJKMhsAgBABoJaQAAXvVGetIAAP73gY28g5N2"
                    + "joxYza/pZ7BQELfVwYAHT5YbQg/AgAA=");
    /** The same, lossless. */
    static final byte[] WEBP_LOSSLESS =
            decode("UklGRiwAAABXRUJQVlA4TB8AAAAvE0ACAA8w//M///MfeCAIBMlgf7tpXiGi/xMANMcIAA==");
    /** The same, extended, with EXIF orientation 6 behind the picture. */
    static final byte[] WEBP_TURNED = decode(
            "UklGRmAAAABXRUJQVlA4WAoAAAAIAAAAEwAACQAAVlA4TB8AAAAvE0ACAA8w//M///MfeCAIBMlgf7tpXiGi/xMANMcIAEVYSUYaAAAA"
                    + "TU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA=");
    /** 20×10, all black, lossless. */
    static final byte[] WEBP_BLACK = decode("UklGRhoAAABXRUJQVlA4TA4AAAAvE0ACAAcQEf0PRET/Aw==");
    /** 20×10, from an encoder that writes orientation 5 as a rotation and a mirroring. */
    static final byte[] AVIF_TRANSPOSED = decode(
            "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAAD/bWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAO"
                    + "cGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAEnAAAAJQAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAA"
                    + "AAB+aXBycAAAAF1pcGNvAAAAFGlzcGUAAAAAAAAAFAAAAAoAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAG"
                    + "gAAAAAlpcm90AQAAAAlpbWlyAAAAABlpcG1hAAAAAAAAAAEAAQYBAoMEhYYAAAAtbWRhdBIACgkYEOctEBDQaEAyFkcR4eF3dNNNMLAAIK6x"
                    + "zqjP3WgHWag=");

    private TestPictures() {}

    static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    static BufferedImage picture(int width, int height, int type) {
        return new BufferedImage(width, height, type);
    }

    /** Black, but for a white box in the middle. */
    static BufferedImage mask(int width, int height) {
        BufferedImage mask = picture(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = height / 3; y < height * 2 / 3; y++) {
            for (int x = width / 3; x < width * 2 / 3; x++) {
                mask.getRaster().setSample(x, y, 0, 255);
            }
        }
        return mask;
    }

    static byte[] png(BufferedImage picture) {
        return write("png", picture, false);
    }

    static byte[] png(int width, int height) {
        return png(mask(width, height));
    }

    static byte[] jpeg(int width, int height, boolean progressive) {
        return write("jpeg", picture(width, height, BufferedImage.TYPE_INT_RGB), progressive);
    }

    static byte[] jpeg(BufferedImage picture, boolean progressive) {
        return write("jpeg", picture, progressive);
    }

    static byte[] gif(int width, int height) {
        return write("gif", picture(width, height, BufferedImage.TYPE_BYTE_INDEXED), false);
    }

    private static byte[] write(String format, BufferedImage picture, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (progressive) {
                param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.write(null, new IIOImage(picture, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** EXIF with one tag, the orientation. */
    static byte[] exif(int orientation, boolean bigEndian) {
        ByteBuffer tiff = ByteBuffer.allocate(26)
                .order(bigEndian ? java.nio.ByteOrder.BIG_ENDIAN : java.nio.ByteOrder.LITTLE_ENDIAN);
        tiff.put((bigEndian ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
        tiff.putShort((short) 42).putInt(8).putShort((short) 1);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        return tiff.array();
    }

    /** A JPEG with a segment put at its start. */
    static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        ByteBuffer all = ByteBuffer.allocate(jpeg.length + 4 + content.length);
        all.put(jpeg, 0, 2).put((byte) 0xFF).put((byte) marker).putShort((short) (content.length + 2));
        return all.put(content).put(jpeg, 2, jpeg.length - 2).array();
    }

    static byte[] withExif(byte[] jpeg, int orientation) {
        return withSegment(jpeg, 0xE1, join("Exif\0\0".getBytes(StandardCharsets.US_ASCII), exif(orientation, true)));
    }

    /** A PNG with a chunk put behind its header, or before its end. */
    static byte[] withChunk(byte[] png, String name, byte[] content, boolean atEnd) {
        int at = atEnd ? png.length - 12 : 33;
        return join(Arrays.copyOf(png, at), chunk(name, content), Arrays.copyOfRange(png, at, png.length));
    }

    /** Nothing but the start of a PNG. */
    static byte[] pngHeader(int width, int height) {
        byte[] ihdr = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 0, 0, 0, 0})
                .array();
        return join("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1), chunk("IHDR", ihdr));
    }

    static byte[] chunk(String name, byte[] content) {
        byte[] typed = join(name.getBytes(StandardCharsets.US_ASCII), content);
        CRC32 crc = new CRC32();
        crc.update(typed);
        return ByteBuffer.allocate(typed.length + 8)
                .putInt(content.length)
                .put(typed)
                .putInt((int) crc.getValue())
                .array();
    }

    /** The boxes of an AVIF file before its pixels. */
    static byte[] avif(byte[]... properties) {
        return join(
                box("ftyp", "mif1\0\0\0\0mif1avif".getBytes(StandardCharsets.US_ASCII)),
                box("meta", new byte[4], box("iprp", box("ipco", properties))),
                box("mdat", new byte[100]));
    }

    static byte[] ispe(int width, int height) {
        return box(
                "ispe",
                ByteBuffer.allocate(12).putInt(0).putInt(width).putInt(height).array());
    }

    static byte[] box(String type, byte[]... content) {
        byte[] inside = join(content);
        return join(
                ByteBuffer.allocate(4).putInt(inside.length + 8).array(),
                type.getBytes(StandardCharsets.US_ASCII),
                inside);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
