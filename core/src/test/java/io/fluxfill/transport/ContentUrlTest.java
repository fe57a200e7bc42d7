package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class ContentUrlTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PIECE = 48 << 10;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example/b.png?c=d",
                "",
                "DATA:,x",
                "DATA:image/png;BASE64,QUJD",
                "data:;charset=utf-8;base64 ,QUJD",
                "data:",
                "data:,plain",
                "data:image/png,plain",
                "data:image/png;base64",
                "data:image/png;base64,",
                "data:image/png;base64,%%%",
                "data:image/png;base64,QUI=QUI=",
                "data:image/png;base64,A",
                "data:image/png;base64,QUI=",
                "data:image/png;base64,QUI",
                "data:image/png;base64,häuser",
                "data:;base64,QUJD",
                "data:text/plain;name=\"x\";base64,QUJD"
            })
    void aUrlIsGivenBackAsItCame(String url) {
        assertThat(ContentUrl.of(url).url()).isEqualTo(url);
        assertThat(ContentUrl.of(url)).isEqualTo(ContentUrl.of(url)).hasSameHashCodeAs(ContentUrl.of(url));
        assertThat(ContentUrl.of(url).isInline()).isEqualTo(url.startsWith("data:") || url.startsWith("DATA:"));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "49151", "49152", "49153", "49154", "98304", "100000"})
    void contentOfAnyLengthIsDecoded(int length) {
        byte[] content = random(length);
        for (Base64.Encoder encoder :
                new Base64.Encoder[] {Base64.getEncoder(), Base64.getEncoder().withoutPadding()}) {
            String text = "data:image/png;base64," + encoder.encodeToString(content);
            ContentUrl url = ContentUrl.of(text);
            assertThat(bytes(url)).isEqualTo(content);
            assertThat(url.url()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:                      | without base64 content",
                "data:image/png;base64      | without base64 content",
                "data:image/png,plain       | without base64 content",
                "data:;base64,%%%           | base64 is broken",
                "data:;base64,A             | base64 is broken",
                "data:;base64,QUI=QUI=      | base64 is broken",
                "https://a.example/b?c=hush | must be fetched"
            })
    void whatHasNoContentSaysWhy(String url, String reason) {
        StepVerifier.create(ContentUrl.of(url).bytes())
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("address of the picture")
                        .hasMessageContaining(reason)
                        .hasMessageNotContaining("hush"))
                .verify(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DATA:image/png;BASE64,QUJD", "data:;charset=utf-8;base64 ,QUJD", "data:;x=\"y\";base64,QUJD"})
    void aHeadMayBeWrittenInManyWays(String url) {
        assertThat(bytes(ContentUrl.of(url))).asString().isEqualTo("ABC");
    }

    @Test
    void aFaultBetweenPiecesIsFound() {
        String group = Base64.getEncoder().encodeToString(random(PIECE));
        for (String url : new String[] {
            "data:;base64," + group.substring(0, group.length() - 1) + "=" + group,
            "data:;base64," + group + "%" + group,
            "data:;base64," + group + group + "%"
        }) {
            StepVerifier.create(ContentUrl.of(url).bytes())
                    .expectError(InvalidRequestException.class)
                    .verify(PATIENCE);
        }
    }

    @Test
    void aHeadHasAnEnd() {
        ContentUrl url = ContentUrl.of("data:" + "x".repeat(5000) + ";base64,QUJD");
        StepVerifier.create(url.bytes())
                .expectError(InvalidRequestException.class)
                .verify(PATIENCE);
    }

    @Test
    void onlyTheSameContentIsEqual() {
        byte[] content = random(PIECE + 10);
        ContentUrl url = of(content);
        content[PIECE + 1]++;
        assertThat(url)
                .isNotEqualTo(of(content))
                .isNotEqualTo(ContentUrl.of(url.url().replace("png", "jpg")))
                .isNotEqualTo(ContentUrl.of("https://a/b"))
                .isNotEqualTo(url.url());
        assertThat(ContentUrl.of("https://a/b")).isNotEqualTo(url).isNotEqualTo(ContentUrl.of("https://a/c"));
    }

    @Test
    void contentIsSharedAndCannotBeChanged() {
        StepVerifier.create(ContentUrl.of("data:;base64,QUJD").bytes().map(ByteBuffer::isReadOnly))
                .expectNext(true)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void neitherContentNorQueryIsShown() {
        assertThat(ContentUrl.of("https://a/b.png?sig=SECRET")).hasToString("https://a/b.png?…");
        assertThat(ContentUrl.of("data:image/png;base64,SECRET")).hasToString("data URI of 28 characters");
        assertThat(ContentUrl.of("data:image/png,SECRET")).hasToString("data URI of 21 characters");
    }

    private static ContentUrl of(byte[] content) {
        return ContentUrl.of("data:image/png;base64," + Base64.getEncoder().encodeToString(content));
    }

    private static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    static byte[] bytes(ContentUrl url) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer piece : url.bytes().toIterable()) {
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            all.writeBytes(copy);
        }
        return all.toByteArray();
    }
}
