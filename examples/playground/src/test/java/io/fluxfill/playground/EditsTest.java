package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.image.Picture;
import io.fluxfill.image.Region;
import io.fluxfill.image.Upright;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.paint.Painter;
import io.fluxfill.queue.SpendingBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a page does: begin edits, look, cancel, fetch. */
@Timeout(120)
class EditsTest {
    @TempDir
    static Path folder;

    private static final AtomicReference<Painter> PAINTER = new AtomicReference<>(Painter.patchMatch());
    private static LocalFal fal;
    private static Running service;

    @BeforeAll
    static void start() {
        fal = LocalFal.start(LocalFalOptions.builder()
                .runners(4)
                .painter((image, mask, seed, log) ->
                        Objects.requireNonNull(PAINTER.get()).paint(image, mask, seed, log))
                .build());
        service = Running.start(fal, folder, "--fluxfill.cap=2.00", "--fluxfill.close-after=5s");
    }

    @AfterAll
    static void stop() {
        service.close();
        fal.close();
    }

    @BeforeEach
    void paintAtOnce() {
        PAINTER.set(Painter.patchMatch());
    }

    /** Jobs wait until the latch is open. */
    private static CountDownLatch paintWhenTold() {
        CountDownLatch told = new CountDownLatch(1);
        PAINTER.set((image, mask, seed, log) -> {
            log.accept("waiting");
            told.await();
            return image;
        });
        return told;
    }

    @Test
    void anEditChangesTheMaskedRegionAndNothingElse() throws IOException {
        EditView begun = service.begin(service.form("seed", "7")).get(0);
        assertThat(begun.state()).isEqualTo(EditState.PREPARING);
        assertThat(begun.estimateUsd()).isEqualTo("0.05");
        EditView ended = service.ended(begun.id());
        assertThat(ended.state()).as(() -> String.valueOf(ended.error())).isEqualTo(EditState.COMPLETED);
        assertThat(ended.seed()).isEqualTo("7");
        assertThat(ended.requestId()).isNotBlank();
        ImageView image = ended.images().get(0);
        assertThat(image.contentType()).isEqualTo("image/png");
        Picture before = Pictures.picture();
        Picture after = Upright.create().decode(service.bytes(image.url()));
        Region mask = Pictures.HOLE.grow(2);
        for (int y = 0; y < Pictures.HEIGHT; y++) {
            for (int x = 0; x < Pictures.WIDTH; x++) {
                if (!mask.contains(x, y)) {
                    assertThat(after.rgb(x, y)).as("%d,%d", x, y).isEqualTo(before.rgb(x, y));
                }
            }
        }
        assertThat(after.rgb(50, 32) >> 16).as("the red is gone").isLessThan(150);
        // The model's own is a JPEG, and so has changed everywhere.
        assertThat(image.outsideChange()).isNotNull();
        assertThat(image.outsideChange().mean()).isPositive();
        assertThat(Upright.create().decode(service.bytes(image.url() + "/raw"))).isNotEqualTo(after);
    }

    @Test
    void variantsHaveSeedsOfTheirOwnAndOneBatch() {
        List<EditView> begun = service.begin(service.form("seed", "40", "variants", 3));
        assertThat(begun).extracting(EditView::batch).containsOnly(begun.get(0).batch());
        assertThat(begun).extracting(edit -> service.ended(edit.id()).seed()).containsExactly("40", "41", "42");
    }

    @Test
    void theCanvasIsExtended() throws IOException {
        String image = service.upload(Pictures.scene(), "scene.png").id();
        Map<String, Object> form = Map.of(
                "image", image, "prompt", "more", "outpaint", Map.of("left", 0, "top", 8, "right", 32, "bottom", 0));
        EditView ended = service.ended(service.begin(form).get(0).id());
        assertThat(ended.state()).as(() -> String.valueOf(ended.error())).isEqualTo(EditState.COMPLETED);
        Picture after =
                Upright.create().decode(service.bytes(ended.images().get(0).url()));
        assertThat(after.region()).isEqualTo(Region.whole(128, 72));
        assertThat(after.crop(new Region(0, 30, 70, 42)))
                .isEqualTo(Pictures.picture().crop(new Region(0, 22, 70, 42)));
    }

    @Test
    void severalPicturesOfOneEditCanAllBeFetched() throws IOException {
        EditView ended =
                service.ended(service.begin(service.form("numImages", 3, "keepOutside", false, "syncMode", true))
                        .get(0)
                        .id());
        assertThat(ended.images()).hasSize(3).extracting(ImageView::contentType).containsOnly("image/jpeg");
        for (ImageView image : ended.images()) {
            assertThat(Upright.create().decode(service.bytes(image.url())).width())
                    .isEqualTo(Pictures.WIDTH);
        }
    }

    @Test
    void aDownloadHasASafeName() {
        EditView ended = service.ended(service.begin(service.form()).get(0).id());
        service.client()
                .get()
                .uri(ended.images().get(0).url() + "?download=1")
                .exchange()
                .expectHeader()
                .valueEquals("Content-Disposition", "attachment; filename=\"fluxfill-" + ended.id() + "-0.png\"")
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff");
    }

