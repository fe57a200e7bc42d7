package io.fluxfill.localfal;

import static io.fluxfill.localfal.Storage.CDN;
import static io.fluxfill.localfal.Storage.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.Caller.Reply;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadAccessTest {
    private static final byte[] CONTENT = bytes("content");

    private final Movable clock = new Movable();

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            Key id:secret  | 200 | -
            Key stolen:key | 401 | invalid key credentials
            Bearer a:b     | 401 | The issuer of the token could not be decoded
            ''             | 401 | Authorization header is required
            """)
    void onlyAKeyGetsLeave(String authorization, int status, String detail) {
        try (Storage storage = Storage.of(Caller.instant().rejectedKeys("stolen:key"))) {
            for (Reply reply : new Reply[] {
                storage.tokenReply("Authorization", authorization),
                storage.initiate("initiate", CDN, "Authorization", authorization),
                storage.initiate("initiate-multipart", CDN, "Authorization", authorization)
            }) {
                assertThat(reply.status()).isEqualTo(status);
                assertThat(reply.object().get("detail")).isEqualTo(detail);
            }
            assertThat(storage.stats().unauthorized()).isEqualTo(status == 401 ? 3 : 0);
            assertThat(storage.stats().keysLeaked()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TOKEN          | 200 | 0
            Bearer guess   | 401 | 0
            Bearer         | 401 | 0
            ''             | 401 | 0
            Key id:secret  | 401 | 3
            key id:secret  | 401 | 3
            """)
    void onlyATokenWrites(String authorization, int status, int leaked) {
        try (Storage storage = Storage.of(Caller.instant())) {
            String bearer = storage.bearer();
            String used = authorization.equals("TOKEN") ? bearer : authorization;
            Reply created = storage.create(bearer);

            assertThat(storage.upload(used, CONTENT).status()).isEqualTo(status);
            assertThat(storage.create(used).status()).isEqualTo(status);
            assertThat(storage.part(created, 1, CONTENT, used).status()).isEqualTo(status);

            assertThat(storage.stats().unauthorized()).isEqualTo(status == 401 ? 3 : 0);
            assertThat(storage.stats().keysLeaked()).isEqualTo(leaked);
        }
    }

    @Test
    void aTokenEndsWhenItSays() {
        LocalFalOptions.Builder options = Caller.instant().clock(clock).uploadTokenLifetime(Duration.ofMinutes(10));
        try (Storage storage = Storage.of(options)) {
            Reply token = storage.tokenReply();
            assertThat(token.text("expires_at")).endsWith("+00:00");
            assertThat(OffsetDateTime.parse(token.text("expires_at")).toInstant())
                    .isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
            String bearer = "bearer " + token.text("token");

            clock.pass(Duration.ofMinutes(10).minusMillis(1));
            assertThat(storage.upload(bearer, CONTENT).status()).isEqualTo(200);
            clock.pass(Duration.ofMillis(1));
            assertThat(storage.upload(bearer, CONTENT).status()).isEqualTo(401);
            assertThat(storage.upload(storage.bearer(), CONTENT).status()).isEqualTo(200);
        }
    }

    @Test
    void aSignatureIsGoodOnceAndForItsOwnKindOnly() {
        try (Storage storage = Storage.of(Caller.instant())) {
            String url = storage.initiate("initiate", CDN).text("upload_url");
            String parts = storage.initiate("initiate-multipart", CDN).text("upload_url");
            String root = url.substring(0, url.indexOf('?'));

            assertThat(storage.put(root, CONTENT).status()).isEqualTo(403);
            assertThat(storage.put(url + "x", CONTENT).status()).isEqualTo(403);
            assertThat(storage.put(root + parts.substring(parts.indexOf('?')), CONTENT)
                            .status())
                    .isEqualTo(403);
            assertThat(storage.put(url, CONTENT).status()).isEqualTo(200);
            assertThat(storage.put(url, CONTENT).status()).isEqualTo(403);
            assertThat(storage.stats().unauthorized()).isEqualTo(4);
        }
    }

    @Test
    void aSignatureEnds() {
        LocalFalOptions.Builder options = Caller.instant().clock(clock).uploadUrlLifetime(Duration.ofSeconds(30));
        try (Storage storage = Storage.of(options)) {
            String first = storage.initiate("initiate", CDN).text("upload_url");
            String second = storage.initiate("initiate", CDN).text("upload_url");
            String parts = storage.initiate("initiate-multipart", CDN).text("upload_url");

            clock.pass(Duration.ofSeconds(30).minusMillis(1));
            assertThat(storage.put(first, CONTENT).status()).isEqualTo(200);
            assertThat(storage.put(Storage.behind(parts, "1"), CONTENT).status())
                    .isEqualTo(200);
            clock.pass(Duration.ofMillis(1));
            assertThat(storage.put(second, CONTENT).status()).isEqualTo(403);
            assertThat(storage.put(Storage.behind(parts, "2"), CONTENT).status())
                    .isEqualTo(403);
        }
    }

    @Test
    void signedPartsNeedTheSignatureOfTheirUpload() {
        try (Storage storage = Storage.of(Caller.instant())) {
            String one = storage.initiate("initiate-multipart", CDN).text("upload_url");
            String other = storage.initiate("initiate-multipart", CDN).text("upload_url");
            String path = Storage.behind(one, "1").replaceFirst("\\?.*", "");

            assertThat(storage.put(path, CONTENT).status()).isEqualTo(403);
            assertThat(storage.put(path + other.substring(other.indexOf('?')), CONTENT)
                            .status())
                    .isEqualTo(403);
            assertThat(storage.put(path, CONTENT, "Authorization", storage.bearer())
                            .status())
                    .isEqualTo(403);
            assertThat(storage.put(Storage.behind(one, "1"), CONTENT).status()).isEqualTo(200);
        }
    }

    @Test
    void aKeyIsCountedWhereItMustNeverBe() {
        try (Storage storage = Storage.of(Caller.instant())) {
            String[] key = {"Authorization", "Key id:secret"};
            Reply initiated = storage.initiate("initiate", CDN);
            Reply signed = storage.put(initiated.text("upload_url"), CONTENT, key);
            assertThat(signed.status()).isEqualTo(200);
            assertThat(storage.stats().keysLeaked()).isEqualTo(1);

            assertThat(storage.download(initiated.text("file_url"), key).statusCode())
                    .isEqualTo(200);
            assertThat(storage.stats().keysLeaked()).isEqualTo(2);

            storage.download(storage.files("/no/such/path").toString(), key);
            assertThat(storage.stats().keysLeaked()).isEqualTo(3);

            storage.download(initiated.text("file_url"));
            storage.caller.run(Caller.input());
            storage.upload(storage.bearer(), CONTENT);
            assertThat(storage.stats().keysLeaked()).isEqualTo(3);
        }
    }
}
