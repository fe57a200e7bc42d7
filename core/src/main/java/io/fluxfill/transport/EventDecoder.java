package io.fluxfill.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a {@code text/event-stream} into events (HTML standard, section "Server-sent events"): lines end with LF, CR or
 * CRLF, wherever the network cuts. An event that the stream's end cuts off is not one.
 */
final class EventDecoder {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final int limit;
    /** The beginning of a line whose end has not come yet. An open stream waits for long, and holds nothing meanwhile. */
    private @Nullable ByteArrayOutputStream begun;

    private @Nullable StringBuilder data;
    private @Nullable String firstData;
    private String event = "";
    private @Nullable String id;
    private int size;
    private boolean first = true;
    private boolean afterReturn;
    private boolean overflown;

    /** @param limit the largest event in bytes */
    EventDecoder(int limit) {
        this.limit = limit;
    }

    /** The events that these bytes end. Behind an event that is larger than the limit nothing is read. */
    List<ServerEvent> decode(byte[] bytes) {
        List<ServerEvent> events = new ArrayList<>(1);
        int start = 0;
        for (int i = 0; i < bytes.length && !overflown; i++) {
            byte next = bytes[i];
            if (next == '\n' && afterReturn) {
                afterReturn = false;
                start = i + 1;
            } else if (next == '\n' || next == '\r') {
                endLine(bytes, start, i, events);
                start = i + 1;
                afterReturn = next == '\r';
            } else {
                afterReturn = false;
            }
        }
        if (start < bytes.length && fits(bytes.length - start)) {
            begin(bytes, start);
        }
        return events;
    }

    /** Whether an event was larger than the limit. */
    boolean isOverflown() {
        return overflown;
    }

    private boolean fits(int more) {
        overflown |= size + (begun == null ? 0 : begun.size()) + more > limit;
        return !overflown;
    }

    private void begin(byte[] bytes, int from) {
        if (begun == null) {
            begun = new ByteArrayOutputStream(bytes.length - from);
        }
        begun.write(bytes, from, bytes.length - from);
    }

    private void endLine(byte[] bytes, int from, int to, List<ServerEvent> events) {
        if (!fits(to - from)) {
            return;
        }
        int length = to - from;
        String text;
        if (begun == null) {
            text = new String(bytes, from, length, StandardCharsets.UTF_8);
        } else {
            begun.write(bytes, from, length);
            length = begun.size();
            text = begun.toString(StandardCharsets.UTF_8);
            begun = null;
        }
        if (first && text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(1);
        }
        first = false;
        if (text.isEmpty()) {
            endEvent(events);
        } else if (!text.startsWith(":")) {
            // Comments do not count: they keep a stream alive for hours.
            size += length;
            int colon = text.indexOf(':');
            String name = colon < 0 ? text : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(colon + 1);
            field(name, value.startsWith(" ") ? value.substring(1) : value);
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "data" -> addData(value);
            case "event" -> event = value;
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            default -> {}
        }
    }

    /** Nearly every event has one line of data. */
    private void addData(String value) {
        if (firstData == null) {
            firstData = value;
            return;
        }
        if (data == null) {
            data = new StringBuilder(firstData);
        }
        data.append('\n').append(value);
    }

    private void endEvent(List<ServerEvent> events) {
        if (firstData != null) {
            events.add(new ServerEvent(
                    event.isEmpty() ? "message" : event, data == null ? firstData : data.toString(), id));
        }
        firstData = null;
        data = null;
        event = "";
        size = 0;
    }
}
