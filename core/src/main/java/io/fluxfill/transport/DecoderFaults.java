package io.fluxfill.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpObject;

/**
 * Takes the key out of what Netty says of an answer that is not HTTP: it quotes the answer, and Reactor Netty logs it with
 * its stack trace before anybody else sees it.
 */
final class DecoderFaults extends ChannelInboundHandlerAdapter {
    static final String NAME = "fluxfill.decoderFaults";

    private final Words words;

    DecoderFaults(Words words) {
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
