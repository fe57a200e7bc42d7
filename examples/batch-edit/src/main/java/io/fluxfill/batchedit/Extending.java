package io.fluxfill.batchedit;

import io.fluxfill.image.Outpaint;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how a canvas is to be extended. */
final class Extending {
    private static final Pattern RATIO = Pattern.compile("(\\d{1,5})\\s*[:/x]\\s*(\\d{1,5})");
    private static final Pattern SIDE = Pattern.compile("(left|top|right|bottom)\\s*[=: ]\\s*(\\d{1,6})");
    private static final Pattern PLACE =
            Pattern.compile("([01]|0?\\.\\d{1,6}|1\\.0{1,6})\\s*[,;/ ]\\s*([01]|0?\\.\\d{1,6}|1\\.0{1,6})");
    private static final String SIDES = "pixels for sides such as left=200,right=200, or none";
    private static final String ANCHORS =
            "center, left, right, top, bottom, top-left and so on, or two numbers from 0 to 1" + " such as 0.5,1";

    private Extending() {}

    /** Null if it is not extended. */
    static @Nullable Outpaint of(Values values) {
        Outpaint plain = plain(values);
        String anchor = values.text(Column.ANCHOR);
        for (Column column : Column.OF_CANVAS) {
            if (values.text(column) != null && !isOfUse(column, values)) {
                throw new IllegalArgumentException(useless(column));
            }
        }
        if (plain == null) {
            return null;
        }
        Outpaint placed = anchor == null ? plain : anchored(plain, anchor.toLowerCase(Locale.ROOT));
        return values.text(Column.OVERLAP) == null ? placed : placed.overlap(values.pixels(Column.OVERLAP, 0));
    }

    /** Whether what is said of an extended canvas says anything, as it is extended. */
    static boolean isOfUse(Column column, Values values) {
        return isSaid(Column.ASPECT_RATIO, values)
                || isSaid(Column.ZOOM_OUT, values)
                || (column == Column.OVERLAP && isSaid(Column.OUTPAINT, values));
    }

    private static boolean isSaid(Column column, Values values) {
        String text = values.text(column);
        return text != null && !text.equalsIgnoreCase("none");
    }

    /** Why a column says nothing. */
    static String useless(Column column) {
        return column == Column.ANCHOR
                ? "anchor is where the picture lies on a canvas by aspect_ratio or zoom_out, and there is neither:"
                        + " with outpaint, its sides tell."
                : "overlap is how far into an extended picture it is repainted, and nothing extends it: say outpaint,"
                        + " aspect_ratio or zoom_out, too.";
    }

    private static @Nullable Outpaint plain(Values values) {
        Column said = null;
        for (Column column : Column.EXTENDING) {
            if (values.text(column) != null && said != null) {
                throw new IllegalArgumentException(
                        "outpaint, aspect_ratio and zoom_out exclude each other: say one of them.");
            }
            said = values.text(column) == null ? said : column;
        }
        String text = said == null ? null : values.text(said);
        if (said == null || text == null || text.equalsIgnoreCase("none")) {
            return null;
        }
        return switch (said) {
            case ASPECT_RATIO -> ratio(text);
            case ZOOM_OUT -> zoom(text);
            default -> sides(text);
        };
    }

    private static Outpaint ratio(String text) {
        Matcher ratio = RATIO.matcher(text);
        if (!ratio.matches()) {
            throw Values.wrong(Column.ASPECT_RATIO, "two numbers such as 16:9", text);
        }
        return Values.named(
                Column.ASPECT_RATIO,
                () -> Outpaint.toAspectRatio(Integer.parseInt(ratio.group(1)), Integer.parseInt(ratio.group(2))));
    }

    private static Outpaint zoom(String text) {
        double factor = Values.number(Column.ZOOM_OUT, text.replaceAll("(?i)[x×]$", ""), "a factor such as 1.5");
        return Values.named(Column.ZOOM_OUT, () -> Outpaint.zoomOut(factor));
    }

    private static Outpaint sides(String text) {
        Map<Side, Integer> sides = new EnumMap<>(Side.class);
        for (String part : text.toLowerCase(Locale.ROOT).split("\\s*[,;]\\s*", -1)) {
            Matcher side = SIDE.matcher(part.strip());
            if (!side.matches()
                    || sides.put(Side.valueOf(side.group(1).toUpperCase(Locale.ROOT)), Integer.parseInt(side.group(2)))
                            != null) {
                throw Values.wrong(Column.OUTPAINT, SIDES, text);
            }
        }
        return Values.named(
                Column.OUTPAINT,
                () -> Outpaint.by(
                        sides.getOrDefault(Side.LEFT, 0),
                        sides.getOrDefault(Side.TOP, 0),
                        sides.getOrDefault(Side.RIGHT, 0),
                        sides.getOrDefault(Side.BOTTOM, 0)));
    }

    private enum Side {
        LEFT,
        TOP,
        RIGHT,
        BOTTOM
    }

    private static Outpaint anchored(Outpaint outpaint, String text) {
        Matcher place = PLACE.matcher(text);
        if (place.matches()) {
            return outpaint.anchor(Double.parseDouble(place.group(1)), Double.parseDouble(place.group(2)));
        }
        double across = 0.5;
        double down = 0.5;
        boolean acrossSaid = false;
        boolean downSaid = false;
        for (String word : text.split("[-_ ]+", -1)) {
            boolean known = true;
            switch (word) {
                case "left", "right" -> {
                    known = !acrossSaid;
                    acrossSaid = true;
                    across = word.equals("left") ? 0 : 1;
                }
                case "top", "bottom" -> {
                    known = !downSaid;
                    downSaid = true;
                    down = word.equals("top") ? 0 : 1;
                }
                case "center", "centre", "middle" -> {}
                default -> known = false;
            }
            if (!known) {
                throw Values.wrong(Column.ANCHOR, ANCHORS, text);
            }
        }
        return outpaint.anchor(across, down);
    }
}
