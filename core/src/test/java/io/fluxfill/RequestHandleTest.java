package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHandleTest {
    private static final String ENDPOINT = "fal-ai/flux-pro/v1/fill";

    @ParameterizedTest
    @ValueSource(strings = {"764cabcf-b745-4b3e-ae38-1200304cf45b", "a", "_x", "0.1~b:c=d@e+f", "-"})
    void anIdIsOnePathSegment(String id) {
        RequestHandle handle = new RequestHandle(ENDPOINT, id);
        assertThat(handle.requestId()).isEqualTo(id);
        assertThat(handle).hasToString(ENDPOINT + " " + id).isEqualTo(new RequestHandle(ENDPOINT, id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", "../x", "a/b", "a\\b", "a?b", "a#b", "a%2fb", "a b", "a\n", "a\r\nb", "ä", "a;b",
                "%2e%2e",
            })
    void whatIsNoSegmentIsRefused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RequestHandle(ENDPOINT, id))
                .withMessageContaining("request id");
    }

    @Test
    void anEmptyEndpointIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestHandle("", "abc"));
    }

    @Test
    void anIdHasABound() {
        assertThat(new RequestHandle(ENDPOINT, "x".repeat(256)).requestId()).hasSize(256);
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestHandle(ENDPOINT, "x".repeat(257)));
    }

    @Test
    void theEndpointIsCheckedAndBroughtIntoItsModernForm() {
        assertThat(new RequestHandle("123-app", "x").endpointId()).isEqualTo("123/app");
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestHandle("../evil", "x"));
    }
}
