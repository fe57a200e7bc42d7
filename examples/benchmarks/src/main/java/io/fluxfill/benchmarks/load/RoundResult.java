package io.fluxfill.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One round of one client.
 *
 * @param client what the client says of itself
 * @param truth what the server knows
 */
record RoundResult(Map<String, String> client, Map<String, @Nullable Object> truth) {

    double seen(String name) {
        return Double.parseDouble(client.getOrDefault(name, "0"));
    }

    double known(String name) {
        return truth.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    /** The numbers of the fills whose outcome the client does not know. */
    Set<Long> unknown() {
        Set<Long> numbers = new TreeSet<>();
        Arrays.stream(client.getOrDefault("unknown", "").split(",", -1))
                .filter(number -> !number.isEmpty())
                .forEach(number -> numbers.add(Long.parseLong(number)));
        return numbers;
    }

    /** The numbers of the submits whose answer was lost. */
    Set<Long> lost() {
        Set<Long> numbers = new TreeSet<>();
        if (truth.get("lost") instanceof List<?> list) {
            list.forEach(number -> numbers.add(Long.parseLong(String.valueOf(number))));
        }
        return numbers;
    }

    double hanging(int requests) {
        return requests - seen("done") - seen("failed");
    }
}
