package io.fluxfill.benchmarks;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.fill.FilledImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/**
 * The side that is measured, in a process of its own with little memory. It reads a command per line, {@code upload} or
 * {@code download}, and answers each with the nanoseconds that it took; {@code end} with its peaks of memory.
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
        FilledImage remote = new FilledImage(args[1], null, null, null, null, null, false);
        Path source = Path.of(args[2]);
        Path target = Path.of(args[3]);
        AtomicLong heap = new AtomicLong();
        AtomicLong direct = new AtomicLong();
        watch(heap, direct);
        FalClient client = FalClient.create(ClientOptions.builder()
                .apiKey(ApiKey.of("benchmark-id:benchmark-secret"))
                .runUri(server)
                .queueUri(server)
                .restUri(server)
                .cdnUri(server)
                .downloadLimit(Long.MAX_VALUE)
                .build());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine();
                command != null && !command.equals("end");
                command = commands.readLine()) {
            long start = System.nanoTime();
            Mono<?> work = command.equals("upload")
                    ? client.storage().upload(source)
                    : client.storage().download(remote, target);
            work.then().block();
            System.out.println(System.nanoTime() - start);
        }
        client.dispose();
        System.out.println(heap.get());
        System.out.println(direct.get());
    }

    private static void watch(AtomicLong heap, AtomicLong direct) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
        Thread watcher = new Thread(() -> {
            while (true) {
                heap.accumulateAndGet(memory.getHeapMemoryUsage().getUsed(), Math::max);
                buffers.stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .forEach(pool -> direct.accumulateAndGet(pool.getMemoryUsed(), Math::max));
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
