package io.fluxfill.image;

import io.fluxfill.error.InvalidRequestException;
import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** Decodes with the readers of ImageIO: touch it only behind {@link Desktop#PRESENT}. */
final class Decoder {
    /** How much room a part may take, decoded. Parts are decoded from the start of the file each, so there are few. */
    private static final long PART_BYTES = 128 << 20;

    private final LocalPicture picture;
    private final ImageHeader header;
    private final long maxPixels;
    private final long partBytes;
    private int components;

    private Decoder(LocalPicture picture, ImageHeader header, long maxPixels, long partBytes) {
        this.picture = picture;
        this.header = header;
        this.maxPixels = maxPixels;
        this.partBytes = partBytes;
    }

    static Picture picture(LocalPicture picture, ImageHeader header, Upright options) {
        return picture(picture, header, options, PART_BYTES);
    }

    static Picture picture(LocalPicture picture, ImageHeader header, Upright options, long partBytes) {
        ColourProfile profile = options.profile() == Upright.Profile.DROP ? null : ColourProfile.of(picture.profile());
        PictureSink sink = new PictureSink(header.width(), header.height(), header.orientation(), options, profile);
        new Decoder(picture, header, options.maxPixels(), partBytes).decode(sink);
        return sink.picture();
    }

    static Mask brightness(LocalPicture picture, ImageHeader header, long maxPixels) {
        return mask(picture, header, MaskSink.brightness(header), maxPixels);
    }

    static Mask alpha(LocalPicture picture, ImageHeader header, AlphaSense sense, long maxPixels) {
        MaskSink sink = MaskSink.alpha(header.width(), header.height(), header.orientation(), sense);
        return mask(picture, header, sink, maxPixels);
    }

    private static Mask mask(LocalPicture picture, ImageHeader header, MaskSink sink, long maxPixels) {
        new Decoder(picture, header, maxPixels, PART_BYTES).decode(sink);
        return sink.mask();
    }

    private void decode(RowSink sink) {
        picture.io(() -> {
            try {
                checkWhole();
                read(sink);
                return sink;
            } catch (InvalidRequestException
                    | FileSystemException
                    | ClosedByInterruptException
                    | InterruptedIOException e) {
                throw e;
            } catch (UnreadableImageException e) {
                throw picture.problem(picture.name() + " " + e.getMessage() + ".", e);
            } catch (IOException | RuntimeException | LinkageError e) {
                // What is damaged throws anything.
                throw picture.problem(
                        picture.name() + " cannot be decoded: it is damaged, or coded in a way that is unknown here ("
                                + e + ").",
                        e);
            }
        });
    }

    /** What is cut off is decoded nevertheless by some readers, to grey. */
    private void checkWhole() throws IOException, UnreadableImageException {
        if (header.format() == ImageFormat.JPEG) {
            try (InputStream in = new BufferedInputStream(picture.open(), 1 << 16)) {
                components = JpegScans.read(in).components();
            }
        } else if (header.format() == ImageFormat.WEBP) {
            try (InputStream in = picture.open()) {
                byte[] start = in.readNBytes(8);
                long length = 0;
                for (int i = 7; i >= 4; i--) {
                    length = length << 8 | (start[i] & 255);
                }
                if (picture.size() < length + 8) {
                    throw new UnreadableImageException("is cut off: its end is missing", null);
                }
            }
        }
    }

    private void read(RowSink sink) throws IOException, UnreadableImageException {
        try (ImageInputStream in = new DecoderInput(MaskReader.open(picture), mostReads())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new UnreadableImageException(missing(), null);
            }
            ImageReader reader = readers.next();
            if (components == 4 && reader.getClass().getName().startsWith("com.sun.")) {
                throw new UnreadableImageException(missing(), null);
            }
            StringBuilder damage = new StringBuilder();
            reader.addIIOReadWarningListener(damages(damage));
            try {
                // Of GIF the metadata tell where the first frame stands; those of others may be long, and are not
                // needed.
                reader.setInput(in, false, header.format() != ImageFormat.GIF);
                read(reader, sink);
            } finally {
                reader.dispose();
            }
            if (!damage.isEmpty()) {
                throw new UnreadableImageException("is damaged (" + damage + ")", null);
            }
        }
    }

    /** A decoder of WebP may read every byte by itself, and several times. */
    private long mostReads() {
        return DecoderInput.MOST_READS + (header.format() == ImageFormat.WEBP ? 16 * picture.size() : 0);
    }

    private String missing() {
        return switch (header.format()) {
            case WEBP -> "is WebP, and decoding that needs com.twelvemonkeys.imageio:imageio-webp on the class path";
            case JPEG ->
                "is a JPEG in CMYK, and decoding that needs com.twelvemonkeys.imageio:imageio-jpeg on the class"
                        + " path";
            default ->
                "is " + header.format() + ", which cannot be decoded here: save it as PNG, or put a reader for"
                        + " ImageIO on the class path";
        };
    }

    /** What libjpeg says goes on in the picture nevertheless, but for some bytes too many. */
    private static IIOReadWarningListener damages(StringBuilder damage) {
        return (reader, warning) -> {
            if (warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous") && damage.isEmpty()) {
                damage.append(warning);
            }
        };
    }

    private void read(ImageReader reader, RowSink sink) throws IOException, UnreadableImageException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        PictureReader.checkPixels(picture, width, height, maxPixels);
        if (header.format() == ImageFormat.GIF) {
            GifFrame frame = GifFrame.first(reader);
            sink.take(reader.read(0), frame.left(), frame.top());
            return;
        }
        if (width != header.width() || height != header.height()) {
            throw new UnreadableImageException(
                    "tells two sizes, " + header.stored() + " and " + width + "×" + height, null);
        }
        int rows = header.format() == ImageFormat.PNG
                ? (int) Math.max(1, Math.min(height, partBytes / MaskReader.rowBytes(reader)))
                : height;
        ImageTypeSpecifier type = asStored(reader);
        for (int top = 0; top < height; top += rows) {
            ImageReadParam part = reader.getDefaultReadParam();
            part.setDestinationType(type);
            part.setSourceRegion(new Rectangle(0, top, width, Math.min(rows, height - top)));
            BufferedImage decoded = reader.read(0, part);
            sink.take(decoded, 0, top);
        }
    }

    /** Readers convert to sRGB what has a profile, unless the type with that profile is asked for. Null for their choice. */
    private static @Nullable ImageTypeSpecifier asStored(ImageReader reader) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        int bands = 0;
        while (types.hasNext()) {
            ImageTypeSpecifier type = types.next();
            ColorSpace space = type.getColorModel().getColorSpace();
            bands = bands == 0 ? type.getNumBands() : bands;
            if (type.getNumBands() == bands && space.getType() == ColorSpace.TYPE_RGB && !space.isCS_sRGB()) {
                return type;
            }
        }
        return null;
    }
}
