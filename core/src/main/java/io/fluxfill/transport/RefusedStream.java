package io.fluxfill.transport;

/**
 * HTTP/2's word for a request that the server did not look at (RFC 9113, 8.7): it may be sent again, whatever it is.
 * Reactor Netty tells it as any stream that ends early.
 */
final class RefusedStream extends RuntimeException {
    RefusedStream() {
        super("the server refused the stream before it looked at the request", null, false, false);
    }
}
