package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Five hundred open streams on one service with little memory, one hundred of which nobody reads. */
@Timeout(240)
class ManyViewersTest {
    private static final int READERS = 400;
    private static final int SLEEPERS = 100;
    private static final int LINES = 120;
    /** More than the service hands out, and the system keeps, for somebody who does not read. */
    private static final int MORE_LINES = 1500;

    private static final String TEXT = "x".repeat(800);

    @TempDir
    Path folder;

    @Test
    void aHundredWhoNeverReadSlowNobody() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        LocalFalOptions options = LocalFalOptions.builder()
                .painter((image, mask, seed, log) -> {
                    told.await();
                    for (int line = 0; line < (seed == 1 ? LINES : MORE_LINES); line++) {
                        log.accept(line + TEXT);
                        if (line % 4 == 0) {
                            Thread.sleep(seed == 1 ? 10 : 1);
                        }
                    }
                    return image;
                })
                .build();
        ConnectionProvider connections = ConnectionProvider.create("viewers", READERS + 10);
        try (LocalFal fal = LocalFal.start(options);
                ServiceProcess process = ServiceProcess.start(
                        List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"),
                        "--url=" + fal.baseUri(),
                        "--data=" + folder.resolve("data"))) {
            Running page = Running.at(process.address());
            HttpClient client = HttpClient.create(connections).baseUrl(page.base());
            String edit = page.begin(page.form("seed", "1")).get(0).id();
            String longer = page.begin(page.form("seed", "2")).get(0).id();
            // Everybody is there from the beginning; then they read it all again, with and without the others.
            told.countDown();
            long live = read(client, edit);
            assertThat(page.ended(longer).state()).isEqualTo(EditState.COMPLETED);
            long alone = read(client, edit);
            alone = Math.min(alone, read(client, edit));
            List<Socket> sleepers = new ArrayList<>();
            for (int i = 0; i < SLEEPERS; i++) {
                sleepers.add(sleeper(URI.create(page.base()), "/api/edits/" + longer + "/events"));
            }
            long beside = read(client, edit);
            // What else the machine does slows one reading; what those who never read do, slows them all.
            for (int i = 0; i < 5 && beside >= 2 * alone; i++) {
                beside = Math.min(beside, read(client, edit));
            }
            awaitViewers(page, SLEEPERS);
            assertThat(viewers(page)).as("those who never read are still there").isEqualTo(SLEEPERS);
            for (Socket sleeper : sleepers) {
                sleeper.close();
            }
            awaitViewers(page, 0);
            assertThat(viewers(page)).as("who has gone is not kept").isZero();
            System.out.printf(
                    Locale.ROOT,
                    "%d viewers of %d lines: %d ms live; %d ms again, %d ms beside %d who never read; ratio %.2f%n",
                    READERS,
                    LINES,
                    live,
                    alone,
                    beside,
                    SLEEPERS,
                    (double) beside / alone);
            assertThat((double) beside / alone).as("times as slow").isLessThan(2);
            assertThat(process.isAlive()).isTrue();
        } finally {
            connections.dispose();
        }
    }

    /** How long until all have read everything, in milliseconds. */
    private static long read(HttpClient client, String id) {
        long start = System.nanoTime();
        AtomicLong lines = new AtomicLong();
        Flux.range(0, READERS)
                .flatMap(
                        i -> client.get()
                                .uri("/api/edits/" + id + "/events")
                                .responseContent()
                                .asByteArray()
                                .doOnNext(bytes -> {
                                    for (byte b : bytes) {
                                        if (b == '\n') {
                                            lines.incrementAndGet();
                                        }
                                    }
                                })
                                .then(Mono.empty()),
                        READERS)
                .then()
                .block(Duration.ofSeconds(100));
        long time = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertThat(lines.get()).as("four lines an event").isGreaterThan(4L * LINES * READERS);
        return time;
    }

    /** Sends its request, sees that it is answered, and falls asleep, with next to no room for what comes. */
    private static Socket sleeper(URI service, String path) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.getPort()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        return socket;
    }

    /** Readers whose end the service has not noticed yet are counted, too. */
    private static void awaitViewers(Running page, long count) throws InterruptedException {
        for (int i = 0; i < 200 && viewers(page) != count; i++) {
            Thread.sleep(50);
        }
    }

    private static long viewers(Running page) {
        Map<String, Object> meter = page.json("/actuator/metrics/playground.viewers");
        String measured = String.valueOf(meter.get("measurements"));
        return (long) Double.parseDouble(measured.replaceAll(".*value=([0-9.]+).*", "$1"));
    }
}
