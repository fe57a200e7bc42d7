package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.ApiKey;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guard of one connection, in the time that the test makes. */
class ExchangeGuardTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Words words = new Words(ApiKey.of(TestCalls.KEY));
    private final EmbeddedChannel channel = new EmbeddedChannel();

    ExchangeGuardTest() {
        channel.pipeline().addLast("bridge", new ChannelInboundHandlerAdapter());
        channel.freezeTime();
    }

    @AfterEach
    void leavesNothing() {
        channel.finishAndReleaseAll();
    }

    private void begins(@Nullable Duration silence) {
        ExchangeGuard.watch(channel, "bridge", words, silence);
    }

    private void passes(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private void comes(Object part) {
        channel.writeInbound(part);
        ReferenceCountUtil.release(channel.readInbound());
    }

    private static HttpResponse head(HttpResponseStatus status) {
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    }

    private void assertIsCut() {
        assertThatThrownBy(channel::checkException).isInstanceOf(ReadTimeoutException.class);
        assertThat(channel.isOpen()).isFalse();
    }

    private void assertIsWhole() {
        channel.checkException();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void cutsWhatIsSilentForTooLong() {
        begins(LIMIT);
        passes(LIMIT.minusMillis(1));
        assertIsWhole();
        passes(Duration.ofMillis(1));
        assertIsCut();
    }

    @Test
    void takesAnySilenceThatADurationCanSay() {
        begins(Duration.ofSeconds(Long.MAX_VALUE));
        passes(Duration.ofDays(1000));
        assertIsWhole();
        comes(head(HttpResponseStatus.OK));
        comes(LastHttpContent.EMPTY_LAST_CONTENT);
        begins(LIMIT);
        passes(LIMIT);
        assertIsCut();
    }

    @Test
    void everySignOfLifeBeginsTheSilenceAnew() {
        begins(LIMIT);
        for (int i = 0; i < 5; i++) {
            passes(Duration.ofSeconds(7));
            comes(i == 0 ? head(HttpResponseStatus.OK) : new DefaultHttpContent(Unpooled.EMPTY_BUFFER));
        }
        passes(LIMIT.minusMillis(1));
        assertIsWhole();
        passes(Duration.ofMillis(1));
        assertIsCut();
    }

    @Test
    void aConnectionBetweenTwoExchangesMayBeSilent() {
        begins(LIMIT);
        comes(head(HttpResponseStatus.OK));
        comes(LastHttpContent.EMPTY_LAST_CONTENT);
        passes(Duration.ofMinutes(1));
        assertIsWhole();
    }

    @Test
    void theTimerOfAnEarlierExchangeCutsNoLaterOne() {
        begins(LIMIT);
        comes(head(HttpResponseStatus.OK));
        comes(LastHttpContent.EMPTY_LAST_CONTENT);
        passes(Duration.ofSeconds(8));
        begins(LIMIT);
        passes(LIMIT.minusMillis(1));
        assertIsWhole();
        passes(Duration.ofMillis(1));
        assertIsCut();
    }

    @Test
    void aShorterLimitDoesNotWaitForTheTimerOfALongerOne() {
        begins(Duration.ofMinutes(1));
        comes(head(HttpResponseStatus.OK));
        comes(LastHttpContent.EMPTY_LAST_CONTENT);
        begins(LIMIT);
        passes(LIMIT);
        assertIsCut();
    }

    @Test
    void whatNeedNotBeWatchedMayBeSilentAlsoBehindWhatWas() {
        begins(LIMIT);
        begins(null);
        passes(Duration.ofMinutes(10));
        assertIsWhole();
    }

    @Test
    void anInformationalAnswerIsNotTheEnd() {
        begins(LIMIT);
        comes(head(HttpResponseStatus.EARLY_HINTS));
        comes(LastHttpContent.EMPTY_LAST_CONTENT);
        passes(LIMIT);
        assertIsCut();
    }

    @Test
    void unpacksOnlyWhatIsPacked() throws IOException {
        for (int i = 0; i < 2; i++) {
            begins(null);
            assertThat(content(head(HttpResponseStatus.OK), "plain".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo("plain");
            assertThat(channel.pipeline().names()).hasSize(4 + i);
            HttpResponse packed = head(HttpResponseStatus.OK);
            packed.headers().set("content-encoding", "gzip");
            begins(null);
            assertThat(content(packed, packed("packed"))).isEqualTo("packed");
        }
    }

    private String content(HttpResponse head, byte[] body) {
        channel.writeInbound(head, new DefaultLastHttpContent(Unpooled.wrappedBuffer(body)));
        StringBuilder text = new StringBuilder();
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            if (part instanceof HttpContent content) {
                text.append(content.content().toString(StandardCharsets.UTF_8));
            }
            ReferenceCountUtil.release(part);
        }
        return text.toString();
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
