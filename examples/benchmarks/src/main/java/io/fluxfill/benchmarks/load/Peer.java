package io.fluxfill.benchmarks.load;

import io.netty.channel.Channel;

/** A connection, and the round in which it was used last: the others are idle ones of other clients. */
final class Peer {
    final Channel channel;
    int round = -1;

    Peer(Channel channel) {
        this.channel = channel;
    }
}
