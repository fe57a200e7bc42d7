package io.fluxfill.batchedit;

import io.fluxfill.image.ImageSource;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds out before paying what is wrong with an edit. Looks at each file once. */
final class Preflight {
    private final Map<Path, PictureFile> seen = new HashMap<>();
    private final Map<Path, MaskTone> tones = new HashMap<>();

    Edit check(Row row) throws RowProblem {
        if (row.problem() != null) {
            throw new RowProblem(row.problem());
        }
        ImageSource image = source(row, Column.IMAGE);
        ImageSource mask = source(row, Column.MASK);
        try {
            Fields.request(row.cells(), image, mask);
        } catch (IllegalArgumentException e) {
            throw new RowProblem(Sentences.of(e), e);
        }
        PictureFile imageFile = file(image);
        PictureFile maskFile = file(mask);
        if (maskFile != null) {
            checkMask(imageFile, maskFile);
        }
        return new Edit(
                row.number(),
                row.where(),
                name(image),
                image,
                mask,
                row.cells(),
                imageFile == null ? null : imageFile.size(),
                content(row, image, imageFile, mask, maskFile));
    }

    private static ImageSource source(Row row, Column column) throws RowProblem {
        String text = row.cells().get(column);
        if (text == null) {
            throw new RowProblem("There is no " + column.word() + ".");
        }
        if (text.regionMatches(true, 0, "http://", 0, 7) || text.regionMatches(true, 0, "https://", 0, 8)) {
            return ImageSource.url(text);
        }
        if (text.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+://.*")) {
            throw new RowProblem(column.word() + " is a file, or a URL with http or https, and not with "
                    + text.substring(0, text.indexOf(':')) + ".");
        }
        try {
            return ImageSource.file(row.folder().resolve(text).normalize());
        } catch (InvalidPathException e) {
            throw new RowProblem(column.word() + " is no path: " + Sentences.of(e), e);
        }
    }

    private @Nullable PictureFile file(ImageSource source) throws RowProblem {
        if (!(source instanceof ImageSource.LocalFile local)) {
            return null;
        }
        Path path = local.file();
        PictureFile known = seen.get(path);
        if (known != null) {
            return known;
        }
        if (Files.isDirectory(path)) {
            throw new RowProblem(path + " is a folder, and no picture.");
        }
        try {
            PictureFile read = PictureFile.read(path);
            if (read.size() == null && !isAvif(path)) {
                throw new RowProblem(path + " is not a picture: it is none of JPEG, PNG, WebP, GIF and AVIF.");
            }
            seen.put(path, read);
            return read;
        } catch (IOException e) {
            throw new RowProblem(path + " cannot be read: " + Sentences.of(e), e);
        }
    }

    private static boolean isAvif(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            String start = new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
            return start.endsWith("ftypavif") || start.endsWith("ftypavis");
        }
    }

    private void checkMask(@Nullable PictureFile image, PictureFile mask) throws RowProblem {
        Size wanted = image == null ? null : image.size();
        if (wanted != null && mask.size() != null && !wanted.equals(mask.size())) {
            throw new RowProblem("The mask is " + mask.size() + " and the picture " + wanted
                    + " (upright); they have to be of one size.");
        }
        MaskTone tone = tones.get(mask.path());
        if (tone == null) {
            try {
                BufferedImage decoded = mask.size() == null ? null : mask.decode(Integer.MAX_VALUE / 4);
                tone = decoded == null ? MaskTone.MIXED : MaskTone.of(decoded);
            } catch (IOException e) {
                throw new RowProblem(mask.path() + " cannot be read: " + Sentences.of(e), e);
            }
            tones.put(mask.path(), tone);
        }
        if (tone == MaskTone.ALL_BLACK) {
            throw new RowProblem("The mask is all black, so nothing would be repainted: make white what is to change.");
        }
        if (tone == MaskTone.ALL_WHITE) {
            throw new RowProblem("The mask is all white, so nothing would be kept: make black what is to stay.");
        }
    }

    /** What the picture is called, as far as every file system lets it. */
    private static String name(ImageSource image) {
        String text = image instanceof ImageSource.LocalFile local
                ? String.valueOf(local.file().getFileName())
                : ((ImageSource.RemoteUrl) image).url().replaceAll("[?#].*", "").replaceAll(".*/", "");
        String stem = text.replaceAll("\\.[A-Za-z0-9]{1,5}$", "")
                .replaceAll("[^A-Za-z0-9_-]+", "-")
                .replaceAll("^-+|-+$", "");
        return stem.isEmpty() ? "picture" : stem.substring(0, Math.min(40, stem.length()));
    }

    private static String content(
            Row row,
            ImageSource image,
            @Nullable PictureFile imageFile,
            ImageSource mask,
            @Nullable PictureFile maskFile) {
        Map<String, String> parts = new TreeMap<>();
        row.cells().forEach((column, text) -> parts.put(column.word(), text));
        parts.put("image", imageFile == null ? ((ImageSource.RemoteUrl) image).url() : imageFile.sha256());
        parts.put("mask", maskFile == null ? ((ImageSource.RemoteUrl) mask).url() : maskFile.sha256());
        byte[] canonical = Json.MAPPER.writeValueAsBytes(parts);
        return PictureFile.sha256(canonical).substring(0, 32);
    }
}
