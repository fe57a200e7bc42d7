package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.image.Upright;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.paint.Painter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** The files of an edit on their way from the model to the browser, and what is said when one is missing. */
@Timeout(120)
class ResultFilesTest {
    @TempDir
    Path folder;

    private final CountDownLatch painted = new CountDownLatch(1);
    private LocalFal fal;
    private Running service;

    @BeforeEach
    void start() {
        fal = LocalFal.start(LocalFalOptions.builder()
                .painter((image, mask, seed, log) -> {
                    log.accept("waiting");
                    painted.await();
                    return Painter.patchMatch().paint(image, mask, seed, log);
                })
                .build());
        service = Running.start(fal, folder);
    }

    @AfterEach
    void stop() {
        painted.countDown();
        service.close();
        fal.close();
    }

    private String beginOneThatRuns() {
        String id = service.begin(service.form()).get(0).id();
        assertThat(service.await(id, "\"message\"").name()).isEqualTo("log");
        return id;
    }

    private Path file(String id, String name) {
        return service.bean(EditStore.class).get(id).folder().resolve(name);
    }

    private int status(String path) {
        return service.client()
                .get()
                .uri(path)
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus()
                .value();
    }

    @Test
    void theModelsOwnPictureIsNeverServedInPlaceOfTheMendedOne() throws IOException {
        String id = beginOneThatRuns();
        CountDownLatch mending = new CountDownLatch(1);
        Disposable.Composite busy = Disposables.composite();
        try {
            for (int worker = 0; worker < 2; worker++) {
                busy.add(service.bean(PictureWorkers.class)
                        .work(() -> {
                            mending.await();
                            return true;
                        })
                        .subscribe());
            }
            painted.countDown();
            assertThat(Flux.interval(Duration.ofMillis(20))
                            .filter(tick -> file(id, "raw-0").toFile().exists())
                            .blockFirst(Running.LIMIT))
                    .isNotNull();
            assertThat(status("/api/edits/" + id + "/images/0/raw")).isEqualTo(200);
            assertThat(status("/api/edits/" + id + "/images/0"))
                    .as("between download and mending")
                    .isEqualTo(404);
        } finally {
            mending.countDown();
        }
        EditView ended = service.ended(id);
        assertThat(ended.state()).isEqualTo(EditState.COMPLETED);
        assertThat(Upright.create().decode(service.bytes(ended.images().get(0).url())))
                .isNotEqualTo(Upright.create()
                        .decode(service.bytes(ended.images().get(0).url() + "/raw")));
    }

    private EditError failure(String id) {
        painted.countDown();
        EditView ended = service.ended(id);
        assertThat(ended.state()).isEqualTo(EditState.FAILED);
        assertThat(ended.error()).isNotNull();
        assertThat(service.all(id, 0).toString())
                .doesNotContain(folder.toString(), folder.getFileName().toString());
        return ended.error();
    }

    @Test
    void aFileThatIsGoneIsNamedWithoutItsPath() throws IOException {
        String id = beginOneThatRuns();
        EditRequest request = service.bean(EditStore.class).get(id).request();
        Files.delete(folder.resolve("pictures")
                .resolve(String.valueOf(request.image()))
                .resolve("upright"));
        EditError error = failure(id);
        assertThat(error.detail()).contains("picture", "not there any more");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedWithoutItsPath() throws IOException {
        String id = beginOneThatRuns();
        Files.createDirectories(file(id, "raw-0").resolve("in the way"));
        EditError error = failure(id);
        assertThat(error.detail()).contains("cannot be written");
    }
}
