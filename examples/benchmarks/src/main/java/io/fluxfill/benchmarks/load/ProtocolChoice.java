package io.fluxfill.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.List;

/** Looks at the first bytes of a connection: HTTP/2 announces itself, anything else is HTTP/1.1. */
final class ProtocolChoice extends ByteToMessageDecoder {
    /** {@code PRI }, with which HTTP/2 begins (RFC 9113, 3.4). */
    private static final int PREFACE = 0x50524920;

    private final ScriptedQueue queue;
    private final int maxStreams;

    ProtocolChoice(ScriptedQueue queue, int maxStreams) {
        this.queue = queue;
        this.maxStreams = maxStreams;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
        if (bytes.readableBytes() < 4) {
            return;
        }
        ChannelPipeline pipeline = context.pipeline();
        if (bytes.getInt(bytes.readerIndex()) == PREFACE) {
            Peer peer = new Peer(context.channel());
            pipeline.addLast(Http2FrameCodecBuilder.forServer()
                    .initialSettings(Http2Settings.defaultSettings().maxConcurrentStreams(maxStreams))
                    .build());
            pipeline.addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel stream) {
                    stream.pipeline().addLast(new Http2Exchange(queue, peer, stream));
                }
            }));
            pipeline.addLast(new Farewell(peer));
        } else {
            pipeline.addLast(new HttpRequestDecoder(), new Http1Exchange(queue, context.channel()));
        }
        pipeline.remove(this);
    }

    private final class Farewell extends ChannelInboundHandlerAdapter {
        private final Peer peer;

        Farewell(Peer peer) {
            this.peer = peer;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            queue.disconnected(peer);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close();
        }
    }
}
