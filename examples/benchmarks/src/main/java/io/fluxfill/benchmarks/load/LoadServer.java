package io.fluxfill.benchmarks.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import reactor.netty.resources.LoopResources;

/**
 * fal's queue as a script, on loopback, as fast as one thread of Netty is. {@code POST /control/begin?plan} starts a round
 * with a {@link RoundPlan}; {@code POST /control/end} ends it and says as JSON what happened.
 */
public final class LoadServer implements AutoCloseable {
    private final LoopResources resources = LoopResources.create("server", 1, true);
    private final Channel server;

    LoadServer(int maxStreams, int port) throws InterruptedException {
        EventLoopGroup loops = resources.onServer(true);
        ScriptedQueue queue = new ScriptedQueue(loops.next());
        server = new ServerBootstrap()
                .group(loops)
                .channelFactory(() -> resources.onChannel(ServerSocketChannel.class, loops))
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ProtocolChoice(queue, maxStreams));
                    }
                })
                .bind("127.0.0.1", port)
                .sync()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /**
     * Prints the port, and serves until its input ends.
     *
     * @param args the largest number of streams of one HTTP/2 connection (default 128), the port (default any)
     */
    public static void main(String[] args) throws InterruptedException, IOException {
        LoadServer server = new LoadServer(
                args.length > 0 ? Integer.parseInt(args[0]) : 128, args.length > 1 ? Integer.parseInt(args[1]) : 0);
        System.out.println(server.port());
        while (System.in.read() >= 0) {
            // Only the end of it counts: whoever started this process is gone.
            Thread.onSpinWait();
        }
        System.exit(0);
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        resources.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
    }
}
