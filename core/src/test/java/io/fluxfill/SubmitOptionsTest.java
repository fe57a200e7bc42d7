package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fluxfill.SubmitOptions.Priority;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitOptionsTest {
    static Stream<Arguments> headers() {
        return Stream.of(
                header(b -> b.priority(Priority.LOW), "X-Fal-Queue-Priority", "low"),
                header(b -> b.priority(Priority.NORMAL), "X-Fal-Queue-Priority", "normal"),
                header(b -> b.startTimeout(Duration.ofSeconds(30)), "X-Fal-Request-Timeout", "30"),
                header(b -> b.startTimeout(Duration.ofMillis(12_500)), "X-Fal-Request-Timeout", "12.5"),
                header(b -> b.runnerHint("session 7"), "X-Fal-Runner-Hint", "session 7"),
                header(SubmitOptions.Builder::noRetry, "X-Fal-No-Retry", "1"),
                header(
                        b -> b.serverRetries("timeout", 0).serverRetries("server_error", 9),
                        "X-Fal-Retry-Config",
                        "{\"server_error\":{\"retries\":9},\"timeout\":{\"retries\":0}}"),
                header(SubmitOptions.Builder::noStore, "X-Fal-Store-IO", "0"),
                header(SubmitOptions.Builder::noFallback, "x-app-fal-disable-fallback", "true"),
                header(
                        b -> b.outputLifecycle(ObjectLifecycle.expiresAfter(Duration.ofHours(1))),
                        "X-Fal-Object-Lifecycle-Preference",
                        "{\"expiration_duration_seconds\":3600}"),
                header(
                        b -> b.outputLifecycle(new ObjectLifecycle(Duration.ofSeconds(1), ObjectLifecycle.Access.HIDE)),
                        "X-Fal-Object-Lifecycle-Preference",
                        "{\"expiration_duration_seconds\":1,\"initial_acl\":{\"default\":\"hide\"}}"),
                header(
                        b -> b.outputLifecycle(new ObjectLifecycle(
                                null, ObjectLifecycle.Access.FORBID, Map.of("a-user", ObjectLifecycle.Access.ALLOW))),
                        "X-Fal-Object-Lifecycle-Preference",
                        "{\"initial_acl\":{\"default\":\"forbid\",\"rules\":[{\"user\":\"a-user\",\"decision\":\"allow\"}]}}"),
                header(b -> b.tag("team", "shop").tag("run", "1 = a"), "X-Fal-Tags", "team=shop,run=1 = a"),
                header(b -> b.header("X-Model", "a b"), "X-Model", "a b"));
    }

    private static Arguments header(UnaryOperator<SubmitOptions.Builder> option, String name, String value) {
        return arguments(option, name, value);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void anOptionIsOneHeader(UnaryOperator<SubmitOptions.Builder> option, String name, String value) {
        SubmitOptions options = option.apply(SubmitOptions.builder()).build();
        assertThat(options.toHeaders()).containsExactly(Map.entry(name, value));
        assertThat(options.toQuery()).isEmpty();
    }

    @Test
    void webhookAndQueueLengthAreParameters() {
        SubmitOptions options = SubmitOptions.builder()
                .webhook(URI.create("https://me.example/hook?token=a%20b&c=d"))
                .maxQueueLength(7)
                .build();
        assertThat(options.toHeaders()).isEmpty();
        assertThat(options.toQuery())
                .containsExactly(
                        Map.entry("fal_webhook", "https://me.example/hook?token=a%20b&c=d"),
                        Map.entry("fal_max_queue_length", "7"));
    }

    @Test
    void whatIsUnsetIsNotSent() {
        assertThat(SubmitOptions.none().toHeaders()).isEmpty();
        assertThat(SubmitOptions.none().toQuery()).isEmpty();
        assertThat(SubmitOptions.builder()
                        .outputLifecycle(new ObjectLifecycle(null, null))
                        .build()
                        .toHeaders())
                .isEmpty();
    }

    @Test
    void optionsDoNotChangeWithTheirBuilder() {
        SubmitOptions.Builder builder = SubmitOptions.builder().tag("a", "1");
        SubmitOptions options = builder.build();
        builder.tag("b", "2").header("X-More", "1").serverRetries("timeout", 1).noRetry();
        assertThat(options.toHeaders()).containsExactly(Map.entry("X-Fal-Tags", "a=1"));
    }

    @Test
    void valuesAreNotShown() {
        SubmitOptions options = SubmitOptions.builder()
                .webhook(URI.create("https://me.example/hook?token=topsecret"))
                .tag("customer", "topsecret")
                .header("X-Model", "topsecret")
                .build();
        assertThat(options.toString()).doesNotContain("topsecret").contains("X-Fal-Tags", "fal_webhook");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("webhook of another scheme", b -> b.webhook(URI.create("ftp://me.example/x"))),
                refused("relative webhook", b -> b.webhook(URI.create("/hook"))),
                refused("opaque webhook", b -> b.webhook(URI.create("https:hook"))),
                refused("start timeout of 0.1 s", b -> b.startTimeout(Duration.ofMillis(100))),
                refused("negative start timeout", b -> b.startTimeout(Duration.ofSeconds(-5))),
                refused("blank hint", b -> b.runnerHint(" ")),
                refused("hint with a line break", b -> b.runnerHint("a\r\nX-Evil: 1")),
                refused("hint outside of ASCII", b -> b.runnerHint("ü")),
                refused("unknown retry kind", b -> b.serverRetries("rain", 1)),
                refused("negative retries", b -> b.serverRetries("timeout", -1)),
                refused("too many retries", b -> b.serverRetries("timeout", 10)),
                refused("queue length of 0", b -> b.maxQueueLength(0)),
                refused("tag of fal", b -> b.tag("fal.x", "1")),
                refused("tag in upper case", b -> b.tag("Team", "1")),
                refused("long tag key", b -> b.tag("k".repeat(65), "1")),
                refused("long tag value", b -> b.tag("k", "v".repeat(257))),
                refused("tag value with a comma", b -> b.tag("k", "a,b=c")),
                refused("tag value with a line break", b -> b.tag("k", "a\nb")),
                refused("blank tag value", b -> b.tag("k", "")),
                refused("header that is no token", b -> b.header("X Y", "1")),
                refused("header with a colon", b -> b.header("X:", "1")),
                refused("header value with a line break", b -> b.header("X-Y", "a\nb")),
                refused(
                        "expiration below a second",
                        b -> b.outputLifecycle(ObjectLifecycle.expiresAfter(Duration.ofMillis(999)))));
    }

    private static Arguments refused(String what, UnaryOperator<SubmitOptions.Builder> option) {
        return arguments(what, option);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatFalWouldRefuseIsRefusedAtOnce(String what, UnaryOperator<SubmitOptions.Builder> option) {
        SubmitOptions.Builder builder = SubmitOptions.builder();
        assertThatIllegalArgumentException().as(what).isThrownBy(() -> option.apply(builder));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "authorization",
                "Content-Type",
                "CONTENT-LENGTH",
                "Host",
                "Transfer-Encoding",
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "TE",
                "Trailer",
                "Upgrade",
                "User-Agent",
                "X-Fal-Request-Id",
                "x-fal-caller-user-id"
            })
    void headersOfTheClientAndThePlatformAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubmitOptions.builder().header(name, "1"))
                .withMessageContaining("belongs to");
    }

    @Test
    void elevenTagsAreTooMany() {
        SubmitOptions.Builder builder = SubmitOptions.builder();
        for (int i = 0; i < 10; i++) {
            builder.tag("t" + i, "1");
        }
        builder.tag("t9", "2");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.tag("t10", "1"));
        assertThat(builder.build().toHeaders().get("X-Fal-Tags"))
                .endsWith("t9=2")
                .doesNotContain("t10");
    }

    @Test
    void tagsHaveABoundInAll() {
        SubmitOptions.Builder builder = SubmitOptions.builder()
                .tag("a", "v".repeat(256))
                .tag("b", "v".repeat(256))
                .tag("c", "v".repeat(256));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.tag("d", "v".repeat(256)));
        builder.tag("d", "v".repeat(1024 - 3 * 259 - 2));
        assertThat(builder.build().toHeaders().get("X-Fal-Tags")).hasSize(1024);
    }

    @Test
    void aSynchronousRunNamesTheOptionThatItLacks() {
        assertThat(SubmitOptions.builder().noStore().tag("a", "b").build().queueOnlyOption())
                .isNull();
        assertThat(SubmitOptions.builder().maxQueueLength(1).build().queueOnlyOption())
                .isEqualTo("maxQueueLength");
        assertThat(SubmitOptions.builder().priority(Priority.LOW).build().queueOnlyOption())
                .isEqualTo("priority");
        assertThat(SubmitOptions.builder().noRetry().build().queueOnlyOption()).contains("retries");
        assertThat(SubmitOptions.builder().serverRetries("timeout", 1).build().queueOnlyOption())
                .contains("retries");
        assertThat(SubmitOptions.builder()
                        .webhook(URI.create("https://me.example"))
                        .build()
                        .queueOnlyOption())
                .isEqualTo("webhook");
    }
}
