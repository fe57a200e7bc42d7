package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.Caller.Reply;
import io.fluxfill.localfal.Caller.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamTest {
    @Test
    void eventsComeOnChangeWithNewLinesOnly() {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).runners(1))) {
            String first = caller.accepted(Caller.input());
            String second = caller.accepted(Caller.input());
            CountDownLatch seenFirst = new CountDownLatch(1);
            CompletableFuture<Stream> stream =
                    CompletableFuture.supplyAsync(() -> caller.stream(second, "?logs=1", seenFirst::countDown));
            Gate.await(seenFirst);
            gate.open();

            Stream seen = stream.join();
            assertThat(seen.states().get(0)).isEqualTo("IN_QUEUE");
            assertThat(seen.events().get(0).get("queue_position")).isEqualTo(0);
            assertThat(seen.states()).endsWith("COMPLETED");
            assertThat(seen.states().stream().distinct().toList()).isSubsetOf("IN_QUEUE", "IN_PROGRESS", "COMPLETED");
            assertThat(seen.messages())
                    .containsExactly(
                            "request picked up by a runner",
                            "at the gate",
                            "through the gate",
                            "request finished with 200");
            assertThat(caller.result(first).status()).isEqualTo(200);
            awaitOpenStreams(caller, 0);
        }
    }

    @Test
    void aFinishedRequestIsToldAtOnceAndWithoutLogsUnlessAskedFor() {
        try (Caller caller = Caller.of(Caller.instant())) {
            String id = caller.accepted(Caller.input());
            caller.await(id, "COMPLETED");

            Stream stream = caller.stream(id, "");

            assertThat(stream.states()).containsExactly("COMPLETED");
            assertThat(stream.events().get(0).containsKey("logs")).isTrue();
            assertThat(stream.events().get(0).get("logs")).isNull();
        }
    }

    @Test
    void commentsKeepAQuietStreamOpen() {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).heartbeat(Duration.ofMillis(20)))) {
            String id = caller.accepted(Caller.input());
            caller.await(id, "IN_PROGRESS");
            CountDownLatch lines = new CountDownLatch(8);
            CompletableFuture<Stream> stream =
                    CompletableFuture.supplyAsync(() -> caller.stream(id, "?logs=1", lines::countDown));
            Gate.await(lines);
            gate.open();

            assertThat(stream.join().comments()).contains(": ping").doesNotContain("broken");
        }
    }

    @Test
    void aReaderThatHasGoneFreesEverythingAndTheJobGoesOn() throws IOException {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate))) {
            String id = caller.accepted(Caller.input());
            try (Socket socket = open(caller, id)) {
                awaitOpenStreams(caller, 1);
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            awaitOpenStreams(caller, 0);
            gate.open();

            assertThat(caller.finished(id).status()).isEqualTo(200);
        }
    }

    @Test
    void aReaderThatNeverReadsStopsNobody() throws IOException {
        String line = "x".repeat(100_000);
        LocalFalOptions.Builder options = LocalFalOptions.builder().painter((image, mask, seed, log) -> {
            for (int i = 0; i < 300; i++) {
                log.accept(line);
            }
            return image;
        });
        try (Caller caller = Caller.of(options.queueWait(Duration.ofMillis(300)))) {
            String id = caller.accepted(Caller.input());
            try (Socket socket = open(caller, id)) {
                awaitOpenStreams(caller, 1);
                Reply status;
                do {
                    status = caller.send("GET", caller.request(id, "/status"), "");
                } while (status.status() == 202);
                assertThat(status.text("status")).isEqualTo("COMPLETED");
                assertThat(socket.isConnected()).isTrue();
            }
            awaitOpenStreams(caller, 0);
        }
    }

    @Test
    void everyLineReachesASlowReaderOnce() {
        LocalFalOptions.Builder options = LocalFalOptions.builder().painter((image, mask, seed, log) -> {
            for (int i = 0; i < 2000; i++) {
                log.accept("line " + i);
            }
            return image;
        });
        try (Caller caller = Caller.of(options)) {
            String id = caller.accepted(Caller.input());

            List<Object> messages = caller.stream(id, "?logs=1").messages();

            assertThat(messages).hasSize(2002).doesNotHaveDuplicates();
        }
    }

    private static Socket open(Caller caller, String id) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.server.port());
        String request = "GET " + caller.request(id, "/status/stream?logs=1").getRawPath()
                + "?logs=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Key a:b\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void awaitOpenStreams(Caller caller, int count) {
        caller.awaitStats(stats -> stats.openStreams() == count);
    }
}
