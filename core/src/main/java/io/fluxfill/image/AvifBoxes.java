package io.fluxfill.image;

import com.drew.imaging.heif.HeifHandler;
import com.drew.imaging.heif.HeifReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.lang.SequentialReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.heif.HeifBoxTypes;
import com.drew.metadata.heif.HeifContainerTypes;
import com.drew.metadata.heif.HeifDirectory;
import com.drew.metadata.heif.boxes.Box;
import com.drew.metadata.heif.boxes.ImageRotationBox;
import com.drew.metadata.heif.boxes.ImageSpatialExtentsProperty;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes three small boxes of an AVIF file: size, rotation and mirroring. Each container is entered once, so that they
 * cannot be nested at will; boxes of another length than theirs are passed by.
 *
 * <p>Which property belongs to which item is not looked up: the largest size is that of the picture (thumbnails, tiles
 * and alpha planes have sizes too), and what is turned is turned as a whole.
 */
final class AvifBoxes extends HeifHandler<HeifDirectory> {
    private static final String MIRROR = "imir";
    /** EXIF's numbers, by rotation (quarter turns against the clock), then unmirrored, upside down, left to right. */
    private static final int[][] ORIENTATIONS = {{1, 4, 2}, {8, 5, 7}, {3, 2, 4}, {6, 7, 5}};

    private final Set<String> containers = new HashSet<>(Set.of(
            HeifContainerTypes.BOX_METADATA,
            HeifContainerTypes.BOX_IMAGE_PROPERTY,
            HeifContainerTypes.BOX_ITEM_PROPERTY));
    private long width;
    private long height;
    private int turns;
    private int mirror;
    private long end;

    private AvifBoxes() {
        super(new Metadata());
    }

    /** Null if no size is found: image sequences may tell it elsewhere. */
    static @Nullable ImageHeader read(FirstBytes bytes) throws EOFException, UnreadableImageException {
        AvifBoxes boxes = new AvifBoxes();
        new HeifReader().extract(bytes, boxes);
        if (boxes.end > bytes.size()) {
            // A larger size, or a rotation, may stand in what is missing.
            throw new EOFException("in the box of the properties");
        }
        if (boxes.width == 0 && boxes.height == 0) {
            return null;
        }
        return HeaderReader.header(
                ImageFormat.AVIF, boxes.width, boxes.height, ORIENTATIONS[boxes.turns][boxes.mirror]);
    }

    @Override
    protected HeifDirectory getDirectory() {
        return new HeifDirectory();
    }

    @Override
    protected boolean shouldAcceptContainer(Box box) {
        return containers.remove(box.type);
    }

    @Override
    protected void processContainer(Box box, SequentialReader reader) throws IOException {
        if (box.type.equals(HeifContainerTypes.BOX_METADATA)) {
            end = reader.getPosition() - 8 + box.size;
            // Version and flags; the children follow.
            reader.getInt32();
        }
    }

    @Override
    protected boolean shouldAcceptBox(Box box) {
        return switch (box.type) {
            case HeifBoxTypes.BOX_IMAGE_SPATIAL_EXTENTS -> box.size == 20;
            case HeifBoxTypes.BOX_IMAGE_ROTATION, MIRROR -> box.size == 9;
            default -> false;
        };
    }

    @Override
    protected HeifHandler<?> processBox(Box box, byte[] payload) throws IOException {
        HeifDirectory found = new HeifDirectory();
        SequentialReader reader = new SequentialByteArrayReader(payload);
        try {
            switch (box.type) {
                case HeifBoxTypes.BOX_IMAGE_SPATIAL_EXTENTS -> {
                    new ImageSpatialExtentsProperty(reader, box).addMetadata(found);
                    size(found.getLong(HeifDirectory.TAG_IMAGE_WIDTH), found.getLong(HeifDirectory.TAG_IMAGE_HEIGHT));
                }
                case HeifBoxTypes.BOX_IMAGE_ROTATION -> {
                    new ImageRotationBox(reader, box).addMetadata(found);
                    turns = found.getInt(HeifDirectory.TAG_IMAGE_ROTATION);
                }
                default -> mirror = 1 + (payload[0] & 1);
            }
        } catch (MetadataException e) {
            throw new IOException(e);
        }
        return this;
    }

    private void size(long newWidth, long newHeight) {
        if (Math.max(1, newWidth) * (double) Math.max(1, newHeight) > width * (double) height) {
            width = newWidth;
            height = newHeight;
        }
    }
}
