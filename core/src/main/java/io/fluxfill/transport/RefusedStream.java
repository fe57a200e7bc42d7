package io.fluxfill.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;

/**
 * HTTP/2's word for a request that the server did not look at (RFC 9113, 8.7): it may be sent again, whatever it is.
 * Reactor Netty tells it as any stream that ends early.
 */
final class RefusedStream extends RuntimeException {
    RefusedStream() {
        super("the server refused the stream before it looked at the request", null, false, false);
    }

    /** Turns the frame into the error. */
    static final class Detector extends ChannelInboundHandlerAdapter {
        static final String NAME = "fluxfill.refusedStream";

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame reset && reset.errorCode() == Http2Error.REFUSED_STREAM.code()) {
                context.fireExceptionCaught(new RefusedStream());
            }
            context.fireUserEventTriggered(event);
        }
    }
}
