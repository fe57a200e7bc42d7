package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.Caller.Reply;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyCheckTest {
    private final Caller caller = Caller.of(Caller.instant().rejectedKeys("stolen:key"));

    @AfterAll
    void stop() {
        caller.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            Key id:secret   | 404 | -
            key id:secret   | 404 | -
            KEY anything    | 404 | -
            Key stolen:key  | 401 | invalid key credentials
            Key             | 401 | invalid key credentials
            Basic aWQ6czE=  | 401 | invalid key credentials
            Bearer id:s     | 401 | The issuer of the token could not be decoded
            bearer id:s     | 401 | The issuer of the token could not be decoded
            ''              | 401 | Cannot access application "fal-ai/flux-pro". Authentication is required to access this application.
            """)
    void keys(String authorization, int status, String detail) {
        Reply reply = caller.send("GET", caller.request("x", "/status"), "", "Authorization", authorization);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.object().get("detail")).isEqualTo(detail);
    }

    @Test
    void aListOfKeysLetsNoOtherIn() {
        try (Caller strict = Caller.of(Caller.instant().keys("my:key", "your:key"))) {
            assertThat(strict.run(Caller.input(), "Authorization", "Key your:key")
                            .status())
                    .isEqualTo(200);
            assertThat(strict.run(Caller.input(), "Authorization", "Key their:key")
                            .status())
                    .isEqualTo(401);
            assertThat(strict.submit(Caller.input(), "Authorization", "Key their:key")
                            .status())
                    .isEqualTo(401);
            assertThat(strict.server.stats().unauthorized()).isEqualTo(2);
            assertThat(strict.server.stats().accepted()).isEqualTo(1);
        }
    }

    @Test
    void uploadsWithoutKeyAreRefusedInTheirOwnWords() {
        URI uri = URI.create(caller.server.restUri() + "/storage/upload/initiate");

        assertThat(caller.send("POST", uri, "{}", "Authorization", "").text("detail"))
                .isEqualTo("Authorization header is required");
    }
}
