package io.fluxfill.benchmarks.load;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** What a round costs its process: CPU of all threads, the most threads, the most memory that lived through a collection. */
final class Gauges {
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    private final AtomicLong live = new AtomicLong();
    private final AtomicLong direct = new AtomicLong();
    private final AtomicLong collecting = new AtomicLong();
    private long cpuAtStart;
    private long start;

    Gauges() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, handback) -> collected(
                                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())),
                            notification -> notification
                                    .getType()
                                    .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
                            null);
        }
    }

    private void collected(GarbageCollectionNotificationInfo info) {
        live.accumulateAndGet(
                info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                        .filter(pool -> !pool.getKey().startsWith("Meta")
                                && !pool.getKey().startsWith("Code")
                                && !pool.getKey().startsWith("Compressed"))
                        .map(pool -> pool.getValue())
                        .mapToLong(MemoryUsage::getUsed)
                        .sum(),
                Math::max);
        lookAtBuffers();
    }

    private void lookAtBuffers() {
        buffers.stream()
                .filter(pool -> pool.getName().equals("direct"))
                .forEach(pool -> direct.accumulateAndGet(pool.getMemoryUsed(), Math::max));
    }

    void start(RoundOrder order, CountDownLatch accepted) {
        live.set(0);
        direct.set(0);
        collecting.set(0);
        threads.resetPeakThreadCount();
        if (order.collects()) {
            Thread collector = new Thread(() -> collect(order, accepted), "collector");
            collector.setDaemon(true);
            collector.start();
        }
        cpuAtStart = cpu();
        start = System.nanoTime();
    }

    /** What lives can only be seen after a collection; that of the harness is not the client's work. */
    private void collect(RoundOrder order, CountDownLatch accepted) {
        try {
            if (!accepted.await(order.limit().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            Thread.sleep(order.collectAfter().toMillis());
        } catch (InterruptedException e) {
            return;
        }
        live.set(0);
        long before = cpu();
        System.gc();
        collecting.set(cpu() - before);
    }

    /** That of Linux's scheduler, to the nanosecond; the process's own is counted in hundredths of a second. */
    private long cpu() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            long sum = 0;
            for (Path task : (Iterable<Path>) tasks::iterator) {
                sum += cpuOf(task.resolve("schedstat"));
            }
            return sum;
        } catch (IOException e) {
            return system.getProcessCpuTime();
        }
    }

    private static long cpuOf(Path file) throws IOException {
        try {
            String line = Files.readString(file);
            return Long.parseLong(line.substring(0, line.indexOf(' ')));
        } catch (NoSuchFileException e) {
            // A thread that has just ended.
            return 0;
        }
    }

    String line() {
        long wall = System.nanoTime() - start;
        long cpu = cpu() - cpuAtStart - collecting.get();
        lookAtBuffers();
        if (live.get() == 0) {
            // Too little happened for a collection.
            System.gc();
            live.set(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return "wall=" + wall + " cpu=" + cpu + " threads=" + threads.getPeakThreadCount() + " heap=" + live.get()
                + " direct=" + direct.get();
    }
}
