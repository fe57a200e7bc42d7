package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyStreamTest {
    record Picture(@Nullable ContentUrl url, @Nullable Object width) {}

    record Pictures(
            @Nullable List<@Nullable Picture> images,
            @Nullable Object prompt,
            @Nullable ContentUrl more) {}

    private static final JsonCodec.Decoder<Pictures> PICTURES = JsonCodec.decoder(Pictures.class);
    private static final JsonCodec.Decoder<Pictures> BY_HAND = JsonCodec.reader(BodyStreamTest::pictures);
    private static final int[] SIZES = {1, 2, 3, 5, 7, 64, 8000, 1 << 20};

    /** Each is read alike, however it comes, whether at once or past the parser. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'images':[{'url':'data:image/png;base64,QUJD','width':1}],'prompt':'x'}",
                "{'prompt':'x','images':[{'width':1,'url':'data:image/png;base64,QUJDRA=='}]}",
                "{'images':[{'url':'data:;base64,QUI='},{'url':'https://a/b'},{'url':'data:;base64,QQ'},{'url':'data:;base64,'}]}",
                "{ 'images' : [ { 'url' :  'data:;base64,QUJD'  } , null , {} , { 'url' : null } ] }",
                "{'images':[{'file':'data:;base64,QQ==','url':'data:;base64,QUI=','deep':{'url':['data:;base64,QUJD']}}]}",
                "{'prompt':'data:;base64,QUJD','more':'data:;base64,QUJE','images':[]}",
                "{'prompt':['data:;base64,QUJD',{'data:;base64,QUJD':'data:'}],'more':'data:;base64,QUJE'}",
                "{'prompt':'a \\'data:;base64,QUJD\\' b','more':'\\'data:;base64,QUJD'}",
                "{'more':'data:image\\/png;base64,\\/\\u002b\\u002B\\/','images':null}",
                "{'more':'data:text\\/x;name=\\'a\\\\b\\';base64,QUJD'}",
                "{'more':'dat','prompt':'data','images':[{'url':'dato:;base64,QUJD'}]}",
                "{'more':'\\u0064ata:;base64,QUJD'}",
                "{'more':'data:;base64,QUJD','more':'data:;base64,QUJE'}",
                "{'more':3}",
            })
    void whatIsStreamedIsReadAsWhatIsNot(String template) throws IOException {
        byte[] body = utf8(json(template));
        for (JsonCodec.Decoder<Pictures> decoder : List.of(PICTURES, BY_HAND)) {
            Pictures whole = decoder.decode(body);
            for (int size : SIZES) {
                assertThat(decoder.decode(stream(body, size)))
                        .as("in %d by %s", size, decoder)
                        .isEqualTo(whole);
            }
        }
    }

    private static Pictures pictures(JsonReader document) {
        List<@Nullable Picture> images = new ArrayList<>();
        @Nullable Object[] prompt = new @Nullable Object[1];
        @Nullable ContentUrl[] more = new @Nullable ContentUrl[1];
        document.members((name, value) -> {
            switch (name) {
                case "images" -> {
                    List<Picture> all = value.elements(BodyStreamTest::picture);
                    images.addAll(all == null ? List.of() : all);
                }
                case "prompt" -> prompt[0] = value.any();
                case "more" -> more[0] = value.url();
                default -> {}
            }
        });
        return new Pictures(images, prompt[0], more[0]);
    }

    private static Picture picture(JsonReader element) {
        @Nullable ContentUrl[] url = new @Nullable ContentUrl[1];
        @Nullable Object[] width = new @Nullable Object[1];
        element.members((name, value) -> {
            switch (name) {
                case "url" -> url[0] = value.url();
                case "width" -> width[0] = value.any();
                default -> {}
            }
        });
        return new Picture(url[0], width[0]);
    }

    /** The parser has the text of none of them, wherever the string lies in its buffer. */
    @Test
    void noDataUriGoesThroughTheParser() throws IOException {
        for (int padding = 7900; padding < 8100; padding++) {
            String body = json("{'prompt':'" + "x".repeat(padding) + "','more':'data:;base64,%%%','images':[]}");
            for (JsonCodec.Decoder<Pictures> decoder : List.of(PICTURES, BY_HAND)) {
                ContentUrl url = decoder.decode(stream(utf8(body), 1000)).more();
                assertThat(url).isNotNull().hasToString("data URI of 16 characters");
                assertThat(url.url()).as("with %d before it", padding).isEqualTo("data:;base64,");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png,plain      | data:image/png,",
                "data:image/png            | data:image/png",
                "data:;base64,%%%          | data:;base64,",
                "data:;base64,QUI=QUI=     | data:;base64,",
                "data:;base64,Q\\nUI=      | data:;base64,",
                "data:;base64,Q\\'UI=      | data:;base64,",
                "data:;base64,Q\\u00fcUI=  | data:;base64,",
                "data:;base64,Q\\uzzzzUI=  | data:;base64,",
            })
    void ofABrokenOneTheStartIsLeftAndTheOthersAreWhole(String broken, String start) throws IOException {
        String body = json("{'images':[{'url':'data:;base64,QUJD'},{'url':'" + broken + "'},{'url':'https://a/b'}]}");
        for (int size : SIZES) {
            List<@Nullable Picture> images =
                    PICTURES.decode(stream(utf8(body), size)).images();
            assertThat(images)
                    .hasSize(3)
                    .contains(new Picture(ContentUrl.of("data:;base64,QUJD"), null))
                    .contains(new Picture(ContentUrl.of("https://a/b"), null));
            assertThat(images.toString()).contains("data URI of ");
            assertThat(images)
                    .anySatisfy(image -> assertThat(image)
                            .extracting(Picture::url)
                            .extracting(ContentUrl::url)
                            .isEqualTo(start));
        }
    }

    @Test
    void aCutDocumentIsAnErrorWhereverItIsCut() {
        byte[] body = utf8(json("{'more':'data:image\\/png;base64,QUJD\\u002b\\u002b==','images':[{'url':'data:,'}]}"));
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> PICTURES.decode(stream(cut, 4))).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void stringsOfAnyOtherTypeAreUnchanged() throws IOException {
        String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(new byte[100_000]);
        byte[] body = JsonCodec.encode(
                Map.of("a", uri, "b", List.of(uri, Map.of("c", uri)), "data:;base64,QUJD", "\"data:\""));
        assertThat(JsonCodec.document().decode(stream(body, 1000)))
                .isEqualTo(JsonCodec.document().decode(body))
                .containsEntry("a", uri);
        JsonCodec.Decoder<String> lambda = bytes -> new String(bytes, StandardCharsets.UTF_8);
        assertThat(lambda.map(String::length).decode(stream(body, 1000))).isEqualTo(body.length);
        assertThat(lambda.map(String::length).decode(body)).isEqualTo(body.length);
    }

    @Test
    void anythingElseIsAValueOrAnError() throws IOException {
        Random random = new Random(7);
        String[] parts = {"\"", "data:", ";base64,", "QUJD", "\\", "\\u00", "{", "}", "[", "]", ":", ",", "more", "null"
        };
        byte[] body =
                utf8(json("{'more':'data:;base64,QUJD','images':[{'url':'data:;base64,QUI='}],'prompt':'data:'}"));
        int values = 0;
        for (int i = 0; i < 20_000; i++) {
            int at = random.nextInt(body.length);
            String text = new String(body, StandardCharsets.UTF_8);
            String mutant = text.substring(0, at)
                    + parts[random.nextInt(parts.length)]
                    + text.substring(Math.min(body.length, at + random.nextInt(4)));
            try {
                values += PICTURES.decode(stream(utf8(mutant), 1 + random.nextInt(9))) == null ? 0 : 1;
            } catch (RuntimeException e) {
                assertThat(e).isNotInstanceOfAny(IndexOutOfBoundsException.class, NullPointerException.class);
            }
        }
        assertThat(values).isBetween(500, 19_500);
    }

    @Test
    void chunksAreLetGoOfAsTheyAreRead() throws IOException {
        Queue<byte[]> chunks = chunks(new byte[100], 10);
        try (BodyStream stream = new BodyStream(chunks)) {
            assertThat(stream.read()).isZero();
            assertThat(stream.read(new byte[30], 0, 30)).isEqualTo(30);
            assertThat(chunks).hasSize(6);
            assertThat(stream.readAllBytes()).hasSize(69);
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.read(new byte[0], 0, 0)).isZero();
        }
        Queue<byte[]> unread = chunks(new byte[100], 10);
        try (BodyStream stream = new BodyStream(unread)) {
            assertThat(stream.read()).isZero();
        }
        assertThat(unread).isEmpty();
    }

    private static BodyStream stream(byte[] body, int size) {
        return new BodyStream(chunks(body, size));
    }

    private static Queue<byte[]> chunks(byte[] body, int size) {
        Queue<byte[]> chunks = new ArrayDeque<>();
        for (int at = 0; at < body.length; at += size) {
            chunks.add(Arrays.copyOfRange(body, at, Math.min(body.length, at + size)));
        }
        return chunks;
    }

    private static String json(String template) {
        return template.replace('\'', '"');
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
