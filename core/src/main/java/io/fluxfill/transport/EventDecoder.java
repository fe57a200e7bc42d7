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
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
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
        List<ServerEvent> events = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length && !overflown; i++) {
            byte next = bytes[i];
            if (next == '\n' && afterReturn) {
                afterReturn = false;
                start = i + 1;
            } else if (next == '\n' || next == '\r') {
                append(bytes, start, i);
                start = i + 1;
                afterReturn = next == '\r';
                if (!overflown) {
                    endLine(events);
                }
            } else {
                afterReturn = false;
            }
        }
        append(bytes, start, bytes.length);
        return events;
    }

    /** Whether an event was larger than the limit. */
    boolean isOverflown() {
        return overflown;
    }

    private void append(byte[] bytes, int from, int to) {
        overflown |= size + line.size() + (to - from) > limit;
        if (!overflown) {
            line.write(bytes, from, to - from);
        }
    }

    private void endLine(List<ServerEvent> events) {
        String text = line.toString(StandardCharsets.UTF_8);
        int length = line.size();
        line.reset();
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
            case "data" -> data.append(value).append('\n');
            case "event" -> event = value;
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            default -> {}
        }
    }

    private void endEvent(List<ServerEvent> events) {
        if (data.length() > 0) {
            events.add(new ServerEvent(event.isEmpty() ? "message" : event, data.substring(0, data.length() - 1), id));
        }
        data.setLength(0);
        event = "";
        size = 0;
    }
}
