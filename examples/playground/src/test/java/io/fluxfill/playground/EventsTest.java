package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Streams of events: nothing is lost, nothing comes twice, and nobody waits for anybody. */
@Timeout(120)
class EventsTest {
    @TempDir
    static Path folder;

    private static LocalFal fal;
    private static Running service;

    /** Some lines, with pauses in which somebody may leave and come back. */
    @BeforeAll
    static void start() {
        fal = LocalFal.start(LocalFalOptions.builder()
                .runners(8)
                .painter((image, mask, seed, log) -> {
                    for (int line = 0; line < 60; line++) {
                        log.accept("line " + line);
                        Thread.sleep(10);
                    }
                    return image;
                })
                .build());
        service = Running.start(fal, folder, "--fluxfill.heartbeat=100ms");
    }

    @AfterAll
    static void stop() {
        service.close();
        fal.close();
    }

    private static void hasNoGaps(List<EventClient.Received> events) {
        assertThat(events)
                .extracting(EventClient.Received::n)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.stream().filter(event -> event.data().contains("\"line ")))
                .hasSize(60);
        assertThat(events.get(events.size() - 1).data()).contains("\"state\":\"COMPLETED\"");
    }

    private static Flux<EventClient.Received> withoutHeartbeats(String url, String last) {
        return EventClient.events(url, last).filter(event -> !event.id().isEmpty());
    }

    @Test
    void whoIsCutOffAgainAndAgainGetsEverythingOnce() {
        String id = service.begin(service.form()).get(0).id();
        String url = service.base() + "/api/edits/" + id + "/events";
        List<EventClient.Received> all = new ArrayList<>();
        Random random = new Random(6);
        for (String last = ""; all.isEmpty() || !all.get(all.size() - 1).data().contains("COMPLETED"); ) {
            List<EventClient.Received> some = withoutHeartbeats(url, last)
                    .take(1 + random.nextInt(9))
                    .collectList()
                    .block(Running.LIMIT);
            assertThat(some).isNotNull();
            all.addAll(some);
            last = String.valueOf(all.size());
        }
        hasNoGaps(all);
        assertThat(service.all(id, 0)).as("another tab, later").isEqualTo(all);
        // A browser that comes back after the end is told that this was it.
        assertThat(EventClient.events(url, String.valueOf(all.size()))
                        .map(EventClient.Received::status)
                        .collectList()
                        .block(Running.LIMIT))
                .containsExactly(204);
        assertThat(EventClient.events(url, "no number")
                        .map(EventClient.Received::n)
                        .next()
                        .block(Running.LIMIT))
                .isEqualTo(1);
    }

    @Test
    void twoTabsSeeTheSame() {
        String id = service.begin(service.form()).get(0).id();
        Flux<EventClient.Received> tab =
                service.events(id, 0).filter(event -> !event.id().isEmpty());
        Mono.zip(tab.collectList(), tab.collectList())
                .as(StepVerifier::create)
                .assertNext(both -> {
                    assertThat(both.getT1()).isEqualTo(both.getT2());
                    hasNoGaps(both.getT1());
                })
                .expectComplete()
                .verify(Running.LIMIT);
    }

    @Test
    void oneStreamTellsOfSeveralEditsAndIsTakenUpAgain() {
        List<String> ids = service.begin(service.form("variants", 3)).stream()
                .map(EditView::id)
                .toList();
        String url = service.base() + "/api/events?edits=" + String.join(",", ids);
        Map<String, Long> places = new HashMap<>();
        String last = null;
        int ended = 0;
        while (ended < 3) {
            List<EventClient.Received> some = EventClient.events(url, last)
                    .filter(event -> !event.id().isEmpty())
                    .take(25)
                    .collectList()
                    .block(Running.LIMIT);
            assertThat(some).isNotNull();
            for (EventClient.Received event : some) {
                String edit = event.data().substring(9, 25);
                long n = places.merge(edit, 1L, Long::sum);
                assertThat(event.id()).contains(edit + ":" + n);
                assertThat(event.data()).startsWith("{\"edit\":\"" + edit + "\",\"data\":{");
                ended += event.data().contains("\"state\":\"COMPLETED\"") ? 1 : 0;
                last = event.id();
            }
        }
        assertThat(places).containsOnlyKeys(ids);
        for (String id : ids) {
            assertThat(service.all(id, 0)).hasSize(Math.toIntExact(places.getOrDefault(id, 0L)));
        }
        service.client()
                .get()
                .uri("/api/events?edits=")
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody();
        service.client()
                .get()
                .uri("/api/events?edits=nosuchedit")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody();
    }

    @Test
    void aSilentStreamBeats() {
        assertThat(EventClient.events(service.base() + "/api/events", null)
                        .map(EventClient.Received::name)
                        .next()
                        .block(Running.LIMIT))
                .isEmpty();
    }

    @Test
    void theListLearnsOfEveryEdit() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(1);
        ConnectableFlux<String> completed = EventClient.events(service.base() + "/api/events", null)
                .doOnNext(event -> open.countDown())
                .filter(event -> event.data().contains("COMPLETED"))
                .map(event -> event.data().substring(7, 23))
                .replay();
        Disposable connection = completed.connect();
        try {
            assertThat(open.await(Running.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            List<String> ids = service.begin(service.form("variants", 2)).stream()
                    .map(EditView::id)
                    .toList();
            // Whose ids are known by now, however early they ended.
            assertThat(completed.filter(ids::contains).take(2).collectList().block(Running.LIMIT))
                    .containsExactlyInAnyOrderElementsOf(ids);
        } finally {
            connection.dispose();
        }
    }

    @Test
    void aReaderThatAsksForLittleGetsAllInItsOwnTime() {
        List<EditLog.Event> events = LongStream.rangeClosed(1, 300)
                .mapToObj(n -> new EditLog.Event(n, "log", "{}"))
                .toList();
        EditLog log = EditLog.open(events.subList(0, 100), () -> events);
        StepVerifier.create(log.after(90, Duration.ofSeconds(30)), 5)
                .expectNextCount(5)
                .then(() -> log.add(events.subList(100, 200), false))
                .then(() -> log.add(events.subList(200, 300), true))
                .thenRequest(10)
                .expectNextCount(10)
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(195)
                .expectComplete()
                .verify(Running.LIMIT);
        StepVerifier.create(log.after(298, Duration.ofSeconds(30)))
                .expectNext(events.get(298), events.get(299))
                .expectComplete()
                .verify(Running.LIMIT);
        StepVerifier.create(log.isOver(299)).expectNext(false).expectComplete().verify(Running.LIMIT);
        StepVerifier.create(log.isOver(300)).expectNext(true).expectComplete().verify(Running.LIMIT);
    }

    @Test
    void whoReadsTheListTooSlowlyIsToldToReadItAgain() {
        Updates updates = new Updates();
        List<String> names = new ArrayList<>();
        StepVerifier.create(
                        updates.fromNowOn(Duration.ofSeconds(30))
                                .doOnNext(event -> names.add(event.name()))
                                .takeUntil(event -> event.data().contains("last")
                                        || event.name().equals("resync")),
                        0)
                .then(() -> LongStream.range(0, 5000).forEach(n -> updates.add("{}")))
                .then(() -> updates.add("{\"last\":1}"))
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(event -> true)
                .expectComplete()
                .verify(Running.LIMIT);
        assertThat(names).contains("resync").hasSizeLessThan(1100);
    }
}
