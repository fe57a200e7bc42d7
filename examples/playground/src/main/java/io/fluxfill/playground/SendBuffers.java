package io.fluxfill.playground;

import io.netty.channel.ChannelOption;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.http.server.HttpServer;

/**
 * Bounds what the system keeps for a viewer that does not read. By itself it takes megabytes for each before the service
 * learns that nobody reads, and stops reading the log for it.
 */
@Component
final class SendBuffers implements NettyServerCustomizer {
    private static final int BYTES = 64 << 10;

    @Override
    public HttpServer apply(HttpServer server) {
        return server.childOption(ChannelOption.SO_SNDBUF, BYTES);
    }
}
