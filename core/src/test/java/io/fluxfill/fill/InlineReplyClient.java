package io.fluxfill.fill;

import io.fluxfill.FalClient;
import io.fluxfill.transport.TestCalls;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/** A process of its own, for its heap: runs one fill, and writes the picture to a file. */
final class InlineReplyClient {
    private InlineReplyClient() {}

    public static void main(String[] arguments) {
        FalClient client =
                FalClient.create(TestCalls.options(URI.create(arguments[0])).build());
        FillResult result =
                Objects.requireNonNull(client.fill(TestCalls.request()).block(TestCalls.PATIENCE));
        Path file = Path.of(arguments[1]);
        var unused = client.storage().download(result.images().get(0), file).block(TestCalls.PATIENCE);
        client.dispose();
    }
}
