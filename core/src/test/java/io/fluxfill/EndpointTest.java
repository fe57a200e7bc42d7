package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.image.ImageUrls;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.test.StepVerifier;

class EndpointTest {
    private static final ImageUrls IMAGES = ImageUrls.inline(1000);

    record Erase(String image_url, int dilate_pixels) {}

    record Erased(String url) {}

    @Test
    void anyModelIsALine() {
        Endpoint<Erase, Erased> erase = Endpoint.of("fal-ai/flux-pro/v1/erase", Erase.class, Erased.class);
        assertThat(erase).hasToString("fal-ai/flux-pro/v1/erase");
        assertThat(erase.id().application()).isEqualTo("fal-ai/flux-pro");
        StepVerifier.create(erase.encode(new Erase("https://a/b", 3), IMAGES)
                        .map(body -> new String(body, StandardCharsets.UTF_8)))
                .expectNext("{\"image_url\":\"https://a/b\",\"dilate_pixels\":3}")
                .expectComplete()
                .verify(Duration.ofSeconds(5));
        assertThat(erase.decoder().decode("{\"url\":\"x\",\"more\":1}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Erased("x"));
    }

    @Test
    void anIdThatIsNoneIsRefusedAtOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.of("../evil", Erase.class, Erased.class));
    }

    @Test
    void anEstimateIsAddedToACopy() {
        Endpoint<Erase, Erased> erase = Endpoint.of("fal-ai/flux-pro/v1/erase", Erase.class, Erased.class);
        AtomicInteger asked = new AtomicInteger();
        Endpoint<Erase, Erased> priced = erase.withEstimate(input -> {
            asked.incrementAndGet();
            return Mono.just(BigDecimal.valueOf(input.dilate_pixels()));
        });
        StepVerifier.create(erase.estimate(new Erase("https://a/b", 3)))
                .expectComplete()
                .verify(Duration.ofSeconds(5));
        Mono<BigDecimal> estimate = priced.estimate(new Erase("https://a/b", 3));
        assertThat(asked).hasValue(0);
        for (int i = 1; i <= 2; i++) {
            StepVerifier.create(estimate)
                    .expectNext(BigDecimal.valueOf(3))
                    .expectComplete()
                    .verify(Duration.ofSeconds(5));
            assertThat(asked).hasValue(i);
        }
        assertThat(priced).hasToString("fal-ai/flux-pro/v1/erase");
        assertThat(priced.decoder()).isSameAs(erase.decoder());
    }

    @Test
    void whoLeavesWhileTheInputIsPreparedDropsNoError() {
        AtomicReference<Subscriber<? super Object>> source = new AtomicReference<>();
        Mono<Object> late = Mono.fromDirect(subscriber -> {
            subscriber.onSubscribe(Operators.emptySubscription());
            source.set(subscriber);
        });
        Endpoint<String, Object> endpoint =
                Endpoint.of("a/b", Map.class, (input, images) -> late, Map.class, Object.class::cast);
        Collection<Throwable> dropped = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            endpoint.encode("x", ImageUrls.inline(10))
                    .subscribe(body -> {}, dropped::add)
                    .dispose();
            Subscriber<? super Object> subscriber = Objects.requireNonNull(source.get());
            subscriber.onNext(Map.of());
            subscriber.onComplete();
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(dropped).isEmpty();
    }

    @Test
    void aPreparationThatGivesNothingIsAnError() {
        Endpoint<String, Object> endpoint =
                Endpoint.of("a/b", Map.class, (input, images) -> Mono.empty(), Map.class, Object.class::cast);
        StepVerifier.create(endpoint.encode("x", ImageUrls.inline(10)))
                .expectErrorMessage("the preparation of the endpoint gave nothing")
                .verify(Duration.ofSeconds(10));
    }
}
