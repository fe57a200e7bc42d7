package io.fluxfill.storage;

import static io.fluxfill.transport.TestCalls.KEY;
import static io.fluxfill.transport.TestCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ClientOptions;
import io.fluxfill.error.FalException;
import io.fluxfill.transport.Transport;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A client of a storage on this machine. */
abstract class UploadFixture {
    static final byte[] BYTES = bytes(300_000);
    static final String ON_CDN = "https://v3.fal.media/files/a/cdn.png";
    static final String SIGNED = "https://v3.fal.media/files/a/fal-cdn-v3.png";
    static final String ON_GCS = "https://v3.fal.media/files/a/gcs.png";

    final StorageServer server = new StorageServer();
    private Transport transport = Transport.netty(server.options().build(), UnaryOperator.identity());
    Storage storage = storage(server.options(), Multipart.Sizes.DEFAULT);

    Storage storage(ClientOptions.Builder options, Multipart.Sizes sizes) {
        transport.dispose();
        transport = Transport.netty(options.build(), UnaryOperator.identity());
        return new Storage(transport, options.build(), sizes);
    }

    @AfterEach
    void stop() {
        transport.dispose();
        server.close();
    }

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
        System.arraycopy(png, 0, bytes, 0, Math.min(count, png.length));
        return bytes;
    }

    static void succeeds(Mono<URI> upload, String url) {
        StepVerifier.create(upload)
                .expectNext(URI.create(url))
                .expectComplete()
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
    }

    static FalException fails(Mono<URI> upload) {
        List<Throwable> errors = new ArrayList<>();
        StepVerifier.create(upload)
                .expectErrorSatisfies(errors::add)
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
        assertThat(errors.get(0)).isInstanceOf(FalException.class);
        assertThat(errors.get(0).toString()).doesNotContain(KEY, "jwt-", "signature=");
        return (FalException) errors.get(0);
    }
}
