package io.fluxfill.transport;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.image.ImageSource;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the tests over sockets send. */
public final class TestCalls {
    public static final String KEY = "11111111-2222:0123456789abcdef";
    public static final Duration PATIENCE = Duration.ofSeconds(20);
    public static final String RESULT =
            "{\"images\":[{\"url\":\"https://v3.fal.media/files/a.png\",\"width\":4,\"height\":3}],\"seed\":42}";

    private TestCalls() {}

    /** Options for a server on this machine, with short waits. */
    public static ClientOptions.Builder options(URI server) {
        return ClientOptions.builder()
                .apiKey(ApiKey.of(KEY))
                .runUri(server)
                .queueUri(server)
                .restUri(server)
                .cdnUri(server)
                .maxAttempts(3)
                .backoff(Duration.ofMillis(1), Duration.ofMillis(2));
    }

    public static FillRequest request() {
        return FillRequest.builder()
                .image(ImageSource.url("https://example.com/house.png"))
                .mask(ImageSource.url("https://example.com/mask.png"))
                .prompt("A red door")
                .build();
    }

    public static Call.Builder<Map<String, @Nullable Object>> call(Call.Operation operation) {
        return Call.to(
                operation,
                operation == Call.Operation.SUBMIT ? "POST" : "GET",
                Call.Origin.QUEUE,
                "/fal-ai/flux-pro/requests/r/status",
                JsonCodec.document());
    }
}
