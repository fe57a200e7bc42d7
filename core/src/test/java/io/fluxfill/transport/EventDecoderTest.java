package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventDecoderTest {
    private static ServerEvent message(String data) {
        return new ServerEvent("message", data, null);
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                arguments("", List.of()),
                arguments("data: a\n\n", List.of(message("a"))),
                arguments("data:a\n\n", List.of(message("a"))),
                arguments("data:  a\n\n", List.of(message(" a"))),
                arguments("data: a\r\n\r\n", List.of(message("a"))),
                arguments("data: a\r\r", List.of(message("a"))),
                arguments("data: a\n\r\ndata: b\r\n\n", List.of(message("a"), message("b"))),
                arguments("data: a\ndata: b\n\n", List.of(message("a\nb"))),
                arguments("data\n\n", List.of(message(""))),
                arguments("data\ndata\n\n", List.of(message("\n"))),
                arguments(": a comment\n\ndata: a\n\n", List.of(message("a"))),
                arguments("data: a\n: within\ndata: b\n\n", List.of(message("a\nb"))),
                arguments(
                        "event: end\ndata: a\n\ndata: b\n\n", List.of(new ServerEvent("end", "a", null), message("b"))),
                arguments("event: end\n\ndata: b\n\n", List.of(message("b"))),
                arguments(
                        "id: 7\ndata: a\n\ndata: b\n\n",
                        List.of(new ServerEvent("message", "a", "7"), new ServerEvent("message", "b", "7"))),
                arguments("id: 7\u0000\ndata: a\n\n", List.of(message("a"))),
                arguments("retry: 10\nunknown: x\ndata: a\n\n", List.of(message("a"))),
                arguments("data: {\"a\": \"b: c\"}\n\n", List.of(message("{\"a\": \"b: c\"}"))),
                arguments("\uFEFFdata: a\n\n", List.of(message("a"))),
                arguments("data: \u00e4\u20ac\ud83d\ude00\n\n", List.of(message("\u00e4\u20ac\ud83d\ude00"))),
                arguments("data: cut off\n", List.of()),
                arguments("data: a\n\ndata: cut off", List.of(message("a"))));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsTheStandardWhereverTheNetworkCuts(String stream, List<ServerEvent> expected) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= Math.max(1, bytes.length); size++) {
            EventDecoder decoder = new EventDecoder(1000);
            List<ServerEvent> events = new ArrayList<>();
            for (int at = 0; at < bytes.length; at += size) {
                events.addAll(decoder.decode(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
            }
            assertThat(events).as("in parts of %d", size).isEqualTo(expected);
        }
    }

    @Test
    void anEventMayBeAsLargeAsTheLimitAndNotLarger() {
        assertThat(new EventDecoder(10).decode(utf8("data: 7890\n\n"))).hasSize(1);
        EventDecoder line = new EventDecoder(10);
        assertThat(line.decode(utf8("data: a\n\ndata: 78901\n\ndata: b\n\n"))).containsExactly(message("a"));
        assertThat(line.isOverflown()).isTrue();
        assertThat(line.decode(utf8("\n\ndata: c\n\n"))).isEmpty();
        EventDecoder lines = new EventDecoder(10);
        assertThat(lines.decode(utf8("data: 1\ndata: 2\n\n"))).isEmpty();
        assertThat(lines.isOverflown()).isTrue();
    }

    @Test
    void whatKeepsAStreamAliveDoesNotAddUp() {
        EventDecoder decoder = new EventDecoder(20);
        assertThatNoException().isThrownBy(() -> {
            for (int i = 0; i < 1000; i++) {
                decoder.decode(utf8(": still h\u00e9re\n"));
                decoder.decode(utf8("data: a\n\n"));
            }
        });
        assertThat(decoder.decode(utf8("data: a\n"))).isEmpty();
        for (int i = 0; i < 1000; i++) {
            assertThat(decoder.decode(utf8(": in an event\n"))).isEmpty();
        }
        assertThat(decoder.decode(utf8("\n"))).containsExactly(message("a"));
    }

    @Test
    void anEventDoesNotShowWhatItHolds() {
        assertThat(message("secret").toString()).isEqualTo("ServerEvent[message, 6 characters]");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
