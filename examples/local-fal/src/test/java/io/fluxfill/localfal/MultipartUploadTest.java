package io.fluxfill.localfal;

import static io.fluxfill.localfal.Storage.CDN;
import static io.fluxfill.localfal.Storage.bytes;
import static io.fluxfill.localfal.Storage.parts;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.Caller.Reply;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultipartUploadTest {
    private final Storage storage = Storage.of(Caller.instant());
    private final String bearer = storage.bearer();

    @AfterAll
    void stop() {
        storage.close();
    }

    @Test
    void partsBecomeAFileInTheOrderOfTheirNumbers() {
        Reply created = storage.create(bearer, "Content-Type", "image/x-odd", "X-Fal-File-Name", "big.bin");
        assertThat(created.text("access_url")).endsWith("_big.bin");
        Object third = quoted(storage.part(created, 3, bytes("c"), bearer));
        Object first = quoted(storage.part(created, 1, bytes("aaaa"), bearer));
        Object second = quoted(storage.part(created, 2, bytes("bb"), bearer));
        assertThat(storage.download(created.text("access_url")).statusCode()).isEqualTo(404);

        List<?> list = parts(first, second, third);
        Reply reply = storage.complete(created, reversed(list), bearer);

        assertThat(reply.status()).isEqualTo(200);
        var file = storage.download(created.text("access_url"));
        assertThat(file.body()).isEqualTo(bytes("aaaabbc"));
        assertThat(file.headers().firstValue("content-type")).contains("image/x-odd");
        assertThat(storage.complete(created, list, bearer).status()).isEqualTo(404);
        assertThat(storage.part(created, 1, bytes("late"), bearer).status()).isEqualTo(404);
    }

    @Test
    void theSameToASignedUrl() {
        Reply initiated = storage.initiate("initiate-multipart", CDN);
        String url = initiated.text("upload_url");
        Reply first = storage.put(Storage.behind(url, "1"), bytes("one"));
        Reply second = storage.put(Storage.behind(url, "2"), bytes("two"));
        assertThat(first.object().get("partNumber")).isEqualTo(1);
        assertThat(quoted(first)).isEqualTo("\"" + first.text("etag") + "\"");

        List<?> list = parts(first.text("etag"), quoted(second));
        URI complete = URI.create(Storage.behind(url, "complete"));
        Reply reply = storage.send("POST", complete, Json.write(Map.of("parts", list)), "");

        assertThat(reply.status()).isEqualTo(200);
        var file = storage.download(initiated.text("file_url"));
        assertThat(file.body()).isEqualTo(bytes("onetwo"));
        assertThat(file.headers().firstValue("content-type")).contains("image/png");
        assertThat(storage.put(Storage.behind(url, "1"), bytes("late")).status())
                .isEqualTo(404);
    }

    @Test
    void aPartThatComesAgainReplacesItself() {
        Reply created = storage.create(bearer);
        String old = quoted(storage.part(created, 1, bytes("old"), bearer));
        String same = quoted(storage.part(created, 1, bytes("old"), bearer));
        String other = quoted(storage.part(created, 1, bytes("new"), bearer));

        assertThat(same).isEqualTo(old);
        assertThat(other).isNotEqualTo(old);
        assertThat(storage.complete(created, parts(old), bearer).status()).isEqualTo(400);
        assertThat(storage.complete(created, parts(other), bearer).status()).isEqualTo(200);
        assertThat(storage.download(created.text("access_url")).body()).isEqualTo(bytes("new"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"parts\":[]}",
                "{\"parts\":{}}",
                "{\"parts\":[7]}",
                "{\"parts\":[{\"partNumber\":\"1\",\"etag\":\"ONE\"},{\"partNumber\":2,\"etag\":\"TWO\"}]}",
                "{\"parts\":[{\"partNumber\":1,\"etag\":\"ONE\"},{\"partNumber\":2}]}",
                "{\"parts\":[{\"partNumber\":1,\"etag\":\"ONE\"},{\"partNumber\":2,\"etag\":\"ONE\"}]}",
                "{\"parts\":[{\"partNumber\":1,\"etag\":\"ONE\"},{\"partNumber\":2,\"etag\":\"\\\"TWO\"}]}",
                "{\"parts\":[{\"partNumber\":1,\"etag\":\"ONE\"}]}",
                "{\"parts\":[{\"partNumber\":2,\"etag\":\"TWO\"}]}",
                "{\"parts\":[{\"partNumber\":1,\"etag\":\"ONE\"},{\"partNumber\":1,\"etag\":\"ONE\"}]}",
                "{\"parts\":[{\"partNumber\":1,\"etag\":\"ONE\"},{\"partNumber\":2,\"etag\":\"TWO\"},"
                        + "{\"partNumber\":2,\"etag\":\"TWO\"}]}",
                "{\"parts\":[{\"partNumber\":1,\"etag\":\"ONE\"},{\"partNumber\":2,\"etag\":\"TWO\"},"
                        + "{\"partNumber\":3,\"etag\":\"TWO\"}]}"
            })
    void aListThatDoesNotFitIsRefusedAndTheUploadStaysOpen(String body) {
        Reply created = storage.create(bearer);
        String one = storage.part(created, 1, bytes("one"), bearer).text("etag");
        String two = storage.part(created, 2, bytes("two"), bearer).text("etag");
        String sent = body.replace("ONE", one).replace("TWO", two);

        Reply reply = storage.send("POST", Storage.part(created, "complete"), bytes(sent), bearer);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(storage.download(created.text("access_url")).statusCode()).isEqualTo(404);
        assertThat(storage.complete(created, parts(one, two), bearer).status()).isEqualTo(200);
    }

    @Test
    void aGapIsRefused() {
        Reply created = storage.create(bearer);
        String one = storage.part(created, 1, bytes("one"), bearer).text("etag");
        String three = storage.part(created, 3, bytes("three"), bearer).text("etag");
        Object list = List.of(Json.object("partNumber", 1, "etag", one), Json.object("partNumber", 3, "etag", three));

        assertThat(storage.complete(created, list, bearer).text("detail")).isEqualTo("The list of parts has gaps");
    }

    @Test
    void noJsonIsSaidSo() {
        Reply created = storage.create(bearer);
        assertThat(storage.send("POST", Storage.part(created, "complete"), bytes("{"), bearer)
                        .each("type"))
                .containsExactly("json_invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10001", "99999", "one", "-1", "01", "123456789012"})
    void numbersThatNoPartHas(String number) {
        Reply created = storage.create(bearer);
        assertThat(storage.send("PUT", Storage.part(created, number), bytes("x"), bearer)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anUploadBelongsToItsFile() {
        Reply created = storage.create(bearer);
        URI other = storage.files("/other.bin/multipart/" + created.text("uploadId") + "/1");
        assertThat(storage.send("PUT", other, bytes("x"), bearer).status()).isEqualTo(404);
        URI unknown = URI.create(created.text("access_url") + "/multipart/nope/complete");
        assertThat(storage.send("POST", unknown, bytes("{\"parts\":[]}"), bearer)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theLimitIsThatOfTheWholeFile() {
        try (Storage small = Storage.of(Caller.instant().uploadLimit(1000))) {
            String token = small.bearer();
            Reply created = small.create(token);
            assertThat(small.part(created, 1, new byte[600], token).status()).isEqualTo(200);
            assertThat(small.part(created, 2, new byte[401], token).status()).isEqualTo(413);
            // Instead of itself, not beside itself.
            assertThat(small.part(created, 1, new byte[700], token).status()).isEqualTo(200);
            assertThat(small.part(created, 2, new byte[300], token).status()).isEqualTo(200);
        }
    }

    @Test
    void whatNobodyCompletesGoesFirst() {
        try (Storage small = Storage.of(Caller.instant().fileLimit(1000))) {
            String token = small.bearer();
            Reply old = small.create(token);
            Reply young = small.create(token);
            String etag = small.part(old, 1, new byte[600], token).text("etag");
            assertThat(small.part(young, 1, new byte[400], token).status()).isEqualTo(200);
            assertThat(small.part(young, 2, new byte[1], token).status()).isEqualTo(200);

            assertThat(small.complete(old, parts(etag), token).status()).isEqualTo(404);
            assertThat(small.part(young, 3, new byte[999], token).status()).isEqualTo(200);
        }
    }

    private static String quoted(Reply part) {
        assertThat(part.status()).isEqualTo(200);
        String etag = Objects.requireNonNull(part.header("etag"));
        assertThat(etag).startsWith("\"").endsWith("\"");
        return etag;
    }

    private static List<?> reversed(List<?> list) {
        List<Object> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }
}
