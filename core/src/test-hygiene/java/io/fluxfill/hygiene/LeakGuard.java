package io.fluxfill.hygiene;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Writes every report of Netty's leak detector to the file that the build refuses to see: a leaked buffer shows only
 * after a garbage collection, so no single test could fail for it.
 */
public final class LeakGuard implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        String file = System.getProperty("fluxfill.leaks");
        if (file != null) {
            Path report = Path.of(file);
            try {
                Files.deleteIfExists(report);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory(report));
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        // The detector looks at its reference queue when it tracks the next buffer.
        for (int round = 0; round < 3; round++) {
            System.gc();
            ByteBuf probe = PooledByteBufAllocator.DEFAULT.directBuffer(16);
            probe.release();
        }
    }

    private static final class RecordingFactory extends ResourceLeakDetectorFactory {
        private final Path report;

        RecordingFactory(Path report) {
            this.report = report;
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            return new Recording<>(resource, samplingInterval, report);
        }

        @Override
        @SuppressWarnings({"deprecation", "InlineMeSuggester"})
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new Recording<>(resource, samplingInterval, report);
        }
    }

    private static final class Recording<T> extends ResourceLeakDetector<T> {
        private final Path report;

        Recording(Class<T> resource, int samplingInterval, Path report) {
            super(resource, samplingInterval);
            this.report = report;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            super.reportTracedLeak(resourceType, records);
            write("LEAK: " + resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            super.reportUntracedLeak(resourceType);
            write("LEAK: " + resourceType);
        }

        private void write(String line) {
            try {
                Files.writeString(
                        report, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
