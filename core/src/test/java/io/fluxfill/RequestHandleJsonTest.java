package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.transport.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RequestHandleJsonTest {
    private static final RequestHandle HANDLE =
            new RequestHandle("fal-ai/flux-pro/v1/fill", "764cabcf-b745-4b3e-ae38-1200304cf45b");

    private static String golden(String name) throws IOException {
        try (InputStream in = RequestHandleJsonTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Handles lie in databases for longer than a version lasts: this file is not to be changed. */
    @Test
    void theBytesStayAsTheyAre() throws IOException {
        assertThat(HANDLE.toJson()).isEqualTo(golden("request-handle.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"request-handle.json", "request-handle-newer.json", "request-handle-as-record.json"})
    void everyVersionIsRead(String name) throws IOException {
        assertThat(RequestHandle.fromJson(golden(name))).isEqualTo(HANDLE);
        // And within the documents of an application.
        RequestHandle mapped = JsonCodec.<RequestHandle>decoder(RequestHandle.class)
                .decode(golden(name).getBytes(StandardCharsets.UTF_8));
        assertThat(mapped).isEqualTo(HANDLE);
    }

    @Test
    void jacksonWritesTheSame() throws IOException {
        assertThat(JsonMapper.shared().writeValueAsString(Map.of("handle", HANDLE)))
                .isEqualTo("{\"handle\":" + golden("request-handle.json") + "}");
    }

    @Test
    void everyHandleComesBack() {
        for (String id : new String[] {"a", "_x", "0.1~b:c=d@e+f", "-", "x".repeat(256)}) {
            for (String endpoint : new String[] {"fal-ai/flux-pro/v1/fill", "workflows/a/b", "123-app"}) {
                RequestHandle handle = new RequestHandle(endpoint, id);
                assertThat(RequestHandle.fromJson(handle.toJson())).isEqualTo(handle);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "5",
                "\"x\"",
                "{",
                "{}",
                "{\"endpoint_id\":\"a/b\"}",
                "{\"request_id\":\"r\"}",
                "{\"endpoint_id\":null,\"request_id\":\"r\"}",
                "{\"endpoint_id\":\"a/b\",\"request_id\":5}",
                "{\"endpoint_id\":\"a/b\",\"request_id\":{\"request_id\":\"r\"}}",
                "{\"endpoint_id\":[\"a/b\"],\"request_id\":\"r\"}",
                "{\"endpoint_id\":\"a/b\",\"request_id\":\"../../x\"}",
                "{\"endpoint_id\":\"a/b\",\"request_id\":\"r\\u0000\"}",
                "{\"endpoint_id\":\"../evil\",\"request_id\":\"r\"}",
                "{\"endpoint_id\":\"https://evil.example/a/b\",\"request_id\":\"r\"}",
                "{\"endpoint_id\":\"a/b\",\"request_id\":\"r\"} {\"endpoint_id\":\"c/d\",\"request_id\":\"s\"}",
                "{\"endpoint_id\":\"a/b\",\"request_id\":\"r\",}",
                "{'endpoint_id':'a/b','request_id':'r'}",
                "not json, but Key 11111111-2222:0123456789abcdef"
            })
    void whatIsNoHandleIsRefused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestHandle.fromJson(json))
                .satisfies(error -> assertThat(error.toString()).doesNotContain("0123456789abcdef"))
                .withNoCause();
    }

    @Test
    void whatIsHugeOrDeepIsRefusedBeforeItCosts() {
        for (String json : new String[] {
            "{\"endpoint_id\":\"a/b\",\"request_id\":\"r\",\"x\":\"" + "y".repeat(1 << 20) + "\"}",
            "[".repeat(1 << 20),
            "{\"x\":".repeat(3_000)
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RequestHandle.fromJson(json))
                    .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(200));
        }
    }
}
