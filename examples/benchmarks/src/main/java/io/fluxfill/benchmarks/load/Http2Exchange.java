package io.fluxfill.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A stream of an HTTP/2 connection: one call. */
final class Http2Exchange extends ChannelInboundHandlerAdapter implements Exchange {
    private final ScriptedQueue queue;
    private final Peer peer;
    private final Channel channel;
    private @Nullable Http2Headers request;
    private @Nullable Runnable gone;

    Http2Exchange(ScriptedQueue queue, Peer peer, Channel channel) {
        this.peer = peer;
        this.queue = queue;
        this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof Http2HeadersFrame frame) {
                request = frame.headers();
                if (frame.isEndStream()) {
                    dispatch(null);
                }
            } else if (message instanceof Http2DataFrame frame && request != null) {
                // A submit of this harness is far smaller than a frame.
                if (frame.content().isReadable()) {
                    dispatch(frame.content());
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void dispatch(@Nullable ByteBuf body) {
        Http2Headers headers = Objects.requireNonNull(request);
        request = null;
        queue.handle(peer, this, headers.method().toString(), headers.path().toString(), body);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // they are constants
    public void reply(int status, byte[] headers, Text body) {
        Http2Headers head = headers(status, headers == Documents.HTML ? "text/html" : "application/json");
        if (headers == Documents.RETRY_AFTER) {
            head.set("retry-after", "1");
        }
        head.setInt("content-length", body.length());
        var unused = channel.write(new DefaultHttp2HeadersFrame(head, false));
        write(body, true);
    }

    private static Http2Headers headers(int status, String type) {
        return new DefaultHttp2Headers(false, 4)
                .status(Integer.toString(status))
                .set("content-type", type);
    }

    @Override
    public void open(Text events) {
        var unused = channel.write(new DefaultHttp2HeadersFrame(headers(200, "text/event-stream"), false));
        write(events, false);
    }

    @Override
    public void more(Text events) {
        write(events, false);
    }

    @Override
    public void end(Text events) {
        gone = null;
        write(events, true);
    }

    private void write(Text text, boolean isLast) {
        ByteBuf bytes = channel.alloc().ioBuffer(text.length());
        text.writeTo(bytes);
        var unused = channel.writeAndFlush(new DefaultHttp2DataFrame(bytes, isLast));
    }

    @Override
    public void cut() {
        reset();
    }

    /** Of a connection that many calls share only this call is reset. */
    @Override
    public void reset() {
        var unused = channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    }

    @Override
    public void onGone(Runnable task) {
        gone = task;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (gone != null) {
            gone.run();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
