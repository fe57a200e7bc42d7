package io.fluxfill.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Knows, in front of all decoders, whether bytes that came are still being decoded. To be used on the event loop. */
final class RawReads extends ChannelInboundHandlerAdapter {
    static final String NAME = "fluxfill.reads";

    private boolean isReading;
    private boolean isTainted;

    /** A request begins: what is still decoded of the bytes that are being read came before it, and cannot answer it. */
    void requestBegins() {
        isTainted = isReading;
    }

    /** Whether what is decoded now came before the request that runs. */
    boolean isTainted() {
        return isTainted;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        isReading = true;
        try {
            context.fireChannelRead(message);
        } finally {
            isReading = false;
            isTainted = false;
        }
    }
}
