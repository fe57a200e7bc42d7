package io.fluxfill.playground;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A file of one edit that only grows, one JSON object per line. All methods block. */
final class Journal implements AutoCloseable {
    static final String NAME = "journal.jsonl";

    private final FileChannel channel;
    private final Json json;

    private Journal(FileChannel channel, Json json) {
        this.channel = channel;
        this.json = json;
    }

    /** Opens a journal to write on, without the torn line that a crash may have left at its end. */
    static Journal open(Path file, Json json) throws IOException {
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
            return new Journal(channel, json);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** All whole lines. */
    static List<JournalEntry> read(Path file, Json json) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        try (Stream<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines()) {
            return lines.map(json::entry).toList();
        }
    }

    /**
     * Writes lines, all or none.
     *
     * @param mustLast whether they have to be on the disk, and not in a cache, when this returns
     */
    void write(List<JournalEntry> entries, boolean mustLast) throws IOException {
        StringBuilder lines = new StringBuilder();
        entries.forEach(entry -> lines.append(json.text(entry)).append('\n'));
        ByteBuffer buffer = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        long before = channel.position();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (mustLast) {
                channel.force(false);
            }
        } catch (IOException e) {
            // Half a line in the middle would make the rest unreadable.
            channel.truncate(before);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
