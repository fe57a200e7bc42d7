package io.fluxfill.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object of which everything has to be understood. */
final class StrictObject {
    private final String what;
    private final Map<String, @Nullable Object> left;

    StrictObject(String what, Map<String, @Nullable Object> document) {
        this.what = what;
        left = new LinkedHashMap<>(document);
    }

    /** Nothing may be left. */
    void end() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("This library does not know what " + String.join(", ", left.keySet())
                    + " means in " + what + ": a newer version wrote it.");
        }
    }

    int whole(String name, int otherwise) {
        return whole(name, number(name, otherwise));
    }

    private int whole(String name, double number) {
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw wrong(name);
        }
        return (int) number;
    }

    double number(String name, double otherwise) {
        Object value = left.remove(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(name);
    }

    /** As many numbers, or none if it is not there. */
    double[] numbers(String name, int count) {
        Object value = left.remove(name);
        if (value == null) {
            return new double[0];
        }
        if (!(value instanceof List<?> list) || list.size() != count) {
            throw wrong(name);
        }
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            if (!(list.get(i) instanceof Number number)) {
                throw wrong(name);
            }
            numbers[i] = number.doubleValue();
        }
        return numbers;
    }

    /** As many whole numbers, or none if it is not there. */
    int[] wholes(String name, int count) {
        double[] numbers = numbers(name, count);
        int[] wholes = new int[numbers.length];
        for (int i = 0; i < wholes.length; i++) {
            wholes[i] = whole(name, numbers[i]);
        }
        return wholes;
    }

    boolean flag(String name, boolean otherwise) {
        Object value = left.remove(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name);
    }

    String text(String name, String otherwise) {
        Object value = left.remove(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name);
    }

    <E extends Enum<E>> @Nullable E word(String name, Class<E> type, @Nullable E otherwise) {
        String text = text(name, "");
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        if (text.isEmpty()) {
            return otherwise;
        }
        throw wrong(name);
    }

    @Nullable
    StrictObject object(String name) {
        Object value = left.remove(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> document = new LinkedHashMap<>();
            map.forEach((key, member) -> document.put(String.valueOf(key), member));
            return new StrictObject(what, document);
        }
        throw wrong(name);
    }

    private IllegalArgumentException wrong(String name) {
        return new IllegalArgumentException("The " + name + " of " + what + " is not what it has to be.");
    }
}
