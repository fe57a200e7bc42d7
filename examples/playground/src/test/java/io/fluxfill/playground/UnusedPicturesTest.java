package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.LocalFal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Uploaded pictures go when nobody wants them any more, and not before. */
@Timeout(120)
class UnusedPicturesTest {
    @TempDir
    Path folder;

    private final LocalFal fal = LocalFal.start();

    @AfterEach
    void stop() {
        fal.close();
    }

    private Path picture(String id) {
        return folder.resolve("pictures").resolve(id);
    }

    private void age(Path picture, int days) throws IOException {
        FileTime then = FileTime.from(Instant.now().minus(Duration.ofDays(days)));
        try (Stream<Path> files = Files.walk(picture)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, then);
            }
        }
    }

    private static void until(Path gone) {
        assertThat(Flux.interval(Duration.ofMillis(20))
                        .filter(tick -> !Files.exists(gone))
                        .blockFirst(Duration.ofSeconds(10)))
                .isNotNull();
    }

    /** Completes when the service has looked for what can go: what comes to its thread later comes behind the look. */
    private static Mono<Void> lookedAt(Running service, Edit any) {
        Mono<Void> released = service.bean(UnusedPictures.class).released(any, Mono.empty());
        return released.then(released);
    }

    private static int status(Running service, String picture) {
        return service.client()
                .get()
                .uri("/api/pictures/" + picture)
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus()
                .value();
    }

    private static void delete(Running service, String edit) {
        service.client()
                .delete()
                .uri("/api/edits/" + edit)
                .exchange()
                .expectStatus()
                .isNoContent();
    }

    private static EditView ended(Running service, Map<String, Object> form) {
        EditView edit = service.ended(service.begin(form).get(0).id());
        assertThat(edit.state()).isEqualTo(EditState.COMPLETED);
        return edit;
    }

    @Test
    void unusedOnesGoAfterAWeekAndWhatAnEditUsesStaysUntilTheEditGoes() throws IOException {
        String old;
        String young;
        EditView oldEdit;
        EditView youngEdit;
        try (Running service = Running.start(fal, folder)) {
            old = service.upload(Pictures.scene(), "old.png").id();
            young = service.upload(Pictures.scene(), "young.png").id();
            oldEdit = ended(service, service.form());
            youngEdit = ended(service, service.form());
        }
        List<String> ofOldEdit = Objects.requireNonNull(oldEdit.request()).pictures();
        List<String> ofYoungEdit = Objects.requireNonNull(youngEdit.request()).pictures();
        Path torn = Files.createDirectory(picture("tornAtItsUpload1"));
        Files.writeString(torn.resolve("upright"), "half a pict");
        age(torn, 8);
        age(picture(old), 8);
        for (String picture :
                Stream.concat(ofOldEdit.stream(), ofYoungEdit.stream()).toList()) {
            age(picture(picture), 8);
        }
        Path journal = folder.resolve("edits").resolve(oldEdit.id()).resolve("journal.jsonl");
        Files.writeString(journal, Files.readString(journal).replace(oldEdit.createdAt(), "2026-01-01T00:00:00Z"));
        try (Running service = Running.start(fal, folder)) {
            until(picture(old));
            until(torn);
            assertThat(status(service, old)).isEqualTo(404);
            for (String kept : ofOldEdit) {
                assertThat(status(service, kept)).isEqualTo(200);
            }
            delete(service, oldEdit.id());
            delete(service, youngEdit.id());
            for (String gone : ofOldEdit) {
                until(picture(gone));
            }
            for (String kept : ofYoungEdit) {
                assertThat(status(service, kept))
                        .as("somebody may still work on it")
                        .isEqualTo(200);
            }
            assertThat(status(service, young)).isEqualTo(200);
        }
    }

    @Test
    void aLookThatComesJustAsAnEditIsRemovedLeavesItsPictures() throws IOException {
        try (Running service = Running.start(fal, folder)) {
            EditStore edits = service.bean(EditStore.class);
            Edit other = edits.get(ended(service, service.form()).id());
            Edit edit = edits.get(ended(service, service.form()).id());
            for (String picture : edit.request().pictures()) {
                age(picture(picture), 8);
            }
            service.bean(UnusedPictures.class)
                    .released(edit, edits.remove(edit).then(lookedAt(service, other)))
                    .block(Running.LIMIT);
            for (String kept : edit.request().pictures()) {
                assertThat(status(service, kept)).isEqualTo(200);
            }
        }
    }

    @Test
    void nothingIsRemovedAsLongAsAJournalCannotBeRead() throws IOException {
        String old;
        String edit;
        try (Running service = Running.start(fal, folder)) {
            edit = ended(service, service.form()).id();
            old = service.upload(Pictures.scene(), "old.png").id();
        }
        age(picture(old), 8);
        Path spoilt = Files.createDirectory(folder.resolve("edits").resolve("spoiltEdit"));
        Files.writeString(spoilt.resolve("journal.jsonl"), "no JSON\n");
        try (Running service = Running.start(fal, folder)) {
            // What is wanted meanwhile comes behind the look at the start.
            Edit any = service.bean(EditStore.class).get(edit);
            lookedAt(service, any).block(Running.LIMIT);
            assertThat(status(service, old)).isEqualTo(200);
        }
        Files.delete(spoilt.resolve("journal.jsonl"));
        try (Running service = Running.start(fal, folder)) {
            until(picture(old));
            assertThat(status(service, old)).isEqualTo(404);
        }
    }

    @Test
    void unusedOnesHaveABoundInTotal() throws IOException {
        try (Running service = Running.start(fal, folder, "--fluxfill.max-unused=300KB")) {
            String edit = service.begin(service.form()).get(0).id();
            service.ended(edit);
            String first = service.upload(Pictures.scene(), "first.png").id();
            age(picture(first), 1);
            String last = first;
            for (int i = 0; i < 8; i++) {
                last = service.upload(Pictures.scene(), i + ".png").id();
            }
            until(picture(first));
            assertThat(status(service, last)).isEqualTo(200);
            EditRequest used = service.bean(EditStore.class).get(edit).request();
            assertThat(status(service, String.valueOf(used.image()))).isEqualTo(200);
            assertThat(status(service, String.valueOf(used.mask()))).isEqualTo(200);
        }
    }
}
