package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientOptionsTest {
    @Test
    void theDefaultsAreThoseOfTheTable() {
        ClientOptions options = builder().build();
        assertThat(options.runUri()).hasToString("https://fal.run");
        assertThat(options.queueUri()).hasToString("https://queue.fal.run");
        assertThat(options.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.callTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.runTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(options.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.resultLimit()).isEqualTo(64 * 1024 * 1024);
        assertThat(options.replyLimit()).isEqualTo(1024 * 1024);
        assertThat(options.errorLimit()).isEqualTo(64 * 1024);
        assertThat(options.inlineLimit()).isEqualTo(10 * 1024 * 1024);
        assertThat(options.downloadLimit()).isEqualTo(256L * 1024 * 1024);
        assertThat(options.maxConnections()).isEqualTo(64);
        assertThat(options.maxPendingCalls()).isEqualTo(10_000);
        assertThat(options.maxAttempts()).isEqualTo(5);
        assertThat(options.maxRetryTime()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.firstBackoff()).isEqualTo(Duration.ofMillis(250));
        assertThat(options.maxBackoff()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.maxRetryAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.userAgent()).isEqualTo("fluxfill/0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://proxy.example/fal",
                "HTTPS://proxy.example:8443",
                "http://127.0.0.1:8080",
                "http://127.9.9.9",
                "http://localhost",
                "http://LocalHost:1",
                "http://[::1]:80"
            })
    void anOriginIsHttpsOrThisMachine(String origin) {
        assertThat(builder().queueUri(URI.create(origin)).build().queueUri()).hasToString(origin);
    }

    @Test
    void theLastSlashOfAnOriginIsDropped() {
        assertThat(builder()
                        .runUri(URI.create("https://a.example/fal/"))
                        .build()
                        .runUri())
                .hasToString("https://a.example/fal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fal.run",
                "/fal",
                "ftp://a.example",
                "https:fal.run",
                "https://user:pass@a.example",
                "https://a.example?x=1",
                "https://a.example#x"
            })
    void whatIsNoOriginIsRefused(String origin) {
        ClientOptions.Builder builder = builder().runUri(URI.create(origin));
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("runUri");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://fal.run",
                "http://127.0.0.1.evil.example",
                "http://localhost.evil.example",
                "http://10.0.0.1"
            })
    void theKeyGoesInClearTextToThisMachineAlone(String origin) {
        ClientOptions.Builder builder = builder().queueUri(URI.create(origin));
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("allowCleartext");
        assertThat(builder.allowCleartext(true).build().queueUri()).hasToString(origin);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("connectTimeout", b -> b.connectTimeout(Duration.ZERO)),
                refused("callTimeout", b -> b.callTimeout(Duration.ZERO)),
                refused("runTimeout", b -> b.runTimeout(Duration.ofSeconds(-1))),
                refused("idleTimeout", b -> b.idleTimeout(Duration.ZERO)),
                refused("maxRetryTime", b -> b.maxRetryTime(Duration.ZERO)),
                refused("firstBackoff", b -> b.backoff(Duration.ZERO, Duration.ofSeconds(1))),
                refused("maxBackoff", b -> b.backoff(Duration.ofSeconds(1), Duration.ZERO)),
                refused("maxRetryAfter", b -> b.maxRetryAfter(Duration.ZERO)),
                refused("resultLimit", b -> b.resultLimit(0)),
                refused("replyLimit", b -> b.replyLimit(0)),
                refused("errorLimit", b -> b.errorLimit(-1)),
                refused("inlineLimit", b -> b.inlineLimit(0)),
                refused("downloadLimit", b -> b.downloadLimit(0)),
                refused("maxConnections", b -> b.maxConnections(0)),
                refused("maxPendingCalls", b -> b.maxPendingCalls(0)),
                refused("maxAttempts", b -> b.maxAttempts(0)),
                refused("user agent", b -> b.userAgent("a\r\nb")));
    }

    private static Arguments refused(String option, UnaryOperator<ClientOptions.Builder> setter) {
        return arguments(option, setter);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatMakesNoSenseIsRefusedByName(String option, UnaryOperator<ClientOptions.Builder> setter) {
        ClientOptions.Builder builder = builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setter.apply(builder))
                .withMessageContaining(option);
    }

    @Test
    void aConnectTimeoutOfAnyLengthIsUsable() {
        ClientOptions options = builder().connectTimeout(Duration.ofDays(400)).build();
        FalClient client = FalClient.create(options);
        client.dispose();
        assertThat(client.isDisposed()).isTrue();
    }

    private static ClientOptions.Builder builder() {
        return ClientOptions.builder().apiKey(ApiKey.of("id:secret"));
    }
}
