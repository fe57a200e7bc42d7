package io.fluxfill.benchmarks;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The side that is measured, in a process of its own with little memory. It reads a command per line, {@code upload} or
 * {@code download}, and answers each with the nanoseconds that it took; when the lines end, with its peaks of memory.
 */
public final class StorageClient {
    private StorageClient() {}

    /**
     * Runs until its input ends.
     *
     * @param args the server, the URL to download, the file to upload, the file to download to
     */
    public static void main(String[] args) throws IOException {
        URI server = URI.create(args[0]);
        URI remote = URI.create(args[1]);
        Path source = Path.of(args[2]);
        Path target = Path.of(args[3]);
        AtomicLong direct = new AtomicLong();
        watch(direct);
        FalClient client = FalClient.create(ClientOptions.builder()
                .apiKey(ApiKey.of("benchmark-id:benchmark-secret"))
                .runUri(server)
                .queueUri(server)
                .restUri(server)
                .cdnUri(server)
                .downloadLimit(Long.MAX_VALUE)
                .build());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            long start = System.nanoTime();
            if (command.equals("upload")) {
                client.storage().upload(source).block();
            } else {
                client.storage().download(remote, target).block();
            }
            System.out.println(System.nanoTime() - start);
        }
        client.dispose();
        System.out.println(peakHeap() + " " + direct.get());
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    private static void watch(AtomicLong peak) {
        Thread watcher = new Thread(() -> {
            while (true) {
                long now = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
                peak.accumulateAndGet(now, Math::max);
                try {
                    Thread.sleep(10);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        watcher.setDaemon(true);
        watcher.start();
    }
}
