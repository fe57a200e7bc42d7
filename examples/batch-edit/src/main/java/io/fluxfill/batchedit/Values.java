package io.fluxfill.batchedit;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the text of cells. What it cannot read it names by the column, for the author of the cell. */
final class Values {
    private static final int MOST_PIXELS = 1000;

    private final Map<Column, String> cells;

    Values(Map<Column, String> cells) {
        this.cells = cells;
    }

    @Nullable
    String text(Column column) {
        return cells.get(column);
    }

    boolean truth(Column column, boolean usual) {
        String text = cells.get(column);
        return text == null ? usual : truth(column, text);
    }

    static boolean truth(Column column, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> throw wrong(column, "true or false", text);
        };
    }

    static BigInteger wholeNumber(Column column, String text) {
        if (!text.matches("[+-]?\\d{1,40}")) {
            throw wrong(column, "a whole number", text);
        }
        return new BigInteger(text);
    }

    static int small(Column column, String text) {
        BigInteger number = wholeNumber(column, text);
        return number.bitLength() < 31 ? number.intValue() : Integer.MAX_VALUE;
    }

    int pixels(Column column, int usual) {
        String text = cells.get(column);
        if (text == null) {
            return usual;
        }
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) > MOST_PIXELS) {
            throw wrong(column, "0 to " + MOST_PIXELS + " pixels", text);
        }
        return Integer.parseInt(text);
    }

    static double number(Column column, String text, String what) {
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            throw wrong(column, what, text);
        }
        return Double.parseDouble(text);
    }

    static IllegalArgumentException wrong(Column column, String what, String text) {
        return new IllegalArgumentException(column.word() + " is " + what + ", not \"" + text + "\".");
    }

    /** The library's own words about a range, with the column's name before them. */
    static <T> T named(Column column, Supplier<T> making) {
        try {
            return making.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(column.word() + ": " + Sentences.of(e), e);
        }
    }
}
