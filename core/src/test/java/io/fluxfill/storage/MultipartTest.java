package io.fluxfill.storage;

import static io.fluxfill.storage.StorageServer.COMPLETE;
import static io.fluxfill.storage.StorageServer.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ObjectLifecycle;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.ReplyFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

class MultipartTest extends UploadFixture {
    @TempDir
    Path folder;

    private Path file = Path.of("");
    private String url = "";

    @BeforeEach
    void cut() throws IOException {
        storage = storage(
                server.options().uploadLifecycle(ObjectLifecycle.expiresAfter(Duration.ofHours(1))),
                new Multipart.Sizes(299_999, 40_000, 3));
        file = Files.write(folder.resolve("big.png"), BYTES);
        url = server.uri() + "/files/a/big.bin";
    }

    @Test
    void partsAreSentAtOnceAndJoinedInOrder() throws IOException {
        CyclicBarrier three = new CyclicBarrier(3);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int number = 1; number <= 6; number++) {
            String tag = "\"tag-" + number + "\"";
            server.script("part " + number, request -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                try {
                    three.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    return StorageServer.json(500, "{}");
                } finally {
                    now.decrementAndGet();
                }
                return new MockResponse.Builder().addHeader("ETag", tag).build();
            });
        }
        succeeds(storage.upload(file), url);
        assertThat(most).hasValue(3);
        assertThat(server.steps())
                .startsWith("token", CREATE)
                .endsWith(COMPLETE)
                .hasSize(11);

        StorageServer.Seen create = server.only(CREATE);
        assertThat(create.request().getMethod()).isEqualTo("POST");
        assertThat(create.header("Authorization")).isEqualTo("Bearer jwt-1");
        assertThat(create.header("Content-Type")).isEqualTo("image/png");
        assertThat(create.header("Content-Length")).isEqualTo("0");
        assertThat(create.header("Accept")).isEqualTo("application/json");
        assertThat(create.header("X-Fal-File-Name")).isEqualTo("big.png");
        assertThat(create.header("X-Fal-Object-Lifecycle")).isEqualTo("{\"expiration_duration_seconds\":3600}");

        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int number = 1; number <= 8; number++) {
            StorageServer.Seen part = server.only("part " + number);
            assertThat(part.request().getMethod()).isEqualTo("PUT");
            assertThat(part.request().getTarget()).isEqualTo("/files/a/big.bin/multipart/u%201/" + number);
            assertThat(part.request().getHeaders().names().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                    .containsExactlyInAnyOrder(
                            "authorization",
                            "accept",
                            "accept-encoding",
                            "content-type",
                            "content-length",
                            "host",
                            "user-agent");
            assertThat(part.request().getHeaders().values("Accept-Encoding")).containsExactly("identity");
            assertThat(part.header("Authorization")).isEqualTo("Bearer jwt-1");
            joined.write(part.body());
        }
        assertThat(joined.toByteArray()).isEqualTo(BYTES);

        StorageServer.Seen complete = server.only(COMPLETE);
        assertThat(complete.header("Authorization")).isEqualTo("Bearer jwt-1");
        assertThat(complete.header("Content-Type")).isEqualTo("application/json");
        assertThat(new String(complete.body(), StandardCharsets.UTF_8))
                .startsWith("{\"parts\":[{\"partNumber\":1,\"etag\":\"\\\"tag-1\\\"\"},{\"partNumber\":2,")
                .endsWith("{\"partNumber\":8,\"etag\":\"\\\"tag of part 8\\\"\"}]}");
    }

    @Test
    void aPartIsRepeatedByItself() {
        server.refuses("part 3", 502, 503);
        succeeds(storage.upload(BYTES), url);
        assertThat(server.steps()).hasSize(13).containsOnlyOnce("part 2", "part 4", CREATE, COMPLETE);
    }

    @Test
    void aTokenThatEndsUnderwayIsReplaced() {
        server.refuses("part 8", 401);
        server.refuses(COMPLETE, 401);
        succeeds(storage.upload(file), url);
        assertThat(server.steps().stream().filter(step -> step.equals("token"))).hasSize(3);
    }

    @Test
    void nothingFollowsAFailedPart() {
        server.refuses("part 2", 413);
        FalException error = fails(storage.upload(file));
        assertThat(error).isInstanceOf(InvalidRequestException.class).hasMessageContaining("part 2 of big.png");
        assertThat(server.steps()).doesNotContain(COMPLETE, StorageServer.INITIATE);
    }

    @Test
    void onceBegunThereIsNoOtherRoute() {
        server.refuses(COMPLETE, 500);
        assertThat(fails(storage.upload(file))).hasMessageContaining("joined parts of big.png");
        assertThat(server.steps()).doesNotContain(StorageServer.INITIATE);
    }

    @Test
    void beforeItThereIs() {
        server.refuses(CREATE, 404);
        succeeds(storage.upload(file), SIGNED);
        assertThat(server.only(StorageServer.PUT).body()).isEqualTo(BYTES);
    }

    @Test
    void aPartWithoutATagCannotBeJoined() {
        server.script("part 1", request -> StorageServer.json(200, "{}"));
        assertThat(fails(storage.upload(file)))
                .isInstanceOf(ReplyFormatException.class)
                .hasMessageContaining("part 1 has no ETag");
    }

    @Test
    void theTokenGoesToNoOtherHost() {
        server.script(
                CREATE,
                request -> StorageServer.json(
                        200, "{\"access_url\":\"https://evil.example/files/a\",\"uploadId\":\"u\"}"));
        succeeds(storage.upload(file), SIGNED);
        assertThat(server.steps()).noneMatch(step -> step.startsWith("part"));
    }

    @Test
    void smallOnesAndSingleStreamsGoWhole() {
        succeeds(storage.upload(bytes(299_999)), ON_CDN);
        succeeds(
                storage.upload(Upload.stream(Flux.just(ByteBuffer.wrap(BYTES)))
                        .length(BYTES.length)
                        .build()),
                ON_CDN);
        assertThat(server.steps()).doesNotContain(CREATE);
    }
}
