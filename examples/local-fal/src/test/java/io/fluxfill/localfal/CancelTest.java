package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.Caller.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CancelTest {
    @Test
    void aQueuedRequestNeverRuns() {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).runners(1))) {
            String running = caller.accepted(Caller.input());
            String queued = caller.accepted(Caller.input());

            Reply cancel = caller.cancel(queued);

            assertThat(cancel.status()).isEqualTo(202);
            assertThat(cancel.text("status")).isEqualTo("CANCELLATION_REQUESTED");
            Reply status = caller.status(queued);
            assertThat(status.text("status")).isEqualTo("COMPLETED");
            assertThat(status.text("error_type")).isEqualTo("client_cancelled");
            assertThat(status.messages()).isEmpty();
            assertCancelled(caller.result(queued));
            gate.open();
            assertThat(caller.finished(running).status()).isEqualTo(200);
            assertThat(caller.server.stats().cancelled()).isEqualTo(1);
            assertThat(caller.server.stats().completed()).isEqualTo(1);
        }
    }

    @Test
    void aRunningRequestIsInterrupted() {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).runners(1))) {
            String running = caller.accepted(Caller.input());
            String next = caller.accepted(Caller.input());
            caller.await(running, "IN_PROGRESS");

            assertThat(caller.cancel(running).status()).isEqualTo(202);

            assertCancelled(caller.finished(running));
            gate.open();
            assertThat(caller.finished(next).status()).isEqualTo(200);
        }
    }

    @Test
    void aFinishedOrUnknownRequestCannotBeCancelled() {
        try (Caller caller = Caller.of(Caller.instant())) {
            String id = caller.accepted(Caller.input());
            caller.await(id, "COMPLETED");

            assertThat(caller.cancel(id).status()).isEqualTo(400);
            assertThat(caller.cancel(id).text("status")).isEqualTo("ALREADY_COMPLETED");
            assertThat(caller.cancel("nope").status()).isEqualTo(404);
            assertThat(caller.result(id).status()).isEqualTo(200);
        }
    }

    @Test
    void aDroppedSynchronousRunIsInterrupted() throws IOException {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).runners(1))) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.server.port())) {
                String body = Json.text(Caller.input());
                String request = "POST /run" + Caller.FILL + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Key a:b"
                        + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                Gate.await(gate.entered);
            }
            Gate.await(gate.stopped);
            caller.awaitStats(stats -> stats.cancelled() > 0);
            gate.open();
            assertThat(caller.run(Caller.input()).status()).isEqualTo(200);
        }
    }

    @Test
    void closingStopsTheRunners() {
        Gate gate = new Gate();
        Caller caller = Caller.of(LocalFalOptions.builder().painter(gate));
        String id = caller.accepted(Caller.input());
        caller.await(id, "IN_PROGRESS");
        Gate.await(gate.entered);

        caller.close();
        caller.close();

        Gate.await(gate.stopped);
    }

    private static void assertCancelled(Reply result) {
        assertThat(result.status()).isEqualTo(499);
        assertThat(result.text("detail")).isEqualTo("Request cancelled by the client.");
        assertThat(result.text("error_type")).isEqualTo("client_cancelled");
        assertThat(result.header("x-fal-error-type")).isEqualTo("client_cancelled");
    }
}
