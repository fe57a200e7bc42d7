package io.fluxfill.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** A connection that speaks HTTP/1.1; one call at a time. Answers are written as bytes, past any encoder. */
final class Http1Exchange extends ChannelInboundHandlerAdapter implements Exchange {
    private static final byte[] LINE = Text.ascii("\r\n");
    private static final byte[] LENGTH = Text.ascii("content-length: ");
    private static final byte[] BEFORE_BODY = Text.ascii("\r\n\r\n");
    private static final byte[] STREAM = Text.ascii(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n");
    private static final byte[] LAST_CHUNK = Text.ascii("0\r\n\r\n");

    private final ScriptedQueue queue;
    private final Channel channel;
    private final Peer peer;
    private final Text head = new Text();
    private @Nullable HttpRequest request;
    private @Nullable ByteBuf body;
    private @Nullable Runnable gone;

    Http1Exchange(ScriptedQueue queue, Channel channel) {
        this.queue = queue;
        this.channel = channel;
        peer = new Peer(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest start) {
            request = start;
        }
        if (message instanceof HttpContent content) {
            collect(content.content());
            if (message instanceof LastHttpContent) {
                dispatch();
            }
        }
    }

    private void collect(ByteBuf part) {
        if (!part.isReadable()) {
            part.release();
        } else {
            body = body == null ? part : Unpooled.wrappedBuffer(body, part);
        }
    }

    private void dispatch() {
        HttpRequest whole = request;
        ByteBuf content = body;
        request = null;
        body = null;
        try {
            if (whole != null) {
                // fal's own client comes through its proxy option, which says here where it wanted to go.
                String target = whole.headers().get("x-fal-target-url");
                queue.handle(peer, this, whole.method().name(), target == null ? whole.uri() : target, content);
            }
        } finally {
            if (content != null) {
                content.release();
            }
        }
    }

    @Override
    public void reply(int status, byte[] headers, Text answer) {
        head.clear()
                .put(statusLine(status))
                .put(headers)
                .put(LENGTH)
                .put(answer.length())
                .put(BEFORE_BODY);
        ByteBuf bytes = channel.alloc().ioBuffer(head.length() + answer.length());
        head.writeTo(bytes);
        answer.writeTo(bytes);
        write(bytes);
    }

    private static byte[] statusLine(int status) {
        return switch (status) {
            case 200 -> StatusLines.OK;
            case 202 -> StatusLines.ACCEPTED;
            default -> Text.ascii("HTTP/1.1 " + status + " Status\r\n");
        };
    }

    private static final class StatusLines {
        static final byte[] OK = Text.ascii("HTTP/1.1 200 OK\r\n");
        static final byte[] ACCEPTED = Text.ascii("HTTP/1.1 202 Accepted\r\n");
    }

    @Override
    public void open(Text events) {
        chunk(head.clear().put(STREAM), events);
    }

    @Override
    public void more(Text events) {
        chunk(head.clear(), events);
    }

    @Override
    public void end(Text events) {
        gone = null;
        head.clear();
        if (events.length() > 0) {
            chunked(events);
        }
        write(head.put(LAST_CHUNK));
    }

    private void chunk(Text start, Text events) {
        chunked(events);
        write(start);
    }

    private void chunked(Text events) {
        head.put(Integer.toHexString(events.length())).put(LINE).put(events).put(LINE);
    }

    private void write(Text text) {
        ByteBuf bytes = channel.alloc().ioBuffer(text.length());
        text.writeTo(bytes);
        write(bytes);
    }

    private void write(ByteBuf bytes) {
        var unused = channel.writeAndFlush(bytes);
    }

    @Override
    public void cut() {
        var unused = channel.close();
    }

    @Override
    public void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        var unused = channel.close();
    }

    @Override
    public void onGone(Runnable task) {
        gone = task;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        queue.disconnected(peer);
        if (body != null) {
            body.release();
        }
        if (gone != null) {
            gone.run();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The client is gone, or never spoke HTTP.
        var unused = context.close();
    }
}
