package io.fluxfill.playground;

import io.fluxfill.localfal.LocalFal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;

/** The whole service within this process, in front of a local-fal, and what a page does with it. */
final class Running implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final @Nullable ConfigurableApplicationContext context;
    private final String base;
    private final WebTestClient client;

    private Running(@Nullable ConfigurableApplicationContext context, String base) {
        this.context = context;
        this.base = base;
        // Not Netty's client: what leaks is to be the service's.
        client = WebTestClient.bindToServer(new JdkClientHttpConnector())
                .baseUrl(base)
                .responseTimeout(LIMIT)
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(32 << 20))
                .build();
    }

    static Running start(LocalFal fal, Path data, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--fluxfill.url=" + fal.baseUri(),
                "--fluxfill.data=" + data,
                "--logging.level.root=warn"));
        arguments.addAll(List.of(more));
        ConfigurableApplicationContext context =
                SpringApplication.run(Playground.class, arguments.toArray(String[]::new));
        String port = context.getEnvironment().getProperty("local.server.port");
        return new Running(context, "http://127.0.0.1:" + port);
    }

    /** A service of another process. */
    static Running at(String address) {
        return new Running(null, address);
    }

    int port() {
        return URI.create(base).getPort();
    }

    String base() {
        return base;
    }

    <T> T bean(Class<T> type) {
        return Objects.requireNonNull(context).getBean(type);
    }

    WebTestClient client() {
        return client;
    }

    PictureInfo upload(byte[] file, String name) {
        return Objects.requireNonNull(client.post()
                .uri("/api/pictures")
                .header("X-File-Name", name)
                .contentType(MediaType.IMAGE_PNG)
                .bodyValue(file)
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody(PictureInfo.class)
                .returnResult()
                .getResponseBody());
    }

    /** A form about the usual small picture and mask, with these fields beside. */
    Map<String, Object> form(Object... more) {
        Map<String, Object> form = new LinkedHashMap<>(Map.of(
                "image", upload(Pictures.scene(), "scene.png").id(),
                "mask", upload(Pictures.mask(), "mask.png").id(),
                "prompt", "grass"));
        for (int i = 0; i < more.length; i += 2) {
            form.put((String) more[i], more[i + 1]);
        }
        return form;
    }

    WebTestClient.ResponseSpec post(String path, Object body) {
        return client.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    List<EditView> begin(Map<String, Object> form) {
        return Objects.requireNonNull(post("/api/edits", form)
                .expectStatus()
                .isCreated()
                .expectBody(new ParameterizedTypeReference<List<EditView>>() {})
                .returnResult()
                .getResponseBody());
    }

    List<EditView> newest(int limit) {
        return Objects.requireNonNull(client.get()
                .uri("/api/edits?limit={n}", limit)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(new ParameterizedTypeReference<List<EditView>>() {})
                .returnResult()
                .getResponseBody());
    }

    EditView one(String id) {
        return Objects.requireNonNull(client.get()
                .uri("/api/edits/{id}", id)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(EditView.class)
                .returnResult()
                .getResponseBody());
    }

    /** The events of an edit as somebody gets them who knows some already. */
    Flux<EventClient.Received> events(String id, long after) {
        return Flux.defer(() -> EventClient.events(base() + "/api/edits/" + id + "/events?after=" + after, null));
    }

    /** All events of an edit behind a number, when it has ended. */
    List<EventClient.Received> all(String id, long after) {
        return Objects.requireNonNull(events(id, after).collectList().block(LIMIT));
    }

    /** Looks at an edit until an event has this text. */
    EventClient.Received await(String id, String text) {
        return Objects.requireNonNull(events(id, 0)
                .filter(event -> event.data().contains(text))
                .next()
                .block(LIMIT));
    }

    /** An object that is there. */
    Map<String, Object> json(String path) {
        return object(client.get().uri(path).exchange().expectStatus().isOk());
    }

    static Map<String, Object> object(WebTestClient.ResponseSpec response) {
        return Objects.requireNonNull(response.expectBody(new ParameterizedTypeReference<Map<String, Object>>() {})
                .returnResult()
                .getResponseBody());
    }

    /** Waits for the end of an edit. */
    EditView ended(String id) {
        events(id, 0).then().block(LIMIT);
        return one(id);
    }

    byte[] bytes(String path) throws IOException {
        return Objects.requireNonNull(client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody());
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }
}
