package io.fluxfill.batchedit;

import io.fluxfill.RequestHandle;
import io.fluxfill.batchedit.Entry.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What must survive a crash: a file that only grows, one JSON object per line. A line that was written is on the disk,
 * not in a cache, before its publisher completes.
 */
final class Journal implements AutoCloseable {
    static final String NAME = "journal.jsonl";

    @SuppressWarnings("ArrayRecordComponent") // nobody compares lines
    private record Line(byte[] bytes, MonoSink<Void> written) {}

    private final FileChannel channel;
    private final Queue<Line> waiting = new ConcurrentLinkedQueue<>();
    private final Scheduler writer = Schedulers.newSingle("batch-edit-journal", true);

    Journal(FileChannel channel) {
        this.channel = channel;
    }

    /** Starts a journal. One that is there already is kept under another name: what is in it may be paid. */
    static Journal create(Path folder, Entry.Origin origin) throws IOException {
        keepEarlier(folder);
        Path file = folder.resolve(NAME);
        Journal journal = open(file);
        journal.begin(origin);
        return journal;
    }

    /** Writes down where the rows come from from here on. Blocks. */
    void begin(Entry.Origin origin) throws IOException {
        write(bytes(Entry.run(origin)));
        channel.force(true);
    }

    /** Moves the journal of an earlier run out of the way; null if there is none. */
    static @Nullable Path keepEarlier(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        return Files.exists(file) ? Files.move(file, freeName(folder)) : null;
    }

    /** Opens a journal to write on, without the torn line that a crash may have left at its end. */
    static Journal open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            byte[] all = Files.readAllBytes(file);
            int end = all.length;
            while (end > 0 && all[end - 1] != '\n') {
                end--;
            }
            channel.truncate(end);
            channel.position(end);
            return new Journal(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Path freeName(Path folder) {
        for (int i = 1; ; i++) {
            Path file = folder.resolve("journal." + i + ".jsonl");
            if (!Files.exists(file)) {
                return file;
            }
        }
    }

    Mono<Void> intent(Edit edit) {
        return append(Entry.of(Event.INTENT, edit, null));
    }

    Mono<Void> handle(Edit edit, RequestHandle handle) {
        return append(Entry.handle(edit, handle));
    }

    Mono<Void> notSent(Edit edit, @Nullable String why) {
        return append(Entry.of(Event.NOT_SENT, edit, why));
    }

    Mono<Void> refused(Edit edit, @Nullable String why) {
        return append(Entry.of(Event.REFUSED, edit, why));
    }

    Mono<Void> failed(Edit edit, @Nullable String why) {
        return append(Entry.of(Event.FAILED, edit, why));
    }

    Mono<Void> cancelled(Edit edit, @Nullable String why) {
        return append(Entry.of(Event.CANCELLED, edit, why));
    }

    Mono<Void> lost(Edit edit, @Nullable String why) {
        return append(Entry.of(Event.LOST, edit, why));
    }

    Mono<Void> done(Edit edit, RowResult result) {
        return append(Entry.done(edit, result));
    }

    private Mono<Void> append(Entry entry) {
        // Elsewhere than on the writer: what follows a line must not hold up the next one.
        return Mono.<Void>create(written -> {
                    waiting.add(new Line(bytes(entry), written));
                    writer.schedule(this::flush);
                })
                .publishOn(Schedulers.parallel());
    }

    /** Forces all that is waiting to the disk at once: many edits end while one write is under way. */
    private void flush() {
        List<Line> lines = new ArrayList<>();
        for (Line line = waiting.poll(); line != null; line = waiting.poll()) {
            lines.add(line);
        }
        if (lines.isEmpty()) {
            return;
        }
        long end = -1;
        try {
            end = channel.position();
            for (Line line : lines) {
                write(line.bytes());
            }
            channel.force(false);
            lines.forEach(line -> line.written().success());
        } catch (IOException e) {
            removeTorn(end);
            IOException error = new IOException("The journal cannot be written: " + Sentences.of(e), e);
            lines.forEach(line -> line.written().error(error));
        }
    }

    /** Half a line in the middle would make the whole journal unreadable, if there is room again for a later one. */
    private void removeTorn(long end) {
        try {
            if (end >= 0) {
                channel.truncate(end);
            }
        } catch (IOException e) {
            return;
        }
    }

    private static byte[] bytes(Entry entry) {
        byte[] json = Json.MAPPER.writeValueAsBytes(entry);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private void write(byte[] line) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(line);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        writer.dispose();
        channel.close();
    }
}
