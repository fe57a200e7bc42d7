package io.fluxfill.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireResultTest {
    @Test
    void aWholeResult() {
        FillResult result = decode("""
                {"images": [
                   {"url": "https://v3.fal.media/files/lion/a.png", "width": 1024, "height": 768, "content_type": "image/png"},
                   {"url": "https://v3.fal.media/files/panda/b.png", "width": 1024, "height": 768, "content_type": "image/png",
                    "file_name": "../b.png", "file_size": 5000000000}],
                 "timings": {"inference": 6.8123}, "seed": 42, "has_nsfw_concepts": [false, true], "prompt": "A red door"}
                """);
        assertThat(result.images())
                .containsExactly(
                        new FilledImage(
                                "https://v3.fal.media/files/lion/a.png", 1024, 768, "image/png", null, null, false),
                        new FilledImage(
                                "https://v3.fal.media/files/panda/b.png",
                                1024,
                                768,
                                "image/png",
                                "../b.png",
                                5_000_000_000L,
                                true));
        assertThat(result.seed()).isEqualTo(42);
        assertThat(result.prompt()).isEqualTo("A red door");
        assertThat(result.timings()).isEqualTo(Map.of("inference", 6.8123));
    }

    @Test
    void nothingButAnImageIsNeeded() {
        FillResult result = decode("{\"images\": [{\"url\": \"data:image/png;base64,AAAA\"}]}");
        assertThat(result.images())
                .containsExactly(new FilledImage("data:image/png;base64,AAAA", null, null, null, null, null, false));
        assertThat(result.seed()).isNull();
        assertThat(result.prompt()).isNull();
        assertThat(result.timings()).isEmpty();
    }

    @Test
    void nullsAreAsGoodAsMissing() {
        FillResult result = decode("""
                {"images": [{"url": "https://a/b", "width": null, "content_type": null}], "timings": null, "seed": null,
                 "has_nsfw_concepts": null, "prompt": null}
                """);
        assertThat(result.images()).hasSize(1);
        assertThat(result.timings()).isEmpty();
    }

    @Test
    void seedsBeyondLongAreExact() {
        assertThat(decode("{\"images\": [], \"seed\": 9007199254740993}").seed())
                .isEqualTo(new BigInteger("9007199254740993"));
        assertThat(decode("{\"images\": [], \"seed\": 18446744073709551616}").seed())
                .isEqualTo(new BigInteger("18446744073709551616"));
    }

    @Test
    void unknownFieldsAndFewerFlagsDoNoHarm() {
        FillResult result = decode("""
                {"images": [{"url": "https://a/1", "file_data": "x", "new": {"deep": [1]}}, {"url": "https://a/2"}],
                 "has_nsfw_concepts": [null], "debug": [1, {"a": null}]}
                """);
        assertThat(result.images()).extracting(FilledImage::nsfw).containsExactly(false, false);
    }

    @Test
    void whatStandsBehindTheResultDoesNotHideIt() {
        assertThat(decode("{\"images\": [{\"url\": \"https://a/b\"}]} and then some")
                        .images())
                .hasSize(1);
    }

    /** The picture is paid for: what is said beside it must not hide it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"timings\": []",
                "\"timings\": 3",
                "\"seed\": \"abc\"",
                "\"seed\": 1.5",
                "\"seed\": {}",
                "\"has_nsfw_concepts\": true",
                "\"has_nsfw_concepts\": [\"maybe\", {}]",
                "\"prompt\": [\"a\"]",
                "\"prompt\": 7",
            })
    void aFieldOfAnotherTypeDoesNotHideThePictures(String field) {
        FillResult result = decode("{\"images\": [{\"url\": \"https://a/b\"}], " + field + "}");
        assertThat(result.images()).extracting(FilledImage::url).containsExactly("https://a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"width\": \"wide\"",
                "\"width\": 1e30",
                "\"height\": []",
                "\"content_type\": {}",
                "\"file_name\": 3",
                "\"file_size\": \"5 MB\""
            })
    void anImageFieldOfAnotherTypeDoesNotHideThePicture(String field) {
        FillResult result = decode("{\"images\": [{\"url\": \"https://a/b\", " + field + "}]}");
        assertThat(result.images()).extracting(FilledImage::url).containsExactly("https://a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"images\": null}",
                "{\"images\": [null]}",
                "{\"images\": [{}]}",
                "{\"images\": {\"url\": \"https://a/b\"}}",
                "{\"images\": [[{\"url\": \"https://a/b\"}]]}",
                "{\"images\": [\"https://a/b\"]}",
                "{\"images\": [{\"url\": 5}]}",
                "{\"images\": [{\"url\": {\"url\": \"https://a/b\"}}]}",
                "{\"images\": [{\"url\": \"https://a/b\"}",
                "[]",
                "null",
                "",
                "<html>"
            })
    void withoutPicturesThereIsNoResult(String body) {
        assertThatThrownBy(() -> decode(body)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> decodeStream(body)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void neitherContentNorQueryIsShown() {
        assertThat(new FilledImage("https://a/b.png?sig=secret", 1, 2, "image/png", null, null, true))
                .hasToString("FilledImage[https://a/b.png?…, 1x2, image/png, nsfw]");
        assertThat(new FilledImage("data:image/png;base64,SECRET", null, null, null, null, null, false).toString())
                .contains("data URI of 28 characters")
                .doesNotContain("SECRET");
    }

    /** Small bodies are read as bytes, large ones as streams. */
    private static FillResult decode(String json) {
        FillResult result = Fill.PRO.decoder().decode(json.getBytes(StandardCharsets.UTF_8));
        assertThat(decodeStream(json)).isEqualTo(result);
        return result;
    }

    private static FillResult decodeStream(String json) {
        try {
            return Fill.PRO.decoder().decode(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
