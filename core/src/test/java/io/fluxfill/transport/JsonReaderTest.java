package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class JsonReaderTest {
    private static <T> T read(String json, Function<JsonReader, @Nullable T> read) {
        return JsonCodec.<T>reader(read).decode(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anythingIsReadAsItIs() {
        String json = "{\"a\": [1, 2.5, null, {\"b\": \"c\"}], \"d\": true, \"e\": 18446744073709551616}";
        assertThat(read(json, JsonReader::any))
                .isEqualTo(JsonCodec.document().decode(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatNobodyTakesIsSkipped() {
        List<String> names = new ArrayList<>();
        List<@Nullable Object> taken = new ArrayList<>();
        String json = """
                {"a": {"x": {"y": [1]}}, "b": 1, "c": [[2], {"z": 3}], "d": "four", "e": [], "f": {}, "g": null, "h": 5}
                """;
        var unused = read(json, object -> {
            object.members((name, value) -> {
                names.add(name);
                if (name.equals("b") || name.equals("h")) {
                    taken.add(value.any());
                }
            });
            return "";
        });
        assertThat(names).containsExactly("a", "b", "c", "d", "e", "f", "g", "h");
        assertThat(taken).containsExactly(1, 5);
    }

    @Test
    void anObjectIsAMapAndNothingElseIsOne() {
        Map<String, @Nullable Object> found = new LinkedHashMap<>();
        String json = """
                {"a": {"x": {"y": [1, null]}, "z": 2.5}, "b": {}, "c": [{"x": 1}], "d": "{}", "e": null, "f": 7, "g": {"h": 8}}
                """;
        var unused = read(json, document -> {
            document.members((name, value) -> found.put(name, value.object()));
            return "";
        });
        assertThat(found.get("a")).isEqualTo(Map.of("x", Map.of("y", Arrays.asList(1, null)), "z", 2.5));
        assertThat(found.get("b")).isEqualTo(Map.of());
        assertThat(found.get("g")).isEqualTo(Map.of("h", 8));
        assertThat(found).containsKeys("c", "d", "e", "f").hasSize(7);
        assertThat(found.values()).filteredOn(value -> value == null).hasSize(4);
    }

    @Test
    void listsOfObjectsAreReadElementByElement() {
        Map<String, @Nullable Object> found = new LinkedHashMap<>();
        var unused = read("{\"all\": [{\"n\": 1, \"m\": [2]}, {}, {\"n\": 3}, 4, null], \"behind\": 5}", object -> {
            object.members((name, value) -> {
                if (name.equals("all")) {
                    found.put(name, value.elements(element -> {
                        List<@Nullable Object> ns = new ArrayList<>();
                        element.members((key, member) -> {
                            if (key.equals("n")) {
                                ns.add(member.any());
                            }
                        });
                        return ns;
                    }));
                } else {
                    found.put(name, value.any());
                }
            });
            return "";
        });
        assertThat(found)
                .containsEntry("all", List.of(List.of(1), List.of(), List.of(3), List.of(), List.of()))
                .containsEntry("behind", 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"text\"", "null", "{\"a\": [1]}", "true"})
    void whatIsNoListHasNoElements(String value) {
        List<@Nullable Object> found = new ArrayList<>();
        var unused = read("{\"all\": " + value + ", \"behind\": 5}", object -> {
            object.members((name, member) ->
                    found.add(name.equals("all") ? member.<@Nullable Object>elements(JsonReader::any) : member.any()));
            return "";
        });
        assertThat(found).isEqualTo(Arrays.asList(null, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "{\"a\": [1]}", "[\"https://a/b\"]", "true"})
    void whatIsNoStringIsNoUrl(String value) {
        List<@Nullable Object> found = new ArrayList<>();
        var unused = read("{\"url\": " + value + ", \"behind\": 5}", object -> {
            object.members((name, member) -> found.add(name.equals("url") ? member.url() : member.any()));
            return "";
        });
        assertThat(found).isEqualTo(Arrays.asList(null, 5));
    }

    @Test
    void aValueIsTakenOnce() {
        assertThatIllegalStateException()
                .isThrownBy(() -> read("{\"a\": 1}", object -> {
                    object.members((name, value) -> {
                        var unused = value.any();
                        unused = value.any();
                    });
                    return "";
                }));
        assertThatIllegalStateException().isThrownBy(() -> read("{}", object -> List.of(object.any(), object.any())));
    }

    /** It would take the rest of the inner object for its own. */
    @ParameterizedTest
    @ValueSource(strings = {"members", "elements", "any"})
    void whoCatchesAnErrorWithinAValueCannotGoOn(String way) {
        String json = "{\"extras\": [{\"a\": 1, \"images\": [tru]}], \"images\": 2}";
        List<String> names = new ArrayList<>();
        assertThatIllegalStateException()
                .isThrownBy(() -> read(json, object -> {
                    object.members((name, value) -> {
                        names.add(name);
                        try {
                            var unused = way.equals("any")
                                    ? value.any()
                                    : value.elements(element -> {
                                        element.members((inner, any) -> {
                                            if (way.equals("members")) {
                                                throw new IllegalArgumentException(inner);
                                            }
                                        });
                                        return "";
                                    });
                        } catch (RuntimeException e) {
                            // As if it did not matter.
                        }
                    });
                    return "";
                }));
        assertThat(names).containsExactly("extras");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"text\"", "null", ""})
    void whatIsNoObjectIsNotRead(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(json, JsonReader::any));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": [1, 2", "{\"a\": {", "{\"a\"", "{\"a\": tru}", "{\"a\": 1"})
    void whatIsCutOffIsAnError(String json) {
        assertThatThrownBy(() -> read(json, JsonReader::any)).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> read(json, JsonReader::object)).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> read(json, object -> {
                    object.members((name, value) -> {});
                    return "";
                }))
                .isInstanceOf(JacksonException.class);
    }
}