    @Test
    void anEditThatRunsIsCancelledAtFal() throws InterruptedException {
        CountDownLatch told = paintWhenTold();
        try {
            String id = service.begin(service.form()).get(0).id();
            assertThat(untilLog(id)).isEqualTo("request picked up by a runner");
            long before = fal.stats().cancelCalls();
            service.post("/api/edits/" + id + "/cancel", Map.of())
                    .expectStatus()
                    .isAccepted();
            EditView ended = service.ended(id);
            assertThat(ended.state()).isEqualTo(EditState.CANCELLED);
            assertThat(ended.error()).isNotNull();
            assertThat(fal.stats().cancelCalls()).isEqualTo(before + 1);
            // Once more does no harm.
            service.post("/api/edits/" + id + "/cancel", Map.of())
                    .expectStatus()
                    .isAccepted();
        } finally {
            told.countDown();
        }
    }

    @Test
    void theLinesThatItRemembersGoWithItsEnd() throws IOException {
        CountDownLatch told = paintWhenTold();
        try {
            String id = service.begin(service.form()).get(0).id();
            assertThat(untilLog(id)).isNotEmpty();
            Edit edit = service.bean(EditStore.class).get(id);
            EditJournals journals = service.bean(EditJournals.class);
            // On the writer's thread, behind what it does now.
            Mono<Integer> remembered = Mono.fromSupplier(edit::knownLines).subscribeOn(journals.writer());
            assertThat(remembered.block()).isPositive();
            told.countDown();
            assertThat(service.ended(id).state()).isEqualTo(EditState.COMPLETED);
            assertThat(remembered.block()).isZero();
            Edit again = new Edit(journals.read(edit.folder()), edit.folder(), journals);
            assertThat(again.isEnded()).isTrue();
            assertThat(again.knownLines()).as("after a restart").isZero();
        } finally {
            told.countDown();
        }
    }

    private static String untilLog(String id) {
        return service.await(id, "\"message\"").data().replaceAll(".*\"message\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void whoLeavesGivesUpOnlyTheEditsThatSaySo() throws InterruptedException {
        CountDownLatch told = paintWhenTold();
        try {
            String kept = service.begin(service.form("onClose", "keep")).get(0).id();
            String dropped =
                    service.begin(service.form("onClose", "cancel")).get(0).id();
            assertThat(untilLog(kept)).isNotEmpty();
            assertThat(untilLog(dropped)).isNotEmpty();
            // Both viewers have left by now. Whoever comes back sees the end, which is no viewer's doing.
            EditView ended = Flux.interval(Duration.ofMillis(100))
                    .map(tick -> service.bean(EditStore.class).get(dropped).view())
                    .filter(view -> view.state().isFinal())
                    .blockFirst(Running.LIMIT);
            assertThat(ended).isNotNull();
            assertThat(ended.state()).isEqualTo(EditState.CANCELLED);
            assertThat(service.one(kept).state()).isEqualTo(EditState.IN_PROGRESS);
            told.countDown();
            assertThat(service.ended(kept).state()).isEqualTo(EditState.COMPLETED);
        } finally {
            told.countDown();
        }
    }

    @Test
    void whoStaysKeepsItRunning() throws InterruptedException {
        CountDownLatch told = paintWhenTold();
        try {
            String id = service.begin(service.form("onClose", "cancel")).get(0).id();
            CountDownLatch ended = new CountDownLatch(1);
            var viewer =
                    service.events(id, 0).doFinally(signal -> ended.countDown()).subscribe();
            assertThat(ended.await(7, TimeUnit.SECONDS))
                    .as("longer than nobody may be away")
                    .isFalse();
            assertThat(untilLog(id)).isNotEmpty();
            told.countDown();
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(service.one(id).state()).isEqualTo(EditState.COMPLETED);
            viewer.dispose();
        } finally {
            told.countDown();
        }
    }

    @Test
    void theHistoryIsNewestFirstAndForgetsWhatIsDeleted() {
        String first = service.begin(service.form()).get(0).id();
        assertThat(service.ended(first).state()).isEqualTo(EditState.COMPLETED);
        String second = service.begin(service.form()).get(0).id();
        assertThat(service.ended(second).state()).isEqualTo(EditState.COMPLETED);
        assertThat(service.newest(2)).extracting(EditView::id).containsExactly(second, first);
        service.client()
                .delete()
                .uri("/api/edits/" + first)
                .exchange()
                .expectStatus()
                .isNoContent();
        service.client()
                .get()
                .uri("/api/edits/" + first)
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void whatRunsIsNotDeleted() {
        CountDownLatch told = paintWhenTold();
        try {
            String id = service.begin(service.form()).get(0).id();
            assertThat(untilLog(id)).isNotEmpty();
            service.client()
                    .delete()
                    .uri("/api/edits/" + id)
                    .exchange()
                    .expectStatus()
                    .isEqualTo(409);
            told.countDown();
            service.ended(id);
        } finally {
            told.countDown();
        }
    }

    @Test
    void anEstimateIsThatOfTheLibrary() {
        assertThat(Running.object(service.post(
                        "/api/estimate", Map.of("width", 1500, "height", 1000, "numImages", 2, "variants", 3))))
                .containsEntry("usd", "0.60")
                .containsEntry("megapixels", 12);
        service.post("/api/estimate", Map.of("width", 0)).expectStatus().isEqualTo(422);
    }

    @Test
    void theActuatorHasTheLibrarysMeters() {
        service.ended(service.begin(service.form()).get(0).id());
        assertThat(service.json("/actuator/metrics/fluxfill.request")).containsKey("measurements");
        assertThat(service.json("/actuator/health"))
                .extracting("components")
                .extracting("fal")
                .hasToString("{details={service=local-fal, active=0, leftUsd=" + left() + "}, status=UP}");
    }

    private static String left() {
        return service.bean(SpendingBudget.class).left().toPlainString();
    }
}
