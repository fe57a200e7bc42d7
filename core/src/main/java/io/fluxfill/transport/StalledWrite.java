package io.fluxfill.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.handler.timeout.WriteTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends an upload whose receiver takes nothing any more. The response timeout cannot: it begins when the whole request is
 * out. Bytes count, not messages, so that a slow line is not taken for a dead one.
 */
final class StalledWrite extends IdleStateHandler {
    static final String NAME = "fluxfill.stalledWrite";

    StalledWrite(Duration limit) {
        super(true, 0, limit.toMillis(), 0, TimeUnit.MILLISECONDS);
    }

    /** What was to be watched is out. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        ChannelPromise known = promise.unvoid();
        super.write(context, message, known);
        if (message instanceof LastHttpContent) {
            known.addListener(written -> {
                if (!context.isRemoved()) {
                    context.pipeline().remove(this);
                }
            });
        }
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        context.fireExceptionCaught(WriteTimeoutException.INSTANCE);
        // The stream that waits for it is told by the exception; nobody waits for the socket itself.
        var unused = context.close();
    }
}
