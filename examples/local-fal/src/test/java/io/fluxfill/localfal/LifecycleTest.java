package io.fluxfill.localfal;

import static io.fluxfill.localfal.Storage.CDN;
import static io.fluxfill.localfal.Storage.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.Caller.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTest {
    private static final String HEADER = "X-Fal-Object-Lifecycle";
    private static final String PREFERENCE = "X-Fal-Object-Lifecycle-Preference";
    private static final String MINUTE = "{\"expiration_duration_seconds\":60}";

    private final Movable clock = new Movable();

    @ParameterizedTest
    @ValueSource(strings = {HEADER, PREFERENCE})
    void aFileEndsAfterItsTimeOnEveryRoute(String header) {
        try (Storage storage = Storage.of(Caller.instant().clock(clock))) {
            String bearer = storage.bearer();
            Reply initiated = storage.initiate("initiate", CDN, header, MINUTE);
            Reply parts = storage.initiate("initiate-multipart", CDN, header, MINUTE);
            Reply created = storage.create(bearer, header, MINUTE);
            // The time of a file counts from the moment in which it is there.
            clock.pass(Duration.ofMinutes(5));
            String direct =
                    storage.upload(bearer, Caller.png(16, 12), header, MINUTE).text("access_url");
            storage.put(initiated.text("upload_url"), bytes("b"));
            String url = parts.text("upload_url");
            Object etag = storage.put(Storage.behind(url, "1"), bytes("c")).text("etag");
            storage.send(
                    "POST",
                    URI.create(Storage.behind(url, "complete")),
                    Json.write(Map.of("parts", Storage.parts(etag))),
                    "");
            storage.complete(
                    created,
                    Storage.parts(storage.part(created, 1, bytes("d"), bearer).text("etag")),
                    bearer);
            String[] files = {direct, initiated.text("file_url"), parts.text("file_url"), created.text("access_url")};

            clock.pass(Duration.ofSeconds(60).minusMillis(1));
            for (String file : files) {
                assertThat(storage.download(file).statusCode()).as(file).isEqualTo(200);
            }
            assertThat(storage.caller.run(Caller.input("image_url", direct)).status())
                    .isEqualTo(200);

            clock.pass(Duration.ofMillis(1));
            for (String file : files) {
                assertThat(storage.download(file).statusCode()).as(file).isEqualTo(404);
            }
            assertThat(storage.caller.run(Caller.input("image_url", direct)).each("type"))
                    .containsExactly("file_download_error");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                               | 200
            {"expiration_duration_seconds":null}                                             | 200
            {"expiration_duration_seconds":0}                                                | 200
            {"initial_acl":null}                                                             | 200
            {"initial_acl":{"default":"allow"}}                                              | 200
            {"initial_acl":{"rules":[]}}                                                     | 200
            {"initial_acl":{"default":"forbid"}}                                             | 403
            {"initial_acl":{"default":"forbid","rules":[{"user":"me","decision":"allow"}]}}  | 403
            {"initial_acl":{"default":"hide"}}                                               | 404
            """)
    void accessIsAsAskedForLongAfter(String json, int status) {
        try (Storage storage = Storage.of(Caller.instant().clock(clock))) {
            Reply reply = storage.upload(storage.bearer(), Caller.png(16, 12), HEADER, json);
            assertThat(reply.status()).isEqualTo(200);

            clock.pass(Duration.ofDays(9999));

            String url = reply.text("access_url");
            assertThat(storage.download(url).statusCode()).isEqualTo(status);
            // The model reads a file as everybody does.
            assertThat(storage.caller
                            .run(Caller.input("image_url", url, "mask_url", url))
                            .status())
                    .isEqualTo(status == 200 ? 200 : 422);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "60",
                "[]",
                "null",
                "{\"expiration_duration_seconds\":-1}",
                "{\"expiration_duration_seconds\":1.5}",
                "{\"expiration_duration_seconds\":\"60\"}",
                "{\"expiration_duration_seconds\":99999999999999999999}",
                "{\"initial_acl\":\"forbid\"}",
                "{\"initial_acl\":{\"default\":\"deny\"}}",
                "{\"initial_acl\":{\"default\":null}}",
                "{\"initial_acl\":{\"default\":\"forbid\",\"rules\":{}}}",
                "{\"initial_acl\":{\"rules\":[{\"user\":\"me\"}]}}",
                "{\"initial_acl\":{\"rules\":[{\"decision\":\"allow\"}]}}"
            })
    void whatCannotBeReadIsRefused(String json) {
        try (Storage storage = Storage.of(Caller.instant())) {
            String bearer = storage.bearer();
            for (Reply reply : new Reply[] {
                storage.upload(bearer, bytes("a"), HEADER, json),
                storage.upload(bearer, bytes("a"), HEADER, "{}", PREFERENCE, json),
                storage.create(bearer, HEADER, json),
                storage.initiate("initiate", CDN, HEADER, json),
                storage.initiate("initiate-multipart", CDN, PREFERENCE, json)
            }) {
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.text("detail")).startsWith("Invalid value of " + HEADER);
            }
        }
    }

    @Test
    void whatHasEndedMakesRoom() {
        FileStore files = new FileStore(10, clock);
        files.put("long", "image/png", new byte[4], Lifecycle.NONE);
        files.put("short", "image/png", new byte[6], new Lifecycle(Duration.ofSeconds(1), Lifecycle.Acl.ALLOW));
        clock.pass(Duration.ofSeconds(1));

        files.put("next", "image/png", new byte[6], Lifecycle.NONE);

        assertThat(files.get("short")).isNull();
        assertThat(files.get("long")).isNotNull();
        assertThat(files.get("next")).isNotNull();
    }
}
