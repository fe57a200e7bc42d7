package io.fluxfill.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;

/**
 * What has to be seen before Reactor Netty sees it. Of an answer that is not HTTP, Netty quotes what came, and Reactor
 * Netty logs that with a stack trace before anybody else gets it: so the key is taken out here. And a stream that the peer
 * refused is told from one that ended early.
 */
final class ExchangeGuard extends ChannelInboundHandlerAdapter {
    static final String NAME = "fluxfill.guard";

    private final Words words;

    ExchangeGuard(Words words) {
        this.words = words;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            part.setDecoderResult(
                    DecoderResult.failure(safe(part.decoderResult().cause())));
        }
        context.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame reset && reset.errorCode() == Http2Error.REFUSED_STREAM.code()) {
            context.fireExceptionCaught(new RefusedStream());
        }
        context.fireUserEventTriggered(event);
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
