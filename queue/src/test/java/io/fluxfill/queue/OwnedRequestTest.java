package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.transport.HttpReply;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** What becomes of a submit whose caller leaves while it is on the wire. */
@ResourceLock("virtual time")
@ResourceLock(Resources.SYSTEM_ERR)
class OwnedRequestTest {
    private final FalClient client = new FakeFal().client();
    private final OwnedRequest owned = new OwnedRequest(client, (handle, reason) -> Mono.empty(), RequestHooks.NONE);
    private final TestPublisher<HttpReply<RequestHandle>> answer = TestPublisher.create();

    private void leaveWhileItIsSent() {
        Disposable caller = owned.until(owned.submit(answer.mono())).subscribe();
        assertThat(owned.beforeWrite()).isTrue();
        caller.dispose();
        assertThat(client.compensations().running()).isEqualTo(1);
    }

    @Test
    void aRefusedSubmitThatNobodyWantsAnyMoreIsNotWaitedFor() {
        leaveWhileItIsSent();
        owned.refused(new RateLimitedException("slow down", null, Origin.LOCAL, null));
        answer.assertCancelled();
        assertThat(client.compensations().running()).isZero();
        assertThat(owned.beforeWrite()).isFalse();
    }

    private String logged(FalException error) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            answer.error(error);
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whateverLeavesTheOutcomeUnknownIsTold() {
        Origin unknown = new Origin(null, null, false);
        for (FalException error : List.of(
                new ClientClosedException("disposed of", unknown, null),
                new ReplyFormatException("not JSON", unknown, null))) {
            OwnedRequestTest round = new OwnedRequestTest();
            round.leaveWhileItIsSent();
            assertThat(round.logged(error)).contains("WARN").contains(error.getMessage());
            assertThat(round.client.compensations().running()).isZero();
        }
    }

    @Test
    void whatWasRefusedIsNotWorthAWord() {
        leaveWhileItIsSent();
        assertThat(logged(new RateLimitedException("slow down", null, Origin.LOCAL, null)))
                .isEmpty();
        assertThat(client.compensations().running()).isZero();
    }

    /** fal answers a cancel to whoever still follows, too. */
    @Test
    void whatTheCancelBringsOnIsNotToldToWhoHasLeft() {
        TestPublisher<String> result = TestPublisher.create();
        RequestHandle handle = new RequestHandle("fal-ai/flux-pro/v1/fill", "r-1");
        OwnedRequest leaving = new OwnedRequest(
                client,
                (any, reason) -> Mono.fromRunnable(() ->
                        result.error(new RequestCancelledException("It was cancelled.", Origin.of(handle), null))),
                RequestHooks.NONE);
        TestPublisher<Void> leave = TestPublisher.create();
        Mono<String> delivery = leaving.submit(Mono.just(new HttpReply<>(200, Map.of(), handle)))
                .then(result.mono());
        StepVerifier.create(leaving.until(delivery).takeUntilOther(leave.mono()))
                .then(leave::complete)
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void aSubmitWithoutAnAnswerIsAnError() {
        StepVerifier.create(owned.submit(Mono.empty()))
                .expectErrorMessage("the submit got no answer")
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void aRequestIsSubmittedOnce() {
        Disposable first = owned.submit(answer.mono()).subscribe();
        TestPublisher<HttpReply<RequestHandle>> again = TestPublisher.create();
        StepVerifier.create(owned.submit(again.mono()))
                .expectErrorMessage("a request is submitted once")
                .verify(Duration.ofSeconds(30));
        again.assertCancelled();
        answer.assertNotCancelled();
        first.dispose();
    }
}
