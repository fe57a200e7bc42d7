package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fluxfill.ApiKey;
import io.fluxfill.error.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorBodyTest {
    static Stream<Arguments> bodies() {
        return Stream.of(
                body(
                        "{\"detail\":\"Request timed out\",\"error_type\":\"request_timeout\"}",
                        "Request timed out",
                        "request_timeout"),
                body("{\"detail\":\"invalid key credentials\"}", "invalid key credentials", null),
                body(
                        "{\"detail\":\"Reached concurrent requests limit of 20\",\"type\":\"concurrent_requests_limit\",\"data\":{\"limit\":20}}",
                        "Reached concurrent requests limit of 20",
                        "concurrent_requests_limit"),
                body("{\"status\":\"NOT_FOUND\"}", "NOT_FOUND", null),
                body(
                        "{\"error\":{\"type\":\"validation_error\",\"message\":\"No such id\",\"docs_url\":\"x\",\"request_id\":\"r\"}}",
                        "No such id",
                        "validation_error"),
                body("{\"error\":\"plain\"}", "plain", null),
                body("{\"message\":\"m\"}", "m", null),
                body("{\"detail\":[\"one\",\"two\"]}", "one; two", null),
                body("{\"detail\":{\"message\":\"an object\"}}", "an object", null),
                body("{\"detail\":{\"msg\":\"an object\"}}", "an object", null),
                body("{\"detail\":\"\",\"message\":\"m\"}", "m", null),
                body("{\"detail\":[]}", "{\"detail\":[]}", null),
                body("{\"detail\":{\"code\":7}}", "{\"detail\":{\"code\":7}}", null),
                body("{\"reason\":\"unheard of\"}", "{\"reason\":\"unheard of\"}", null),
                body(
                        "{\"detail\":null,\"error_type\":\"internal_error\"}",
                        "{\"detail\":null,\"error_type\":\"internal_error\"}",
                        "internal_error"));
    }

    private static Arguments body(String json, String text, @Nullable String type) {
        return arguments(json, text, type);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void everyFamilyHasATextAndPerhapsAType(String json, String text, @Nullable String type) {
        ErrorBody body = parse(json);
        assertThat(body.text()).isEqualTo(text);
        assertThat(body.errorType()).isEqualTo(type);
        assertThat(body.fieldErrors()).isEmpty();
        assertThat(body.isFal()).isTrue();
    }

    @Test
    void aModelErrorHasFields() {
        ErrorBody body = parse("""
                {"detail":[
                  {"loc":["body","image_url"],"msg":"The image is too large.","type":"image_too_large",
                   "url":"https://docs.fal.ai/errors/#image_too_large","ctx":{"max_height":4096,"max_width":4096},
                   "input":"data:image/png;base64,AAAA"},
                  {"loc":["body","images",2],"msg":"Field required","type":"missing"}]}
                """);
        assertThat(body.fieldErrors())
                .containsExactly(
                        new FieldError(
                                List.of("body", "image_url"),
                                "The image is too large.",
                                "image_too_large",
                                Map.of("max_height", 4096, "max_width", 4096)),
                        new FieldError(List.of("body", "images", 2), "Field required", "missing", Map.of()));
        assertThat(body.text())
                .isEqualTo("image_url: The image is too large. (image_too_large); images.2: Field required (missing)");
        assertThat(body.errorType()).isEqualTo("image_too_large");
        assertThat(body.hasType("missing")).isTrue();
        assertThat(body.hasType("other")).isFalse();
    }

    @Test
    void aListOfBothKindsKeepsBoth() {
        ErrorBody body = parse("{\"detail\":[\"first\",{\"loc\":[\"body\"],\"msg\":\"second\"}]}");
        assertThat(body.text()).contains("first").contains("second");
        assertThat(body.fieldErrors())
                .singleElement()
                .satisfies(e -> assertThat(e.field()).isEmpty());
    }

    @Test
    void halfAFieldIsStillOne() {
        ErrorBody body = parse("{\"detail\":[{\"loc\":\"body\",\"msg\":null,\"type\":5,\"ctx\":[]},{}]}");
        assertThat(body.fieldErrors())
                .hasSize(2)
                .allSatisfy(error -> assertThat(error).isEqualTo(new FieldError(List.of(), "", null, Map.of())));
    }

    @Test
    void secretsInFieldsAreHidden() {
        ErrorBody body = parse("""
                {"detail":[{"loc":["body","data:image/png;base64,SECRETPICTURE"],"msg":"bad data:image/png;base64,SECRETPICTURE",
                  "type":"id:supersecretkey","ctx":{"url":"https://a/b?sig=SECRETPICTURE"}}]}
                """);
        assertThat(body.toString()).doesNotContain("SECRETPICTURE").doesNotContain("supersecretkey");
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments(
                        "<html><h1>502 Bad Gateway</h1>\r\n<hr>nginx</html>",
                        "<html><h1>502 Bad Gateway</h1> <hr>nginx</html>"),
                arguments("", ""),
                arguments("null", "null"),
                arguments("[1,2]", "[1,2]"),
                arguments("\"just text\"", "\"just text\""),
                arguments("{\"detail\":\"cut off", "{\"detail\":\"cut off"),
                arguments("\u0000\u0001", ""));
    }

    @ParameterizedTest
    @MethodSource("others")
    void whatIsNoJsonObjectIsShownAsItIs(String text, String shown) {
        ErrorBody body = parse(text);
        assertThat(body.text()).isEqualTo(shown);
        assertThat(body.isFal()).isFalse();
        assertThat(body.errorType()).isNull();
    }

    private static ErrorBody parse(String text) {
        return ErrorBody.parse(text.getBytes(StandardCharsets.UTF_8), new Words(ApiKey.of("id:supersecretkey")));
    }

    @Test
    void aBodyThatWasCutWithinThePictureThatItQuotesIsStillRead() {
        String body =
                "{\"detail\":[{\"loc\":[\"body\",\"image_url\"],\"msg\":\"not a picture\",\"type\":\"image_load_error\","
                        + "\"input\":\"data:image/png;base64," + "A".repeat(100_000);
        byte[] cut = java.util.Arrays.copyOf(body.getBytes(StandardCharsets.UTF_8), 64 << 10);
        ErrorBody error = ErrorBody.parse(cut, new Words(ApiKey.of("id:secret")));
        assertThat(error.fieldErrors())
                .containsExactly(
                        new FieldError(List.of("body", "image_url"), "not a picture", "image_load_error", Map.of()));
        assertThat(error.text()).isEqualTo("image_url: not a picture (image_load_error)");
        assertThat(error.isFal()).isTrue();
    }
}
