package io.fluxfill.playground.browser;

import io.fluxfill.playground.Playground;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A browser in front of a playground that works on a fal of this machine, for the tests of one class. */
final class Desk implements BeforeAllCallback, AfterAllCallback {
    static final int WIDTH = 1440;
    static final int HEIGHT = 900;

    private final List<String> properties;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private @Nullable Chromium chromium;
    private @Nullable ConfigurableApplicationContext service;
    private @Nullable Path data;

    /** With properties of the service, as {@code --name=value}. */
    Desk(String... properties) {
        this.properties = List.of(properties);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        chromium = Chromium.start();
        data = Files.createTempDirectory("fluxfill-playground");
        List<String> arguments = new ArrayList<>(properties);
        arguments.add("--server.port=0");
        arguments.add("--fluxfill.data=" + data);
        service = SpringApplication.run(Playground.class, arguments.toArray(String[]::new));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (chromium != null) {
            chromium.close();
        }
        if (service != null) {
            service.close();
        }
        if (data != null) {
            try (Stream<Path> files = Files.walk(data)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    Tab open() {
        return open("/", WIDTH, HEIGHT);
    }

    Tab open(String path, int width, int height) {
        return Objects.requireNonNull(chromium).open(url(path), width, height);
    }

    String url(String path) {
        String port = Objects.requireNonNull(service).getEnvironment().getRequiredProperty("local.server.port");
        return "http://127.0.0.1:" + port + path;
    }

    /** Where the service keeps what it has. */
    Path data() {
        return Objects.requireNonNull(data);
    }

    /** Asks the service itself, past the page. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return json.readTree(bytes(path));
    }

    BufferedImage picture(String path) throws IOException, InterruptedException {
        return ImageIO.read(new ByteArrayInputStream(bytes(path)));
    }

    /** The numbers of the log lines of an edit that has ended, as the service sends them to who asks from the beginning. */
    List<Integer> logNumbers(String edit) throws IOException, InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        String events = new String(bytes("/api/edits/" + edit + "/events"), StandardCharsets.UTF_8);
        for (String event : events.split("\n\n", -1)) {
            if (event.contains("event:log")) {
                numbers.add(Integer.valueOf(event.replaceAll("(?s).*id:(\\d+).*", "$1")));
            }
        }
        return numbers;
    }

    private byte[] bytes(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(30))
                .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answered " + response.statusCode());
        }
        return response.body();
    }
}
