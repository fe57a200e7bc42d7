package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
    @Test
    void theWholeKeyWinsOverThePair() {
        assertThat(fromEnv(Map.of("FAL_KEY", "a:b", "FAL_KEY_ID", "c", "FAL_KEY_SECRET", "d")))
                .isEqualTo("a:b");
    }

    @Test
    void thePairIsJoinedWhenThereIsNoWholeKey() {
        assertThat(fromEnv(Map.of("FAL_KEY_ID", "c", "FAL_KEY_SECRET", "d"))).isEqualTo("c:d");
        assertThat(fromEnv(Map.of("FAL_KEY", "  ", "FAL_KEY_ID", " c\n", "FAL_KEY_SECRET", "d\r\n")))
                .isEqualTo("c:d");
    }

    @Test
    void whiteSpaceAroundAVariableIsDropped() {
        assertThat(fromEnv(Map.of("FAL_KEY", "\t a:b \n"))).isEqualTo("a:b");
    }

    @Test
    void anEnvironmentWithoutAKeySaysWhatToSet() {
        for (Map<String, String> environment : java.util.List.of(
                Map.<String, String>of(),
                Map.of("FAL_KEY", ""),
                Map.of("FAL_KEY_ID", "c"),
                Map.of("FAL_KEY_SECRET", "d"),
                Map.of("FAL_KEY_ID", "c", "FAL_KEY_SECRET", " "))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> ApiKey.fromEnv(environment::get))
                    .withMessageContainingAll("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a b", "a\nb", "a\u0000b", "a\r\nX-Evil: 1", "schlüssel", "a\u007fb", "a\u00a0b"})
    void whatNoHeaderMayCarryIsRefusedWithoutShowingIt(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKey.of(key))
                .withMessageNotContaining("Evil")
                .withMessageContaining("fal key");
    }

    @Test
    void theKeyIsShownByRevealAlone() {
        ApiKey key = ApiKey.of(" id-1:secret-2 ");
        assertThat(key.reveal()).isEqualTo("id-1:secret-2");
        assertThat(key).hasToString("ApiKey[redacted]");
        assertThat(ClientOptions.builder().apiKey(key).build().toString())
                .doesNotContain("id-1")
                .doesNotContain("secret-2");
    }

    @Test
    void keysAreEqualByValue() {
        assertThat(ApiKey.of("a:b"))
                .isEqualTo(ApiKey.of("a:b"))
                .hasSameHashCodeAs(ApiKey.of("a:b"))
                .isNotEqualTo(ApiKey.of("a:c"));
    }

    private static String fromEnv(Map<String, String> environment) {
        return ApiKey.fromEnv(environment::get).reveal();
    }
}
