package io.fluxfill.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What has to be seen before Reactor Netty sees it. Of an answer that is not HTTP, Netty quotes what came, and Reactor
 * Netty logs that with a stack trace before anybody else gets it: so the key is taken out here. A stream that the peer
 * refused is told from one that ended early. An exchange that is silent for too long is ended.
 * What only announces the answer is not taken for it. And what was packed is unpacked: Reactor Netty could too, but would
 * look at every part of every answer.
 *
 * <p>It stays for as long as its connection, and its timer runs on from exchange to exchange: what Reactor Netty adds for
 * one exchange, it takes out again behind it, which costs more than all that is done here.
 */
final class ExchangeGuard extends ChannelInboundHandlerAdapter {
    private static final String NAME = "fluxfill.guard";
    private static final String UNPACKER = "fluxfill.unpacker";
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Words words;
    private final RawReads reads;
    /** How long the exchange that runs may be silent; zero if it may be, or none runs. */
    private long limit;

    private long lastSign;
    private long due;
    private @Nullable Future<?> timer;
    private boolean isInformational;
    private boolean isRunning;

    private ExchangeGuard(Words words, RawReads reads) {
        this.words = words;
        this.reads = reads;
    }

    /**
     * An exchange begins on a connection; to be called on its event loop.
     *
     * @param bridge the name of the handler that is Reactor Netty's
     * @param silence how long it may be silent, or null if that does not matter
     */
    static void watch(Channel channel, String bridge, Words words, @Nullable Duration silence) {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext context = pipeline.context(NAME);
        if (context == null) {
            RawReads reads = new RawReads();
            if (!(channel instanceof Http2StreamChannel)) {
                // What belongs to another request cannot come on a stream of HTTP/2.
                pipeline.addFirst(RawReads.NAME, reads);
            }
            pipeline.addBefore(bridge, NAME, new ExchangeGuard(words, reads));
            context = pipeline.context(NAME);
        }
        ((ExchangeGuard) context.handler()).begin(context, silence == null ? 0 : nanos(silence));
    }

    /** What does not fit is longer than anything runs. */
    private static long nanos(Duration silence) {
        return silence.compareTo(LONGEST) < 0 ? silence.toNanos() : LONGEST.toNanos();
    }

    private void begin(ChannelHandlerContext context, long silence) {
        limit = silence;
        isInformational = false;
        isRunning = true;
        reads.requestBegins();
        if (limit > 0) {
            lastSign = context.executor().ticker().nanoTime();
            Future<?> pending = timer;
            if (pending == null || due - lastSign > limit) {
                cancelTimer();
                schedule(context, limit);
            }
        }
    }

    private void schedule(ChannelHandlerContext context, long delay) {
        due = context.executor().ticker().nanoTime() + delay;
        timer = context.executor().schedule(() -> look(context), delay, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        timer = null;
        if (limit == 0) {
            return;
        }
        long left = limit - (context.executor().ticker().nanoTime() - lastSign);
        if (left > 0) {
            schedule(context, left);
            return;
        }
        limit = 0;
        context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
        // Whoever waits is told by the exception; nobody waits for the socket itself.
        var unused = context.close();
    }

    private void cancelTimer() {
        Future<?> pending = timer;
        if (pending != null) {
            pending.cancel(false);
            timer = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!isRunning || reads.isTainted()) {
            // An answer that nobody asked for: what comes next could be taken for the answer to the next request.
            refuse(context, message);
            return;
        }
        if (message instanceof HttpObject part) {
            if (part.decoderResult().isFailure()) {
                part.setDecoderResult(
                        DecoderResult.failure(safe(part.decoderResult().cause())));
            }
            if (part instanceof HttpResponse response) {
                isInformational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
                if (response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                    // Nobody asked for that, and what follows is no HTTP any more.
                    refuse(context, message);
                    return;
                }
                if (!isInformational && response.headers().contains(HttpHeaderNames.CONTENT_ENCODING)) {
                    unpack(context);
                }
            }
            if (isInformational) {
                // Reactor Netty skips only 100, and would take any other for the answer.
                ReferenceCountUtil.release(message);
                if (part instanceof LastHttpContent) {
                    context.read();
                }
                return;
            }
            if (part instanceof LastHttpContent) {
                isRunning = false;
                limit = 0;
            }
        }
        context.fireChannelRead(message);
    }

    private static void refuse(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
        var unused = context.close();
    }

    /** From now on: most servers never pack what they answer, or always do. */
    private static void unpack(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        if (pipeline.get(UNPACKER) == null) {
            pipeline.addAfter(NAME, UNPACKER, new HttpContentDecompressor(false, 0));
        }
    }

    /** Also of what was read and gives nothing to decode yet. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (limit > 0) {
            lastSign = context.executor().ticker().nanoTime();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame reset && reset.errorCode() == Http2Error.REFUSED_STREAM.code()) {
            context.fireExceptionCaught(new RefusedStream());
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancelTimer();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancelTimer();
    }

    private Throwable safe(Throwable fault) {
        String said = String.valueOf(fault.getMessage());
        String safe = words.safe(said);
        if (safe.equals(said) && fault.getCause() == null) {
            return fault;
        }
        RuntimeException replacement = fault instanceof IllegalArgumentException
                ? new IllegalArgumentException(safe)
                : new DecoderException(safe);
        replacement.setStackTrace(fault.getStackTrace());
        return replacement;
    }
}
