package io.fluxfill.fill;

import io.fluxfill.FalClient;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.JsonCodec;
import io.fluxfill.transport.TestCalls;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** A process of its own, for its heap: runs one fill, and writes the picture to a file. */
final class InlineReplyClient {
    private InlineReplyClient() {}

    public static void main(String[] arguments) throws IOException {
        FalClient client =
                FalClient.create(TestCalls.options(URI.create(arguments[0])).build());
        JsonCodec.Decoder<FillResult> decoder =
                JsonCodec.<WireResult>decoder(WireResult.class).map(WireResult::toResult);
        Call<FillResult> call = Call.to(Call.Operation.RUN, "POST", Call.Origin.RUN, "/run", decoder)
                .build();
        FilledImage image = Objects.requireNonNull(
                        client.transport().exchange(call).block(TestCalls.PATIENCE))
                .body()
                .images()
                .get(0);
        try (FileChannel file =
                FileChannel.open(Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (ByteBuffer bytes : image.source().bytes().toIterable(4)) {
                file.write(bytes);
            }
        }
        client.dispose();
    }
}
