package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class JsonCodecTest {
    enum Kind {
        ONE
    }

    record Inner(@Nullable String name, @Nullable BigDecimal size) {}

    record Outer(
            @Nullable Inner inner,
            @Nullable List<Inner> list,
            @Nullable Map<String, Inner> map,
            @Nullable Kind kind) {}

    @Test
    void whatIsWrittenIsReadBack() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("list", new ArrayList<>(List.of(1, "two", 2.5, true)));
        document.put("map", new TreeMap<>(Map.of("a", new BigInteger("18446744073709551616"))));
        document.put("unicode", "häuser 🏠 \" \\ \n");
        assertThat(JsonCodec.document().decode(JsonCodec.encode(document))).isEqualTo(document);
    }

    @Test
    void aStringMayBeAsLongAsAPicture() {
        String picture = "A".repeat(21_000_000);
        Map<String, @Nullable Object> read =
                JsonCodec.document().decode(("{\"url\":\"" + picture + "\"}").getBytes(StandardCharsets.UTF_8));
        assertThat((String) read.get("url")).hasSize(21_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "{} {}", "{\"a\":1}x", "\"a\""})
    void whatIsNoDocumentIsNotRead(String text) {
        assertThatThrownBy(() -> JsonCodec.document().decode(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void nestingIsBounded() {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThatThrownBy(() -> JsonCodec.document().decode(deep.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void theFirstUsesOfATypeDoNotBlockAnEventLoop() {
        JsonCodec.Encoder encoder = JsonCodec.encoder(Outer.class);
        JsonCodec.Decoder<Outer> decoder = JsonCodec.decoder(Outer.class);
        Inner inner = new Inner("a", BigDecimal.ONE);
        Outer outer = new Outer(inner, List.of(inner), Map.of("x", inner), Kind.ONE);
        StepVerifier.create(Flux.range(0, 64)
                        .flatMap(
                                i -> Mono.fromCallable(() -> decoder.decode(encoder.encode(outer)))
                                        .subscribeOn(Schedulers.parallel()),
                                64)
                        .distinct())
                .expectNext(outer)
                .expectComplete()
                .verify(Duration.ofSeconds(20));
    }
}
