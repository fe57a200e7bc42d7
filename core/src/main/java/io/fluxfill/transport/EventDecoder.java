package io.fluxfill.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a {@code text/event-stream} into events (HTML standard, section "Server-sent events"): lines end with LF, CR or
 * CRLF, wherever the network cuts. An event that the stream's end cuts off is not one.
 */
final class EventDecoder {
    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "id".getBytes(StandardCharsets.US_ASCII);

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
        if (begun == null) {
            line(bytes, from, to, events);
        } else {
            begun.write(bytes, from, to - from);
            byte[] whole = begun.toByteArray();
            begun = null;
            line(whole, 0, whole.length, events);
        }
    }

    private void line(byte[] bytes, int from, int to, List<ServerEvent> events) {
        int start = first && startsWithMark(bytes, from, to) ? from + BYTE_ORDER_MARK.length : from;
        first = false;
        if (start == to) {
            endEvent(events);
        } else if (bytes[start] != ':') {
            // Comments do not count: they keep a stream alive for hours.
            size += to - from;
            int colon = start;
            while (colon < to && bytes[colon] != ':') {
                colon++;
            }
            int value = colon + (colon + 1 < to && bytes[colon + 1] == ' ' ? 2 : 1);
            field(bytes, start, colon, Math.min(value, to), to);
        }
    }

    private static boolean startsWithMark(byte[] bytes, int from, int to) {
        int end = Math.min(to, from + BYTE_ORDER_MARK.length);
        return Arrays.equals(bytes, from, end, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private void field(byte[] bytes, int from, int colon, int value, int to) {
        if (is(DATA, bytes, from, colon)) {
            addData(text(bytes, value, to));
        } else if (is(EVENT, bytes, from, colon)) {
            event = text(bytes, value, to);
        } else if (is(ID, bytes, from, colon)) {
            String text = text(bytes, value, to);
            id = text.indexOf('\0') < 0 ? text : id;
        }
    }

    private static boolean is(byte[] name, byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, name, 0, name.length);
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
