package io.fluxfill.storage;

import static io.fluxfill.transport.TestCalls.KEY;
import static io.fluxfill.transport.TestCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.ObjectLifecycle;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class UploadTest extends UploadFixture {
    @TempDir
    Path folder;

    @Test
    void aFileGoesToTheCdnWithATokenAndExactlyTheseHeaders() throws IOException {
        Path file = Files.write(folder.resolve("mask é\n.png"), BYTES);
        Upload upload = Upload.file(file)
                .lifecycle(new ObjectLifecycle(Duration.ofHours(1), ObjectLifecycle.Access.FORBID))
                .build();
        succeeds(storage.upload(upload), ON_CDN);
        assertThat(server.steps()).containsExactly(StorageServer.TOKEN, StorageServer.CDN);

        StorageServer.Seen token = server.only(StorageServer.TOKEN);
        assertThat(token.request().getMethod()).isEqualTo("POST");
        assertThat(token.request().getTarget()).isEqualTo("/storage/auth/token?storage_type=fal-cdn-v3");
        assertThat(token.header("Authorization")).isEqualTo("Key " + KEY);
        assertThat(token.header("Content-Type")).isEqualTo("application/json");
        assertThat(token.body()).asString().isEqualTo("{}");

        StorageServer.Seen cdn = server.only(StorageServer.CDN);
        assertThat(cdn.request().getMethod()).isEqualTo("POST");
        assertThat(cdn.request().getHeaders().names().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrder(
                        "authorization",
                        "accept",
                        "accept-encoding",
                        "content-type",
                        "content-length",
                        "host",
                        "user-agent",
                        "x-fal-file-name",
                        "x-fal-object-lifecycle",
                        "x-fal-object-lifecycle-preference");
        assertThat(cdn.request().getHeaders().values("Authorization")).containsExactly("Bearer jwt-1");
        assertThat(cdn.header("Content-Type")).isEqualTo("image/png");
        assertThat(cdn.header("Content-Length")).isEqualTo("300000");
        assertThat(cdn.header("X-Fal-File-Name")).isEqualTo("mask %C3%A9%0A.png");
        String lifecycle = "{\"expiration_duration_seconds\":3600,\"initial_acl\":{\"default\":\"forbid\"}}";
        assertThat(cdn.header("X-Fal-Object-Lifecycle")).isEqualTo(lifecycle);
        assertThat(cdn.header("X-Fal-Object-Lifecycle-Preference")).isEqualTo(lifecycle);
        assertThat(cdn.body()).isEqualTo(BYTES);
    }

    @Test
    void aSignedAddressSeesNothingButTheTypeAndTheBytes() {
        storage = storage(
                server.options().uploadLifecycle(ObjectLifecycle.expiresAfter(Duration.ofDays(1))),
                Multipart.Sizes.DEFAULT);
        server.refuses(StorageServer.TOKEN, 500);
        succeeds(
                storage.upload(Upload.bytes(BYTES)
                        .fileName("a/b\\c.png")
                        .mediaType("image/webp")
                        .build()),
                SIGNED);
        assertThat(server.steps()).containsExactly(StorageServer.TOKEN, StorageServer.INITIATE, StorageServer.PUT);

        StorageServer.Seen initiate = server.only(StorageServer.INITIATE);
        assertThat(initiate.header("Authorization")).isEqualTo("Key " + KEY);
        assertThat(initiate.header("X-Fal-Object-Lifecycle")).isEqualTo("{\"expiration_duration_seconds\":86400}");
        assertThat(initiate.header("X-Fal-Object-Lifecycle-Preference"))
                .isEqualTo("{\"expiration_duration_seconds\":86400}");
        assertThat(JsonCodec.document().decode(initiate.body()))
                .isEqualTo(Map.of("content_type", "image/webp", "file_name", "a_b_c.png"));

        StorageServer.Seen put = server.only(StorageServer.PUT);
        assertThat(put.request().getMethod()).isEqualTo("PUT");
        assertThat(put.request().getTarget()).isEqualTo("/signed/fal-cdn-v3?signature=fal-cdn-v3");
        assertThat(put.request().getHeaders().names().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrder(
                        "accept", "accept-encoding", "content-type", "content-length", "host", "user-agent");
        assertThat(put.header("Content-Type")).isEqualTo("image/webp");
        assertThat(put.body()).isEqualTo(BYTES);
    }

    @Test
    void nothingHappensBeforeSubscriptionAndEachUploadsAnew() {
        Mono<URI> upload = storage.upload(BYTES);
        assertThat(server.seen()).isEmpty();
        succeeds(upload, ON_CDN);
        succeeds(upload, ON_CDN);
        assertThat(server.steps()).as("one token for both").containsExactly("token", "cdn", "cdn");
        assertThat(server.seen().get(2).header("X-Fal-File-Name")).isEqualTo("upload.png");
    }

    @Test
    void aStreamOfUnknownLengthGoesInChunks() {
        ByteBuffer direct = ByteBuffer.allocateDirect(BYTES.length).put(BYTES).flip();
        ByteBuffer readOnly = direct.asReadOnlyBuffer();
        succeeds(storage.upload(Flux.just(readOnly)), ON_CDN);
        StorageServer.Seen cdn = server.only(StorageServer.CDN);
        assertThat(cdn.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(cdn.header("Content-Length")).isNull();
        assertThat(cdn.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(cdn.header("X-Fal-File-Name")).isEqualTo("upload.bin");
        assertThat(cdn.body()).isEqualTo(BYTES);
        assertThat(readOnly.remaining())
                .as("the caller's buffer is left as it is")
                .isEqualTo(BYTES.length);
    }

    @Test
    void aRefusedTokenIsReplacedOnce() {
        server.refuses(StorageServer.CDN, 401);
        succeeds(storage.upload(BYTES), ON_CDN);
        assertThat(server.steps()).containsExactly("token", "cdn", "token", "cdn");
        assertThat(server.seen().get(3).header("Authorization")).isEqualTo("Bearer jwt-2");
        succeeds(storage.upload(BYTES), ON_CDN);
        assertThat(server.steps()).as("the new one is kept").hasSize(5);
    }

    @Test
    void aSingleStreamIsNotBegunTwice() {
        server.refuses(StorageServer.CDN, 403);
        AtomicInteger subscriptions = new AtomicInteger();
        FalException error = fails(
                storage.upload(Flux.just(ByteBuffer.wrap(BYTES)).doOnSubscribe(s -> subscriptions.incrementAndGet())));
        assertThat(error).hasMessageContaining("403").hasMessageContaining("CDN route");
        assertThat(error.getSuppressed()).anySatisfy(e -> assertThat(e).hasMessageContaining("repeatable(true)"));
        assertThat(server.steps()).containsExactly("token", "cdn");
        assertThat(subscriptions).hasValue(1);
    }

    @Test
    void aSingleStreamThatWasNotBegunTakesTheNextRoute() {
        server.refuses(StorageServer.TOKEN, 500).refuses(StorageServer.INITIATE, 502);
        succeeds(storage.upload(Flux.just(ByteBuffer.wrap(BYTES))), ON_GCS);
        assertThat(server.only(StorageServer.PUT_GCS).body()).isEqualTo(BYTES);
    }

    @Test
    void aRepeatableStreamIsBegunAnew() {
        server.refuses(StorageServer.CDN, 500);
        Upload upload = Upload.stream(Flux.just(ByteBuffer.wrap(BYTES)))
                .repeatable(true)
                .length(BYTES.length)
                .build();
        succeeds(storage.upload(upload), SIGNED);
        assertThat(server.only(StorageServer.PUT).body()).isEqualTo(BYTES);
    }

    @Test
    void theLastErrorNamesItsRouteAndCarriesTheEarlierOnes() {
        server.refuses(StorageServer.CDN, 500).refuses(StorageServer.PUT, 403).refuses(StorageServer.PUT_GCS, 500);
        FalException error = fails(storage.upload(BYTES));
        assertThat(error).hasMessageContaining("upload of upload.png to 127.0.0.1 (pre-signed route, gcs)");
        assertThat(Arrays.stream(error.getSuppressed())
                        .filter(FalException.class::isInstance)
                        .map(Throwable::getMessage))
                .satisfiesExactly(
                        first -> assertThat(first).contains("CDN route", "500"),
                        second -> assertThat(second).contains("pre-signed route, fal-cdn-v3", "403", "signature that"));
    }

    @Test
    void aHostThatAllRoutesBeginAtIsTriedByOne() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        storage = storage(server.options().restUri(URI.create("http://127.0.0.1:" + nobody)), Multipart.Sizes.DEFAULT);
        FalException error = fails(storage.upload(BYTES));
        assertThat(error)
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("/storage/auth/token (CDN route)")
                .hasMessageEndingWith("This was attempt 3.");
    }

    @Test
    void contentThatIsNoneIsTheCallersFault() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.png"));
        assertThat(fails(storage.upload(empty)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("empty.png is empty");
        assertThat(fails(storage.upload(folder)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is a folder");
        assertThat(fails(storage.upload(folder.resolve("none.png"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("none.png does not exist");
        assertThat(fails(storage.upload(new byte[0])))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("empty");
        assertThat(server.seen()).as("nothing is asked for that cannot be used").isEmpty();
    }

    @Test
    void aStreamIsHeldToItsWord() {
        byte[] text = "0123456789".getBytes(StandardCharsets.UTF_8);
        Flux<ByteBuffer> ten = Flux.just(ByteBuffer.wrap(text, 0, 4), ByteBuffer.wrap(text, 4, 6));
        assertThat(fails(storage.upload(Upload.stream(ten).length(11).build())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ended after 10 of the 11 bytes");
        assertThat(fails(storage.upload(Upload.stream(ten).length(9).build())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("more than the 9 bytes");
        assertThat(fails(storage.upload(Flux.empty())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("content is empty");
        assertThat(fails(storage.upload(ten.concatWith(Mono.error(new IllegalStateException("torn"))))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("failed after 10 bytes")
                .hasMessageContaining("torn");
        assertThat(server.steps()).as("no other route mends it").containsOnly("token");
        succeeds(storage.upload(Upload.stream(ten).length(10).build()), ON_CDN);
    }

    @Test
    void aFileThatChangesIsNotUploaded() throws IOException {
        Path file = Files.write(folder.resolve("a.png"), BYTES);
        Content content = FileContent.open(file);
        Files.write(file, bytes(299_999));
        StepVerifier.create(content.read(0, content.length()))
                .thenConsumeWhile(chunk -> true)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("a.png changed while it was read; it had 300000 bytes"))
                .verify(PATIENCE);
        Files.write(file, bytes(300_001));
        StepVerifier.create(content.read(0, content.length()).count())
                .expectErrorMessage(file + " changed while it was read; it had 300000 bytes. Nothing was uploaded.")
                .verify(PATIENCE);
        Files.delete(file);
        StepVerifier.create(content.read(0, content.length()))
                .expectErrorMessage(file + " does not exist. Nothing was uploaded.")
                .verify(PATIENCE);
    }

    @Test
    void aFileThatShrinksWhileItIsSentEndsTheUpload() throws IOException {
        Path file = Files.write(folder.resolve("a.png"), bytes(16 << 20));
        server.script(StorageServer.TOKEN, request -> {
            // Between finding the file and sending it.
            try {
                Files.write(file, BYTES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return StorageServer.json(200, server.token("2999-01-01T00:00:00Z"));
        });
        assertThat(fails(storage.upload(file)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("a.png changed while it was read");
        assertThat(server.steps()).containsExactly("token");
    }

    @Test
    void optionsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upload.bytes(BYTES).mediaType("png\r\nX: y"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upload.bytes(BYTES).mediaType("image/png; a=\n"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upload.bytes(BYTES).length(3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upload.stream(Flux.empty()).length(0));
        assertThat(Upload.bytes(BYTES)
                        .mediaType("text/plain; charset=utf-8")
                        .build()
                        .mediaType())
                .isEqualTo("text/plain; charset=utf-8");
    }
}
