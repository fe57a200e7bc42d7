package io.fluxfill.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fluxfill.Endpoint;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.ImageUrls;
import io.fluxfill.transport.JsonCodec;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FillRequestTest {
    private static final ImageSource IMAGE = ImageSource.url("https://example.com/house.png");
    private static final ImageSource MASK = ImageSource.url("https://example.com/house-mask.png");

    @Test
    void everyFieldIsSentUnderFalsNameAndType() {
        FillRequest request = minimal()
                .seed(42)
                .numImages(2)
                .outputFormat(OutputFormat.PNG)
                .safetyTolerance(SafetyTolerance.LEVEL_2)
                .enhancePrompt(false)
                .syncMode(true)
                .build();
        assertThat(json(Fill.PRO, request)).isEqualTo(parsed("""
                        {"prompt": "A red door", "image_url": "https://example.com/house.png",
                         "mask_url": "https://example.com/house-mask.png", "seed": 42, "num_images": 2,
                         "output_format": "png", "safety_tolerance": "2", "enhance_prompt": false, "sync_mode": true}
                        """));
    }

    @Test
    void whatIsUnsetIsNotSent() {
        assertThat(json(Fill.PRO, minimal().build()).keySet())
                .containsExactlyInAnyOrder("prompt", "image_url", "mask_url");
    }

    @Test
    void theFinetunedEndpointHasTwoFieldsMore() {
        FinetunedFillRequest request =
                finetuned().finetuneId("tune-1").finetuneStrength(1.5).build();
        assertThat(json(Fill.FINETUNED, request)).isEqualTo(parsed("""
                        {"prompt": "A red door", "image_url": "https://example.com/house.png",
                         "mask_url": "https://example.com/house-mask.png", "finetune_id": "tune-1",
                         "finetune_strength": 1.5}
                        """));
        assertThat(request.prompt()).isEqualTo("A red door");
        assertThat(request.image()).isEqualTo(IMAGE);
        assertThat(request.mask()).isEqualTo(MASK);
    }

    @Test
    void seedsOfAnySizeAreSentAsTheyAre() {
        BigInteger seed = new BigInteger("18446744073709551617");
        assertThat(json(Fill.PRO, minimal().seed(seed).build())).containsEntry("seed", seed);
        assertThat(json(Fill.PRO, minimal().seed(Long.MAX_VALUE).build())).containsEntry("seed", Long.MAX_VALUE);
        assertThat(json(Fill.PRO, minimal().seed(0).build())).containsEntry("seed", 0);
    }

    @Test
    void extraFieldsAreSentAsGiven() {
        FillRequest request = minimal()
                .extra("future_list", List.of(1, "two"))
                .extra("future_map", Map.of("deep", Map.of("er", true)))
                .extra("future_number", 0.25)
                .build();
        assertThat(json(Fill.PRO, request))
                .containsEntry("future_list", List.of(1, "two"))
                .containsEntry("future_map", Map.of("deep", Map.of("er", true)))
                .containsEntry("future_number", 0.25);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "prompt",
                "image_url",
                "mask_url",
                "seed",
                "num_images",
                "output_format",
                "safety_tolerance",
                "enhance_prompt",
                "sync_mode"
            })
    void anExtraFieldIsNoneThatHasASetter(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> minimal().extra(name, 1))
                .withMessageContaining("extra");
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                outOfRange("blank prompt", b -> b.prompt(" \n")),
                outOfRange("negative seed", b -> b.seed(-1)),
                outOfRange("negative big seed", b -> b.seed(BigInteger.ONE.negate())),
                outOfRange("no images", b -> b.numImages(0)),
                outOfRange("five images", b -> b.numImages(5)));
    }

    private static Arguments outOfRange(String what, UnaryOperator<FillRequest.Builder> setter) {
        return arguments(what, setter);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outOfRange")
    void rangesAreCheckedAtOnce(String what, UnaryOperator<FillRequest.Builder> setter) {
        FillRequest.Builder builder = minimal();
        assertThatIllegalArgumentException().as(what).isThrownBy(() -> setter.apply(builder));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 2.01, Double.NaN, Double.POSITIVE_INFINITY})
    void theStrengthHasARange(double strength) {
        assertThatIllegalArgumentException().isThrownBy(() -> finetuned().finetuneStrength(strength));
    }

    @Test
    void theEndsOfTheRangesAreInside() {
        assertThat(json(Fill.PRO, minimal().numImages(4).build())).containsEntry("num_images", 4);
        assertThat(json(
                        Fill.FINETUNED,
                        finetuned().finetuneId("x").finetuneStrength(0).build()))
                .containsEntry("finetune_strength", 0.0);
        assertThat(json(
                        Fill.FINETUNED,
                        finetuned().finetuneId("x").finetuneStrength(2).build()))
                .containsEntry("finetune_strength", 2.0);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FillRequest.builder().mask(MASK).prompt("x").build())
                .withMessageContaining("image");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FillRequest.builder().image(IMAGE).prompt("x").build())
                .withMessageContaining("mask");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FillRequest.builder().image(IMAGE).mask(MASK).build())
                .withMessageContaining("prompt");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> finetuned().finetuneStrength(1).build())
                .withMessageContaining("finetune_id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> finetuned().finetuneId("x").build())
                .withMessageContaining("finetune_strength");
        assertThatIllegalArgumentException().isThrownBy(() -> finetuned().finetuneId(" "));
    }

    @Test
    void aRequestDoesNotChangeWithItsBuilder() {
        FillRequest.Builder builder = minimal();
        FillRequest request = builder.build();
        builder.numImages(3).prompt("another");
        assertThat(json(Fill.PRO, request)).doesNotContainKey("num_images").containsEntry("prompt", "A red door");
    }

    @Test
    void thePromptIsNotShown() {
        assertThat(minimal().build().toString()).doesNotContain("red door").contains("house.png");
        assertThat(finetuned().finetuneId("tune").finetuneStrength(1).build().toString())
                .doesNotContain("red door")
                .doesNotContain("tune-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "JPG", "jpg", "Jpeg"})
    void formatsAreReadInAnyCase(String name) {
        assertThat(OutputFormat.parse(name)).isEqualTo(OutputFormat.JPEG);
        assertThat(OutputFormat.parse("PNG")).isEqualTo(OutputFormat.PNG);
        assertThatIllegalArgumentException().isThrownBy(() -> OutputFormat.parse(name + "2000"));
    }

    @Test
    void toleranceHasSixLevels() {
        for (int level = 1; level <= 6; level++) {
            assertThat(SafetyTolerance.of(level).word()).isEqualTo(String.valueOf(level));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SafetyTolerance.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> SafetyTolerance.of(7));
    }

    @Test
    void picturesAreLookedAtBeforeTheyAreBroughtAnywhere() {
        List<String> calls = new CopyOnWriteArrayList<>();
        Checked images = new Checked(calls, Mono.fromRunnable(() -> calls.add("checked")));
        StepVerifier.create(Fill.PRO.encode(minimal().build(), images))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(30));
        assertThat(calls).containsExactly("check", "checked", "image_url", "mask_url");
        calls.clear();
        StepVerifier.create(Fill.FINETUNED.encode(
                        finetuned().finetuneId("mine").finetuneStrength(1).build(),
                        new Checked(calls, Mono.error(InvalidRequestException.field("mask_url", "No.", null)))))
                .expectError(InvalidRequestException.class)
                .verify(Duration.ofSeconds(30));
        assertThat(calls).containsExactly("check");
    }

    private record Checked(List<String> calls, Mono<Void> result) implements ImageUrls {
        @Override
        public Mono<String> urlOf(String field, ImageSource source) {
            return Mono.fromCallable(() -> {
                calls.add(field);
                return "https://a.example/" + field;
            });
        }

        @Override
        public Mono<Void> check(ImageSource image, ImageSource mask) {
            calls.add("check");
            assertThat(image).isEqualTo(IMAGE);
            assertThat(mask).isEqualTo(MASK);
            return result;
        }
    }

    private static FillRequest.Builder minimal() {
        return FillRequest.builder().image(IMAGE).mask(MASK).prompt("A red door");
    }

    private static FinetunedFillRequest.Builder finetuned() {
        return FinetunedFillRequest.builder().image(IMAGE).mask(MASK).prompt("A red door");
    }

    private static <I> Map<String, @Nullable Object> json(Endpoint<I, ?> endpoint, I input) {
        byte[] body = endpoint.encode(input, ImageUrls.inline(1000)).block();
        return JsonCodec.document().decode(Objects.requireNonNull(body));
    }

    private static Map<String, @Nullable Object> parsed(String json) {
        return JsonCodec.document().decode(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
