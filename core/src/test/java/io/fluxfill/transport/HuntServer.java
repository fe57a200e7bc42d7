package io.fluxfill.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every byte that it is sent, and answers whatever it is told to. */
final class HuntServer implements AutoCloseable {
    /** What is done with a connection whose request has been read. */
    @FunctionalInterface
    interface Answer {
        void give(Socket socket) throws IOException;
    }

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final RawServer server = new RawServer((raw, socket) -> serve(socket));
    private volatile Answer answer = socket -> {};

    URI uri() {
        return server.uri();
    }

    /** All that came, as ISO 8859-1. */
    List<String> requests() {
        return requests;
    }

    HuntServer answers(Answer answer) {
        this.answer = answer;
        return this;
    }

    HuntServer answers(String bytes) {
        return answers(socket -> RawServer.write(socket, bytes));
    }

    private void serve(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        while (!request.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            request.write(next);
        }
        for (String line : request.toString(StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .lines()
                .toList()) {
            if (line.startsWith("content-length: ")) {
                request.write(in.readNBytes(Integer.parseInt(line.substring(16))));
            }
        }
        requests.add(request.toString(StandardCharsets.ISO_8859_1));
        answer.give(socket);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
