package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ApiKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    private static final String ID = "11111111-2222";
    private static final String SECRET = "0123456789abcdef";
    private final Words words = new Words(ApiKey.of(ID + ":" + SECRET));

    @Test
    void theKeyIsNotRepeated() {
        assertThat(words.safe("bad key " + ID + ":" + SECRET + "!")).isEqualTo("bad key [key]!");
        assertThat(words.safe("secret=" + SECRET)).isEqualTo("secret=[key]");
        assertThat(words.safe("Authorization: Key aaaabbbb-cccc:ddddeeee")).isEqualTo("Authorization: Key [key]");
        assertThat(words.safe("bearer eyJhbGciOiJIUzI1NiJ9.x.y")).isEqualTo("bearer [key]");
        assertThat(words.safe("Bearer token missing, key invalid")).isEqualTo("Bearer token missing, key invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/png;base64,iVBORw0KGgo=",
                "DATA:image/png;base64,iVBORw0KGgo=",
                "data:image/svg+xml;charset=utf-8,%3Csvg",
                "data:;base64,iVBORw0KGgo=",
                "data:,iVBORw0KGgo",
                "data:image\\/png;base64,iVBORw0KGgo="
            })
    void picturesAreNotRepeated(String uri) {
        assertThat(words.safe("cannot load \"" + uri + "\", sorry"))
                .doesNotContain("iVBOR")
                .doesNotContain("svg,")
                .startsWith("cannot load \"data:…")
                .endsWith("\", sorry");
    }

    @Test
    void queriesAreNotRepeated() {
        assertThat(words.safe("GET https://a.example/x.png?X-Sig=abc&e=1 and http://b.example?y failed"))
                .isEqualTo("GET https://a.example/x.png?… and http://b.example?… failed");
        assertThat(words.safe("{\"url\":\"https:\\/\\/a.example\\/x.png?X-Sig=abc\"}"))
                .isEqualTo("{\"url\":\"https:\\/\\/a.example\\/x.png?…\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n", "\r\n", "\u0000", "\u001b", "\u007f", "\u0085", "\u009b", "\u200b", "\u202e", "\u2028", "\u2029",
                "\ufeff", " \t "
            })
    void allIsOneVisibleLine(String invisible) {
        assertThat(words.safe(invisible + "a" + invisible + invisible + "b" + invisible))
                .isEqualTo("a b");
    }

    @Test
    void lengthIsBounded() {
        assertThat(words.safe("x".repeat(2048))).hasSize(2048).doesNotContain("…");
        assertThat(words.safe("x".repeat(2049))).hasSize(2048).endsWith("…");
        assertThat(words.safe("xy ".repeat(10_000_000))).hasSize(2048);
    }

    @Test
    void aLongPictureLeavesRoomForTheWordsBehindIt() {
        assertThat(words.safe("data:image/png;base64," + "A".repeat(60_000) + " is too large"))
                .isEqualTo("data:… is too large");
    }

    @Test
    void anEmptyTextStaysEmpty() {
        assertThat(words.safe("")).isEmpty();
        assertThat(words.safe(" \n ")).isEmpty();
    }

    @Test
    void aKeyWithoutASecretPartIsHiddenToo() {
        assertThat(new Words(ApiKey.of("abcdefgh")).safe("abcdefgh")).isEqualTo("[key]");
    }

    @Test
    void theKeyIsFoundHoweverItIsWritten() {
        Words marked = new Words(ApiKey.of(Marker.KEY));
        Marker.echoes().forEach((name, echo) -> {
            String said = marked.safe("before " + echo + " after");
            assertThat(Marker.in(said)).as(name + ": " + said).isNull();
            assertThat(said).as(name).startsWith("before ").endsWith(" after").contains("[key]");
        });
    }

    @Test
    void twoEncodedKeysAreTwo() {
        String base64 = Base64.getEncoder().encodeToString((ID + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(words.withoutKey("a " + base64 + " b " + base64 + " c")).isEqualTo("a [key] b [key] c");
    }

    @Test
    void whatACutLeavesOfTheKeyIsHidden() {
        assertThat(words.safe("authorization=" + ID + ":0123")).isEqualTo("authorization=[key]");
        assertThat(words.safe("secret=" + SECRET.substring(0, 8))).isEqualTo("secret=[key]");
        assertThat(words.safe("it is 0123456")).isEqualTo("it is 0123456");
    }
}
