package io.fluxfill.storage;

import static io.fluxfill.transport.TestCalls.KEY;
import static io.fluxfill.transport.TestCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.error.FalException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.transport.FakeTransport;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class TokenCacheTest {
    private static final Hosts HOSTS =
            new Hosts(ClientOptions.builder().apiKey(ApiKey.of(KEY)).build());

    private final FakeTransport network = new FakeTransport();
    private final TokenCache tokens = new TokenCache(network, HOSTS);
    private final Mono<Token> token = tokens.authorized(Mono::just, () -> false);

    private static String reply(String expiresAt) {
        return "{\"token\":\"jwt\",\"token_type\":\"Bearer\",\"base_url\":\"https://v3b.fal.media/\",\"expires_at\":\""
                + expiresAt + "\"}";
    }

    @Test
    void allWhoWaitShareOneCall() {
        for (int round = 0; round < 2_000; round++) {
            FakeTransport fresh = new FakeTransport();
            Mono<String> answer = Mono.just(reply("2999-01-01T00:00:00Z"));
            fresh.answers(round % 2 == 0 ? answer : answer.publishOn(Schedulers.parallel()));
            TokenCache cache = new TokenCache(fresh, HOSTS);
            StepVerifier.create(Flux.range(0, 6)
                            .flatMap(
                                    i -> cache.authorized(Mono::just, () -> false)
                                            .subscribeOn(Schedulers.parallel()),
                                    6)
                            .distinct())
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(fresh.attempts()).hasSize(1);
        }
    }

    @Test
    void whoLeavesTakesItFromNobodyElse() {
        Sinks.One<String> answer = Sinks.one();
        network.answers(answer.asMono());
        Disposable first = token.subscribe();
        Sinks.One<Token> second = Sinks.one();
        Disposable other = token.subscribe(t -> second.tryEmitValue(t).orThrow());
        first.dispose();
        assertThat(network.cancels()).isZero();
        answer.tryEmitValue(reply("2999-01-01T00:00:00Z")).orThrow();
        StepVerifier.create(second.asMono()).expectNextCount(1).expectComplete().verify(PATIENCE);
        assertThat(other.isDisposed()).isTrue();
        StepVerifier.create(token).expectNextCount(1).expectComplete().verify(PATIENCE);
        assertThat(network.attempts()).hasSize(1);
    }

    @Test
    void theLastToLeaveDropsTheCallAndTheNextBeginsAnew() {
        network.answers(Mono.never()).answers(reply("2999-01-01T00:00:00Z"));
        Disposable first = token.subscribe();
        Disposable second = token.subscribe();
        first.dispose();
        second.dispose();
        assertThat(network.cancels()).isEqualTo(1);
        StepVerifier.create(token).expectNextCount(1).expectComplete().verify(PATIENCE);
    }

    @Test
    void aFailureIsNotKept() {
        network.fails(new RequestFailedException("down", 500, null, true, false, null, FalException.Origin.LOCAL, null))
                .answers(reply("2999-01-01T00:00:00Z"));
        StepVerifier.create(token).expectErrorMessage("down").verify(PATIENCE);
        StepVerifier.create(token).expectNextCount(1).expectComplete().verify(PATIENCE);
    }

    @ParameterizedTest
    @ResourceLock("virtual time")
    @ValueSource(strings = {"1970-01-01T00:02:00Z", "1970-01-01T00:02:00.000000+00:00", "1970-01-01T02:02:00+02:00"})
    void itIsKeptUntilAMinuteBeforeItsEnd(String expiresAt) {
        network.answers(reply(expiresAt)).answers(reply(expiresAt));
        StepVerifier.withVirtualTime(() -> Flux.concat(
                        token,
                        Mono.delay(Duration.ofMillis(59_999)).then(token),
                        Mono.delay(Duration.ofMillis(1)).then(token)))
                .expectNextCount(1)
                .thenAwait(Duration.ofMillis(59_999))
                .expectNextCount(1)
                .then(() -> assertThat(network.attempts()).hasSize(1))
                .thenAwait(Duration.ofMillis(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(network.attempts()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2999-01-01", "2001-01-01T00:00:00Z"})
    void withoutAnEndToComeItIsUsedOnce(String expiresAt) {
        network.answers(reply(expiresAt)).answers(reply(expiresAt));
        StepVerifier.create(token.then(token))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(network.attempts()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\":\"jwt-1\r\nX: y\"}",
                "{\"token\":\"jwt-1 x\"}",
                "{\"token\":\"jwt-1",
                "{\"token\":[\"jwt-1\"]}",
                "{\"token\":\"jwt-1\",\"token_type\":null}",
                "{}",
                "null",
                ""
            })
    void anAnswerWithoutAUsableTokenIsNotShown(String reply) {
        network.answers(reply);
        StepVerifier.create(token)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(ReplyFormatException.class)
                        .hasMessageContaining("/storage/auth/token")
                        .message()
                        .doesNotContain("jwt-1"))
                .verify(PATIENCE);
    }

    @ParameterizedTest
    @CsvSource({
        "https://v3b.fal.media, https://v3b.fal.media",
        "https://V3B.FAL.media/, https://V3B.FAL.media",
        "https://fal.media:443, https://fal.media:443",
        "https://fal.media:444, default",
        "http://v3b.fal.media, default",
        "https://fal.media.evil.example, default",
        "https://evilfal.media, default",
        "https://user@v3b.fal.media, default",
        "https://v3b.fal.media/?a, default",
        "https://v3b.fal.media/#a, default",
        "https://cdn.example:8443/x, https://cdn.example:8443/x",
        "https://cdn.example, default",
        "http://cdn.example:8443, default",
        "ftp://v3b.fal.media, default",
        "no url, default",
        "/, default"
    })
    void onlyFalOrTheConfiguredHostSeesTheToken(String baseUrl, String used) {
        URI cdn = URI.create("https://cdn.example:8443");
        Hosts hosts = new Hosts(
                ClientOptions.builder().apiKey(ApiKey.of(KEY)).cdnUri(cdn).build());
        assertThat(hosts.cdn(baseUrl)).isEqualTo(used.equals("default") ? cdn : URI.create(used));
        assertThat(hosts.cdn(null)).isEqualTo(cdn);
    }
}
