package io.fluxfill.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.AccountBlockedException;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.error.RequestFailedException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which failure of which step takes which way. Steps: token, cdn, i(nitiate), p(ut); of gcs with a g. */
class FallbackTest extends UploadFixture {
    private static final Map<String, String> STEPS = Map.of(
            "token", StorageServer.TOKEN,
            "cdn", StorageServer.CDN,
            "i", StorageServer.INITIATE,
            "p", StorageServer.PUT,
            "ig", StorageServer.INITIATE_GCS,
            "pg", StorageServer.PUT_GCS);
    private static final Map<String, String> URLS = Map.of("CDN", ON_CDN, "SIGNED", SIGNED, "GCS", ON_GCS);
    private static final Map<String, Class<? extends FalException>> ERRORS = Map.of(
            "Invalid", InvalidRequestException.class,
            "Key", AuthenticationException.class,
            "Account", AccountBlockedException.class,
            "Limit", RateLimitedException.class,
            "Failed", RequestFailedException.class,
            "Format", ReplyFormatException.class);

    @ParameterizedTest
    @CsvSource({
        // what happens to the steps         | which steps are seen                  | how it ends
        "'',                                   token cdn,                              CDN",
        "token 500,                            token i p,                              SIGNED",
        "token 404,                            token i p,                              SIGNED",
        "token lost,                           token i p,                              SIGNED",
        "token garbage,                        token i p,                              SIGNED",
        "token 503 503 503,                    token token token i p,                  SIGNED",
        "token 503,                            token token cdn,                        CDN",
        "token 400,                            token,                                  Invalid",
        "token 401,                            token,                                  Key",
        "token 403,                            token,                                  Key",
        "token locked,                         token,                                  Account",
        "token 429 429 429,                    token token token,                      Limit",
        "cdn 500,                              token cdn i p,                          SIGNED",
        "cdn 502,                              token cdn i p,                          SIGNED",
        "cdn 504,                              token cdn i p,                          SIGNED",
        "cdn 503,                              token cdn cdn,                          CDN",
        "cdn 503 503 503,                      token cdn cdn cdn i p,                  SIGNED",
        "cdn 429,                              token cdn cdn,                          CDN",
        "cdn 429 429 429,                      token cdn cdn cdn,                      Limit",
        "cdn 302,                              token cdn i p,                          SIGNED",
        "cdn 404,                              token cdn i p,                          SIGNED",
        "cdn 405,                              token cdn i p,                          SIGNED",
        "cdn 408,                              token cdn i p,                          SIGNED",
        "cdn lost,                             token cdn i p,                          SIGNED",
        "cdn garbage,                          token cdn i p,                          SIGNED",
        "cdn elsewhere,                        token cdn i p,                          SIGNED",
        "cdn 401,                              token cdn token cdn,                    CDN",
        "cdn 403,                              token cdn token cdn,                    CDN",
        "cdn 401 403,                          token cdn token cdn i p,                SIGNED",
        "cdn 401 413,                          token cdn token cdn,                    Invalid",
        "cdn 400,                              token cdn,                              Invalid",
        "cdn 413,                              token cdn,                              Invalid",
        "cdn 415,                              token cdn,                              Failed",
        "cdn 422,                              token cdn,                              Invalid",
        "cdn 500/i 500,                        token cdn i ig pg,                      GCS",
        "cdn 500/i 404,                        token cdn i ig pg,                      GCS",
        "cdn 500/i garbage,                    token cdn i ig pg,                      GCS",
        "cdn 500/i elsewhere,                  token cdn i ig pg,                      GCS",
        "cdn 500/i 401,                        token cdn i,                            Key",
        "cdn 500/i 422,                        token cdn i,                            Invalid",
        "cdn 500/p 403,                        token cdn i p ig pg,                    GCS",
        "cdn 500/p 500,                        token cdn i p ig pg,                    GCS",
        "cdn 500/p 503,                        token cdn i p p,                        SIGNED",
        "cdn 500/p lost lost lost,             token cdn i p p p ig pg,                GCS",
        "cdn 500/p 413,                        token cdn i p,                          Invalid",
        "cdn 500/i 500/ig 500,                 token cdn i ig,                         Failed",
        "cdn 500/i 500/pg 404,                 token cdn i ig pg,                      Failed",
        "cdn 500/i 500/ig garbage,             token cdn i ig,                         Format"
    })
    void eachFailureTakesItsWay(String faults, String steps, String end) {
        for (String fault : faults.isEmpty() ? new String[0] : faults.split("/", -1)) {
            String[] words = fault.split(" ", -1);
            for (String what : Arrays.asList(words).subList(1, words.length)) {
                server.script(Objects.requireNonNull(STEPS.get(words[0])), request -> answer(what));
            }
        }
        String url = URLS.get(end);
        if (url != null) {
            succeeds(storage.upload(BYTES), url);
        } else {
            assertThat(fails(storage.upload(BYTES))).isInstanceOf(Objects.requireNonNull(ERRORS.get(end)));
        }
        assertThat(server.steps())
                .containsExactlyElementsOf(
                        Arrays.stream(steps.split(" ", -1)).map(STEPS::get).toList());
    }

    private static MockResponse answer(String what) {
        return switch (what) {
            case "lost" ->
                new MockResponse.Builder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build();
            case "garbage" -> StorageServer.json(200, "{\"upload_url");
            case "elsewhere" ->
                StorageServer.json(
                        200,
                        "{\"access_url\":\"http://10.0.0.1/a\",\"upload_url\":\"http://10.0.0.1/a\",\"file_url\":\"https://a.b/c\"}");
            case "locked" -> StorageServer.json(403, "{\"detail\":\"User is locked. Reason: Exhausted balance.\"}");
            default -> StorageServer.json(Integer.parseInt(what), "{\"detail\":\"scripted\"}");
        };
    }
}
