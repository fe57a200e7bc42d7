package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fluxfill.localfal.Caller.Reply;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValidationTest {
    private final Caller caller = Caller.of(Caller.instant());

    @AfterAll
    void stop() {
        caller.close();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("prompt", 7, "string_type", null),
                arguments("image_url", List.of(), "string_type", null),
                arguments("seed", 1.5, "int_type", null),
                arguments("seed", "1", "int_type", null),
                arguments("num_images", true, "int_type", null),
                arguments("num_images", 0, "greater_than_equal", Map.of("ge", 1)),
                arguments("num_images", 5, "less_than_equal", Map.of("le", 4)),
                arguments("output_format", "webp", "literal_error", Map.of("expected", "'jpeg' or 'png'")),
                arguments("safety_tolerance", 2, "literal_error", expectedTolerance()),
                arguments("safety_tolerance", "7", "literal_error", expectedTolerance()),
                arguments("sync_mode", "true", "bool_type", null),
                arguments("enhance_prompt", 1, "bool_type", null),
                arguments("image_url", "no url", "file_download_error", null),
                arguments("image_url", "ftp://127.0.0.1/a.png", "file_download_error", null),
                arguments("image_url", "https://example.com/a.png", "file_download_error", null),
                arguments("mask_url", "http://127.0.0.1:1/a.png", "file_download_error", null),
                arguments("mask_url", "data:image/png,abc", "file_download_error", null),
                arguments("mask_url", "data:image/png;base64,%%%", "file_download_error", null));
    }

    private static Map<String, ?> expectedTolerance() {
        return Map.of("expected", "'1', '2', '3', '4', '5' or '6'");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aWrongFieldIsNamed(String field, Object value, String type, @Nullable Map<String, ?> ctx) {
        Reply reply = caller.run(Caller.input(field, value));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.header("x-fal-billable-units")).isEqualTo("0");
        assertThat(reply.header("x-fal-request-id")).isNotNull();
        assertThat(reply.details()).singleElement().satisfies(entry -> {
            assertThat(entry.get("loc")).isEqualTo(List.of("body", field));
            assertThat(entry.get("type")).isEqualTo(type);
            assertThat(String.valueOf(entry.get("msg"))).isNotBlank();
            assertThat(entry.get("ctx")).isEqualTo(ctx);
        });
    }

    @Test
    void theFirstFourStepsAreReportedTogether() {
        Reply reply = caller.run(
                Caller.input("prompt", null, "mask_url", null, "seed", "x", "output_format", "gif", "num_images", 9));

        assertThat(reply.each("type")).containsExactly("missing", "missing", "int_type", "literal_error");
        assertThat(reply.details().get(0).get("msg")).isEqualTo("Field required");
        assertThat(reply.details().get(0).get("input")).isInstanceOf(Map.class);
    }

    @Test
    void nullIsRefusedExceptForTheSeed() {
        String rest = Json.text(Caller.input()).substring(1);

        assertThat(caller.run("{\"seed\":null," + rest).status()).isEqualTo(200);
        for (String field : List.of("output_format", "sync_mode", "num_images", "safety_tolerance")) {
            assertThat(caller.run("{\"" + field + "\":null," + rest).status())
                    .as(field)
                    .isEqualTo(422);
        }
    }

    @Test
    void aBodyThatIsNoObjectIsFoundAtTheModelOnly() {
        String id = caller.accepted("[1,2]");

        assertThat(caller.finished(id).details()).singleElement().satisfies(entry -> {
            assertThat(entry.get("loc")).isEqualTo(List.of("body"));
            assertThat(entry.get("type")).isEqualTo("model_attributes_type");
        });
    }

    @Test
    void aMissingFieldIsAcceptedAtSubmitAndRefusedInTheResult() {
        Reply submit = caller.submit(Caller.input("prompt", null));
        assertThat(submit.status()).isEqualTo(200);
        String id = submit.text("request_id");

        Reply status = caller.await(id, "COMPLETED");
        assertThat(status.object().containsKey("error")).isFalse();
        Reply result = caller.result(id);
        assertThat(result.status()).isEqualTo(422);
        assertThat(result.details().get(0).get("loc")).isEqualTo(List.of("body", "prompt"));
    }

    @Test
    void badJsonIsRefusedAtOnce() {
        for (String body : List.of("{", "", "{\"prompt\":}", "{} {}")) {
            Reply submit = caller.submit(body);
            assertThat(submit.status()).as(body).isEqualTo(422);
            assertThat(submit.details().get(0).get("type")).isEqualTo("json_invalid");
        }
    }

    @Test
    void bothSizesAreNamedWhenTheyDiffer() {
        Reply reply = caller.run(Caller.input("mask_url", Caller.picture(8, 9)));

        assertThat(reply.details()).singleElement().satisfies(entry -> {
            assertThat(entry.get("loc")).isEqualTo(List.of("body", "mask_url"));
            assertThat(entry.get("type")).isEqualTo("value_error");
            assertThat(String.valueOf(entry.get("msg"))).contains("16x12").contains("8x9");
        });
    }

    @Test
    void aFileThatIsNoPictureIsRefused() {
        String text = "data:image/png;base64,aGVsbG8=";

        assertThat(caller.run(Caller.input("image_url", text, "mask_url", text)).details())
                .hasSize(2)
                .allSatisfy(entry -> assertThat(String.valueOf(entry.get("type")))
                        .isIn("image_load_error", "unsupported_image_format"));
    }

    @Test
    void aDataUriIsBounded() {
        String huge = "data:image/png;base64," + "A".repeat(10 << 20);

        assertThat(caller.run(Caller.input("image_url", huge)).details())
                .singleElement()
                .satisfies(entry -> assertThat(entry.get("type")).isEqualTo("file_too_large"));
    }

    @Test
    void theFinetunedEndpointAsksForMore() {
        URI uri = URI.create(caller.server.runUri() + "/fal-ai/flux-pro/v1/fill-finetuned");

        assertThat(caller.post(uri, Caller.input()).each("loc"))
                .containsExactly(List.of("body", "finetune_id"), List.of("body", "finetune_strength"));
        assertThat(caller.post(uri, Caller.input("finetune_id", "f", "finetune_strength", 2.5))
                        .each("type"))
                .containsExactly("less_than_equal");
        assertThat(caller.post(uri, Caller.input("finetune_id", "f", "finetune_strength", 1))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aSeedOfAnySizeComesBackAsItWasAndUnknownFieldsAreIgnored() {
        BigInteger seed = BigInteger.TWO.pow(80);

        Reply reply = caller.run(Caller.input("seed", seed, "guidance_scale", 3.5));

        assertThat(reply.object().get("seed")).isEqualTo(seed);
    }

    @Test
    void withoutSeedOneIsChosen() {
        assertThat(caller.run(Caller.input()).object().get("seed")).isInstanceOf(Number.class);
    }

    @Test
    void aFlaggedPromptGivesABlackPictureUnlessAllIsTolerated() {
        Reply flagged = caller.run(Caller.input("prompt", "something NSFW here", "num_images", 2));
        assertThat(flagged.status()).isEqualTo(200);
        assertThat(flagged.object().get("has_nsfw_concepts")).isEqualTo(List.of(true, true));

        Reply tolerated = caller.run(Caller.input("prompt", "nsfw", "safety_tolerance", "6"));
        assertThat(tolerated.object().get("has_nsfw_concepts")).isEqualTo(List.of(false));
    }
}
