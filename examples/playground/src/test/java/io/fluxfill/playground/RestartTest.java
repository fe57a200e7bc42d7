package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.paint.Painter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** The service ends in the middle, and fal does not. */
@Timeout(240)
class RestartTest {
    private static final int EDITS = 10;

    @TempDir
    Path folder;

    private final CountDownLatch restarted = new CountDownLatch(1);

    /** Each edit writes some lines, and waits until the service is back; then it writes some more. */
    private final Painter painter = (image, mask, seed, log) -> {
        for (int line = 0; line < 20; line++) {
            log.accept("before, line " + line);
        }
        restarted.await();
        for (int line = 0; line < 20; line++) {
            log.accept("after, line " + line);
        }
        return Painter.patchMatch().paint(image, mask, seed, log);
    };

    private LocalFal fal() {
        return LocalFal.start(
                LocalFalOptions.builder().runners(6).painter(painter).build());
    }

    /** Until some are worked on, and the others wait: everything is at fal. */
    private static void untilAllAreAtFal(Running service, List<String> ids) {
        for (String id : ids) {
            assertThat(service.await(id, "\"state\":\"IN_").n()).isPositive();
        }
        assertThat(service.await(ids.get(0), "before, line 19").n()).isPositive();
    }

    @Test
    void tenEditsOfAServiceThatWasKilledEndWithAPicture() throws Exception {
        try (LocalFal fal = fal()) {
            List<String> ids;
            List<EventClient.Received> seen;
            try (ServiceProcess first = start(fal)) {
                Running page = Running.at(first.address());
                ids = page.begin(page.form("variants", 5)).stream()
                        .map(EditView::id)
                        .toList();
                ids = new ArrayList<>(ids);
                for (int i = 0; i < 5; i++) {
                    ids.add(page.begin(page.form("seed", String.valueOf(i)))
                            .get(0)
                            .id());
                }
                untilAllAreAtFal(page, ids);
                seen = page.events(ids.get(0), 0)
                        .takeUntil(event -> event.data().contains("before, line 19"))
                        .collectList()
                        .block(Running.LIMIT);
                first.kill();
            }
            assertThat(fal.stats().submits()).isEqualTo(EDITS);
            try (ServiceProcess second = start(fal)) {
                Running page = Running.at(second.address());
                restarted.countDown();
                for (String id : ids) {
                    EditView edit = page.ended(id);
                    assertThat(edit.state())
                            .as(() -> String.valueOf(edit.error()))
                            .isEqualTo(EditState.COMPLETED);
                    assertThat(page.bytes(edit.images().get(0).url())).isNotEmpty();
                    everyLineOnce(page.all(id, 0));
                }
                // The page that was open goes on where it was.
                assertThat(seen).isNotNull();
                long last = seen.get(seen.size() - 1).n();
                List<EventClient.Received> all = new ArrayList<>(seen);
                all.addAll(page.all(ids.get(0), last));
                assertThat(all).isEqualTo(page.all(ids.get(0), 0));
            }
            assertThat(fal.stats().submits()).as("nothing was sent twice").isEqualTo(EDITS);
            assertThat(fal.stats().completed()).isEqualTo(EDITS);
            assertThat(fal.stats().cancelCalls()).isZero();
        }
    }

    private ServiceProcess start(LocalFal fal) throws Exception {
        return ServiceProcess.start(List.of("-Xmx256m"), "--url=" + fal.baseUri(), "--data=" + folder.resolve("data"));
    }

    private static void everyLineOnce(List<EventClient.Received> events) {
        assertThat(events)
                .extracting(EventClient.Received::n)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        List<String> lines = events.stream()
                .filter(event -> event.name().equals("log"))
                .map(event -> event.data().replaceAll(".*\"message\":\"([^\"]*)\".*", "$1"))
                .filter(line -> line.startsWith("before") || line.startsWith("after"))
                .toList();
        List<String> expected = Flux.concat(
                        Flux.range(0, 20).map(line -> "before, line " + line),
                        Flux.range(0, 20).map(line -> "after, line " + line))
                .collectList()
                .block();
        assertThat(lines).isEqualTo(expected);
    }

    @Test
    void aServiceThatIsStoppedLeavesItsEditsToTheNext() throws Exception {
        try (LocalFal fal = fal();
                ServiceProcess first = start(fal)) {
            Running page = Running.at(first.address());
            String id = page.begin(page.form()).get(0).id();
            untilAllAreAtFal(page, List.of(id));
            // A stream that is open ends, and does not hold it up.
            CountDownLatch left = new CountDownLatch(1);
            var viewer =
                    page.events(id, 0).doFinally(signal -> left.countDown()).subscribe(event -> {}, error -> {});
            first.stop();
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
            viewer.dispose();
            assertThat(fal.stats().cancelCalls()).isZero();
            restarted.countDown();
            try (Running second = Running.start(fal, folder.resolve("data"))) {
                assertThat(second.ended(id).state()).isEqualTo(EditState.COMPLETED);
            }
            assertThat(fal.stats().submits()).isEqualTo(1);
        }
    }

    @Test
    void anEditOfAnotherFalIsLeftBehindInWords() {
        restarted.countDown();
        String id;
        CountDownLatch never = new CountDownLatch(1);
        Painter waiting = (image, mask, seed, log) -> {
            log.accept("waiting");
            never.await();
            return image;
        };
        try (LocalFal fal = LocalFal.start(
                        LocalFalOptions.builder().painter(waiting).build());
                Running first = Running.start(fal, folder)) {
            id = first.begin(first.form()).get(0).id();
            assertThat(first.await(id, "waiting").name()).isEqualTo("log");
        }
        try (LocalFal other = LocalFal.start();
                Running second = Running.start(other, folder)) {
            EditView edit = second.ended(id);
            assertThat(edit.state()).isEqualTo(EditState.FAILED);
            assertThat(String.valueOf(edit.error())).contains("Left behind");
            assertThat(other.stats().statusCalls() + other.stats().streams()).isZero();
        }
    }
}
