package io.fluxfill.benchmarks.load;

import io.fluxfill.transport.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server in a process of its own, as the harness commands it. */
final class ServerControl implements AutoCloseable {
    /** A young generation that a round does not fill: a pause of the server would count as its client's. */
    private static final List<String> JVM = List.of("-Xms3g", "-Xmx3g", "-Xmn2g", "-XX:+UseSerialGC");

    private final Child child;
    final String uri;

    ServerControl(int maxStreams) throws IOException {
        child = Child.java(0, JVM, LoadServer.class, List.of(String.valueOf(maxStreams)));
        uri = "http://127.0.0.1:" + child.read();
    }

    void begin(RoundPlan plan) throws IOException {
        call("/control/begin?" + plan.text());
    }

    Map<String, @Nullable Object> end() throws IOException {
        return call("/control/end");
    }

    private Map<String, @Nullable Object> call(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(uri + path).toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setReadTimeout(20_000);
        try (InputStream answer = connection.getInputStream()) {
            return JsonCodec.document().decode(answer.readAllBytes());
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public void close() throws IOException {
        child.close();
    }
}
