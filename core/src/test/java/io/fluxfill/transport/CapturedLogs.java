package io.fluxfill.transport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Takes what any logger says, at any level, and keeps it off the console meanwhile. */
public final class CapturedLogs implements AutoCloseable {
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
    private final Collection<Line> lines = new ConcurrentLinkedQueue<>();
    private final UnsynchronizedAppenderBase<ILoggingEvent> appender = new UnsynchronizedAppenderBase<>() {
        private final PatternLayout layout = new PatternLayout();

        @Override
        public void start() {
            layout.setContext(context);
            layout.setPattern("%level %thread %logger %msg %mdc %ex{full}%n");
            layout.start();
            super.start();
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(new Line(event.getLoggerName(), layout.doLayout(event)));
        }
    };

    /** One event. */
    public record Line(String logger, String text) {}

    public CapturedLogs() {
        for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
            others.add(all.next());
        }
        others.forEach(root::detachAppender);
        appender.setContext(context);
        appender.start();
        root.addAppender(appender);
        root.setLevel(Level.TRACE);
    }

    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** What one of our own loggers said. */
    public List<Line> of(String logger) {
        return lines.stream().filter(line -> line.logger().equals(logger)).toList();
    }

    @Override
    public void close() {
        root.setLevel(before);
        root.detachAppender(appender);
        others.forEach(root::addAppender);
    }
}
