package io.fluxfill.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A socket that does what no HTTP server would: each connection is served by a script, the last one by the last. */
public final class RawServer implements AutoCloseable {
    /** What happens to one connection; it is closed behind it. */
    @FunctionalInterface
    public interface Script {
        void serve(RawServer server, Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final List<Script> scripts;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> requestLines = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread acceptor;

    public RawServer(Script... scripts) {
        this.scripts = List.of(scripts);
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = start(this::accept);
    }

    /** Sends this and closes. */
    public static Script answer(String head, String body) {
        return (server, socket) -> {
            server.readRequest(socket);
            write(socket, head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        };
    }

    public static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Makes the close a reset. */
    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Method and path of each request that was read to its end. */
    public List<String> requestLines() {
        return List.copyOf(requestLines);
    }

    /** Requests that were read to their end. */
    public int requests() {
        return requests.get();
    }

    public int connections() {
        return connections.get();
    }

    /**
     * Reads one request with its body.
     *
     * @return its head
     */
    public String readRequest(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client left");
            }
            head.append((char) next);
        }
        for (String line : head.toString().toLowerCase(Locale.ROOT).lines().toList()) {
            if (line.startsWith("content-length: ")) {
                in.readNBytes(Integer.parseInt(line.substring(16)));
            }
        }
        requestLines.add(head.substring(0, head.indexOf("\r\n")));
        requests.incrementAndGet();
        return head.toString();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                Script script = scripts.get(Math.min(connections.getAndIncrement(), scripts.size() - 1));
                start(() -> serve(script, socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Script script, Socket socket) {
        try (socket) {
            script.serve(this, socket);
        } catch (IOException e) {
            // The client went first, which is what some tests are about.
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Until it has woken up after a close, the thread that accepts may take one more connection; blocks until it has. */
    public void awaitClosed() {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
