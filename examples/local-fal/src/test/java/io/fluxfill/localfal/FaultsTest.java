package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.localfal.Caller.Reply;
import io.fluxfill.localfal.Caller.Stream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultsTest {
    @Test
    void aReplyWithRetryAfterInsteadOfTheFirstSubmit() {
        with(FaultRule.on(Route.SUBMIT).nth(1).reply(503, Duration.ofMillis(1500)), (caller, faults) -> {
            Reply refused = caller.submit(Caller.input());
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("2");
            assertThat(caller.server.stats().accepted()).isZero();
            assertThat(caller.submit(Caller.input()).status()).isEqualTo(200);
            assertThat(faults.fired()).isEqualTo(1);
            assertThat(caller.server.stats().faults()).isEqualTo(1);
        });
    }

    @Test
    void repliesOfAllKinds() {
        with(FaultRule.on(Route.RUN).nth(1).reply(500), (caller, faults) -> {
            faults.add(FaultRule.on(Route.RUN).nth(2).reply(418, "{\"detail\":[\"tea\"]}"));
            faults.add(FaultRule.on(Route.RUN).nth(3).exhaustedBalance());
            faults.add(FaultRule.on(Route.RUN).nth(4).platformError(503, "runner_scheduling_failure"));
            assertThat(caller.run(Caller.input()).text("detail")).isEqualTo("Internal Server Error");
            assertThat(caller.run(Caller.input()).body()).isEqualTo("{\"detail\":[\"tea\"]}");
            assertThat(caller.run(Caller.input()).text("detail")).startsWith("User is locked.");
            assertThat(caller.run(Caller.input()).header("x-fal-error-type")).isEqualTo("runner_scheduling_failure");
            assertThat(caller.run(Caller.input()).status()).isEqualTo(200);
        });
    }

    @Test
    void anIngressPageHasNoRequestId() {
        with(FaultRule.on(Route.RESULT).first(2).nginx(502), (caller, faults) -> {
            String id = caller.accepted(Caller.input());
            caller.await(id, "COMPLETED");
            for (int i = 0; i < 2; i++) {
                Reply page = caller.result(id);
                assertThat(page.status()).isEqualTo(502);
                assertThat(page.header("content-type")).isEqualTo("text/html");
                assertThat(page.body()).contains("nginx");
                assertThat(page.header("x-fal-request-id")).isNull();
            }
            assertThat(caller.result(id).status()).isEqualTo(200);
        });
    }

    @Test
    void aConnectionDroppedBeforeReadingAcceptsNothing() {
        with(FaultRule.on(Route.SUBMIT).nth(1).dropBeforeRead(), (caller, faults) -> {
            assertThat(caller.submit(Caller.input()).status()).isZero();
            assertThat(caller.server.stats().accepted()).isZero();
        });
    }

    @Test
    void aLostAnswerIsAnAcceptedRequest() {
        with(FaultRule.on(Route.SUBMIT).nth(1).dropAfterAccept(), (caller, faults) -> {
            assertThat(caller.submit(Caller.input()).status()).isZero();
            assertThat(caller.server.stats().accepted()).isEqualTo(1);
        });
    }

    @Test
    void aDelayAndASlowBodyTakeTheirTime() {
        with(FaultRule.on(Route.RUN).nth(1).delay(Duration.ofMillis(200)), (caller, faults) -> {
            faults.add(FaultRule.on(Route.RUN).nth(2).slowBody(Duration.ofMillis(200)));
            for (int i = 0; i < 2; i++) {
                long start = System.nanoTime();
                Reply reply = caller.run(Caller.input());
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
                assertThat(reply.list("images")).hasSize(1);
            }
        });
    }

    @Test
    void statusRepliesCanBeMadeStrange() {
        with(FaultRule.on(Route.STATUS).nth(1).status("WARMING_UP"), (caller, faults) -> {
            String id = caller.accepted(Caller.input());
            assertThat(caller.status(id).text("status")).isEqualTo("WARMING_UP");
            caller.await(id, "COMPLETED");
            assertThat(once(caller, faults, id, FaultRule.on(Route.STATUS).bounce())
                            .body())
                    .contains("\"status\":\"IN_QUEUE\"", "\"queue_position\":0");
            assertThat(once(caller, faults, id, FaultRule.on(Route.STATUS).without("logs"))
                            .object()
                            .containsKey("logs"))
                    .isFalse();
            assertThat(once(caller, faults, id, FaultRule.on(Route.STATUS).with("metrics", null))
                            .body())
                    .contains("\"metrics\":null");
            assertThat(once(caller, faults, id, FaultRule.on(Route.STATUS).duplicateLogs())
                            .messages())
                    .hasSize(4);
            assertThat(once(caller, faults, id, FaultRule.on(Route.STATUS).oversized(2_000_000))
                            .body())
                    .hasSizeGreaterThan(2_000_000);
            assertThat(once(caller, faults, id, FaultRule.on(Route.STATUS).expired())
                            .text("status"))
                    .isEqualTo("NOT_FOUND");
        });
    }

    private static Reply once(Caller caller, Faults faults, String id, FaultRule rule) {
        faults.clear();
        faults.add(rule);
        return caller.status(id);
    }

    @Test
    void anExpiredResult() {
        with(FaultRule.on(Route.RESULT).expired(), (caller, faults) -> {
            String id = caller.accepted(Caller.input());
            assertThat(caller.finished(id).status()).isEqualTo(404);
            assertThat(caller.result(id).text("detail")).isEqualTo("Request not found");
        });
    }

    @Test
    void urlsOfAStranger() {
        URI stranger = URI.create("https://evil.example:8443");
        with(FaultRule.on(Route.SUBMIT).linksTo(stranger), (caller, faults) -> {
            Reply reply = caller.submit(Caller.input());
            String tail = "/queue/fal-ai/flux-pro/requests/" + reply.text("request_id");
            assertThat(reply.text("response_url")).isEqualTo(stranger + tail);
            assertThat(reply.text("cancel_url")).isEqualTo(stranger + tail + "/cancel");
        });
    }

    @Test
    void aStreamThatBreaksOff() {
        with(FaultRule.on(Route.STREAM).nth(1).dropBeforeCompleted(), (caller, faults) -> {
            faults.add(FaultRule.on(Route.STREAM).nth(2).endStream(0));
            faults.add(FaultRule.on(Route.STREAM).nth(3).status("ODD"));
            faults.add(FaultRule.on(Route.STREAM).nth(4).reply(503));
            String id = caller.accepted(Caller.input());
            Stream first = caller.stream(id, "");
            assertThat(first.states()).doesNotContain("COMPLETED");
            assertThat(first.comments()).contains("broken");
            assertThat(caller.stream(id, "").events()).isEmpty();
            assertThat(caller.stream(id, "").states()).containsOnly("ODD");
            assertThat(caller.send("GET", caller.request(id, "/status/stream"), "")
                            .status())
                    .isEqualTo(503);
            assertThat(caller.stream(id, "").states()).endsWith("COMPLETED");
        });
    }

    @Test
    void aJobThatGoesBackToTheQueue() {
        Faults faults = Faults.of(FaultRule.on(Route.WORK).nth(2).delay(Duration.ofSeconds(1)));
        faults.add(FaultRule.on(Route.WORK).nth(2).requeue(Duration.ofSeconds(1)));
        Gate gate = new Gate();
        LocalFalOptions.Builder options = LocalFalOptions.builder()
                .painter((image, mask, seed, log) -> seed == 1 ? gate.paint(image, mask, seed, log) : image)
                .runners(1)
                .faults(faults);
        try (Caller caller = Caller.of(options)) {
            // The only runner is at the gate until the stream is open.
            caller.accepted(Caller.input("seed", 1));
            String id = caller.accepted(Caller.input("seed", 2));
            List<Object> states = caller.stream(id, "", gate::open).states();

            assertThat(states).endsWith("IN_QUEUE", "IN_PROGRESS", "COMPLETED").contains("IN_PROGRESS");
            assertThat(states.indexOf("IN_PROGRESS")).isLessThan(states.lastIndexOf("IN_QUEUE"));
            assertThat(caller.result(id).status()).isEqualTo(200);
        }
    }

    @Test
    void aJobThatFails() {
        with(FaultRule.on(Route.WORK).nth(1).platformError(503, "runner_disconnected"), (caller, faults) -> {
            faults.add(FaultRule.on(Route.WORK).nth(2).reply(500));
            String platform = caller.accepted(Caller.input());
            Reply status = caller.await(platform, "COMPLETED");
            assertThat(status.text("error_type")).isEqualTo("runner_disconnected");
            Reply result = caller.result(platform);
            assertThat(result.status()).isEqualTo(503);
            assertThat(result.header("x-fal-needs-retry")).isEqualTo("1");
            assertThat(result.header("x-fal-request-id")).isEqualTo(platform);

            String model = caller.accepted(Caller.input());
            assertThat(caller.await(model, "COMPLETED").object().containsKey("error"))
                    .isFalse();
            assertThat(caller.result(model).text("detail")).isEqualTo("Internal Server Error");
            assertThat(caller.server.stats().failed()).isEqualTo(2);
        });
    }

    @Test
    void aPainterThatBreaksIsAnInternalError() {
        LocalFalOptions.Builder options = LocalFalOptions.builder().painter((image, mask, seed, log) -> {
            throw new IllegalStateException("paint is out");
        });
        try (Caller caller = Caller.of(options)) {
            Reply reply = caller.run(Caller.input());
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.text("detail")).isEqualTo("Internal Server Error");
        }
    }

    @Test
    void aRateHitsTheSameRequestsForTheSameSeed() {
        FaultRule rule = FaultRule.on(Route.RUN).rate(0.25, 7).reply(503);
        List<Long> hit = hits(rule);

        assertThat(hit.size()).isBetween(2200, 2800);
        assertThat(hits(FaultRule.on(Route.RUN).rate(0.25, 7).reply(503))).isEqualTo(hit);
        assertThat(hits(FaultRule.on(Route.RUN).rate(0.25, 8).reply(503))).isNotEqualTo(hit);
        assertThat(hits(FaultRule.on(Route.RUN).rate(0, 7).reply(503))).isEmpty();
        assertThat(hits(FaultRule.on(Route.RUN).rate(1, 7).reply(503))).hasSize(10_000);
    }

    private static List<Long> hits(FaultRule rule) {
        return new ArrayList<>(
                LongStream.rangeClosed(1, 10_000).filter(rule::hits).boxed().toList());
    }

    @Test
    void whatCannotHappenIsRefused() {
        assertThatThrownBy(() -> FaultRule.on(Route.STATUS).endStream(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FaultRule.on(Route.RUN).requeue(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FaultRule.on(Route.WORK).dropAfterAccept())
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void with(FaultRule rule, BiConsumer<Caller, Faults> test) {
        Faults faults = Faults.of(rule);
        try (Caller caller = Caller.of(Caller.instant().faults(faults))) {
            test.accept(caller, faults);
        }
    }
}
