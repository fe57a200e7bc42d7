package io.fluxfill.batchedit;

import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.image.FillPlan;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.ImageUrls;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds out before paying what is wrong with an edit. Looks at each file once. */
final class Preflight {
    private static final long MAX_PIXELS = 50_000_000;

    private final Map<Path, PictureFile> seen = new HashMap<>();
    private final ImageUrls pictures = ImageUrls.of(0, 0, MAX_PIXELS, null);

    private final Map<Column, String> ofAll;

    /** For edits without anything that holds for all of them. */
    Preflight() {
        this(Map.of());
    }

    /**
     * A new one.
     *
     * @param ofAll what flags say of the plan of all edits
     */
    Preflight(Map<Column, String> ofAll) {
        this.ofAll = ofAll;
    }

    Edit check(Row row) throws RowProblem {
        if (row.problem() != null) {
            throw new RowProblem(row.problem());
        }
        Map<Column, String> cells = PlanCells.ofRow(ofAll, row.cells());
        FillPlan plan;
        try {
            plan = PlanCells.plan(cells);
        } catch (IllegalArgumentException e) {
            throw new RowProblem(Sentences.of(e), e);
        }
        ImageSource image = needed(row, Column.IMAGE);
        boolean maskNeeded = plan == null || plan.outpaint() == null;
        ImageSource mask = maskNeeded ? needed(row, Column.MASK) : source(row, Column.MASK);
        Planned planned = null;
        try {
            if (plan == null) {
                Fields.request(cells, image, Objects.requireNonNull(mask));
                pictures.check(image, mask).block();
            } else {
                Fields.prepared(cells, image, mask, plan);
                planned = PlanPreflight.check(cells, image, mask, plan);
            }
        } catch (InvalidRequestException e) {
            throw problem(e);
        } catch (IllegalArgumentException e) {
            throw new RowProblem(Sentences.of(e), e);
        }
        PictureFile imageFile = file(image);
        PictureFile maskFile = mask == null ? null : file(mask);
        return new Edit(
                row.number(),
                row.where(),
                name(image),
                image,
                mask,
                cells,
                imageFile == null ? null : imageFile.size(),
                content(row, image, imageFile, mask, maskFile),
                planned);
    }

    private static ImageSource needed(Row row, Column column) throws RowProblem {
        ImageSource source = source(row, column);
        if (source == null) {
            throw new RowProblem("There is no " + column.word() + ".");
        }
        return source;
    }

    private static @Nullable ImageSource source(Row row, Column column) throws RowProblem {
        String text = row.cells().get(column);
        if (text == null) {
            return null;
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
        try {
            PictureFile read = PictureFile.read(path);
            seen.put(path, read);
            return read;
        } catch (InvalidRequestException e) {
            throw problem(e);
        } catch (IOException e) {
            throw new RowProblem(path + " cannot be read: " + Sentences.of(e), e);
        }
    }

    /** The field's name is that of fal's schema, and here the columns have others. */
    private static RowProblem problem(InvalidRequestException e) {
        return new RowProblem(
                e.fieldErrors().isEmpty()
                        ? Sentences.of(e)
                        : e.fieldErrors().get(0).msg(),
                e);
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
            @Nullable ImageSource mask,
            @Nullable PictureFile maskFile) {
        Map<String, String> parts = new TreeMap<>();
        row.cells().forEach((column, text) -> parts.put(column.word(), text));
        parts.put("image", imageFile == null ? ((ImageSource.RemoteUrl) image).url() : imageFile.sha256());
        if (mask != null) {
            parts.put("mask", maskFile == null ? ((ImageSource.RemoteUrl) mask).url() : maskFile.sha256());
        }
        byte[] canonical = Json.MAPPER.writeValueAsBytes(parts);
        return PictureFile.sha256(canonical).substring(0, 32);
    }
}
