package io.fluxfill.playground;

import io.fluxfill.playground.EditLog.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuples;

/**
 * Streams of events. Whoever comes back says up to where it has read, by the header that browsers send or by a parameter,
 * and gets what is behind that, once.
 */
@RestController
@RequestMapping("/api")
final class EventController {
    private static final String LAST = "Last-Event-ID";

    private final EditService service;
    private final EditStore store;
    private final Updates updates;
    private final FluxfillProperties properties;

    EventController(EditService service, EditStore store, Updates updates, FluxfillProperties properties) {
        this.service = service;
        this.store = store;
        this.updates = updates;
        this.properties = properties;
    }

    /** All events of one edit, or those behind a number, until its end. */
    @GetMapping("/edits/{id:" + Ids.PATTERN + "}/events")
    Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> ofOne(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Long after,
            @RequestHeader(name = LAST, required = false) @Nullable String last) {
        Edit edit = store.get(id);
        long place = last == null ? (after == null ? 0 : after) : Cursor.number(last);
        // A browser comes back after every end, unless it is told that nothing is left.
        return edit.log()
                .isOver(place)
                .map(isOver -> last != null && isOver
                        ? ResponseEntity.noContent().build()
                        : stream(service.watch(edit, place).map(EventController::event)));
    }

    /**
     * The events of several edits on one connection, of which browsers have few: {@code edits=a,b:7} is everything of a, and
     * what is behind the seventh event of b. The id of each event tells how far all of them are.
     */
    @GetMapping(path = "/events", params = "edits")
    ResponseEntity<Flux<ServerSentEvent<String>>> ofSeveral(
            @RequestParam String edits, @RequestHeader(name = LAST, required = false) @Nullable String last) {
        List<Cursor> cursors = Cursor.parse(last == null ? edits : last).stream()
                // One that was deleted must not keep the others from being watched.
                .filter(cursor -> store.contains(cursor.id()))
                .toList();
        if (cursors.isEmpty()) {
            throw ProblemException.notFound("This edit");
        }
        List<Edit> watched =
                cursors.stream().map(cursor -> store.get(cursor.id())).toList();
        return stream(Flux.defer(() -> {
            Cursor.Board board = new Cursor.Board(cursors);
            return Flux.range(0, watched.size())
                    .flatMap(
                            i -> service.watch(watched.get(i), cursors.get(i).n())
                                    .map(event -> Tuples.of(i, event)),
                            Cursor.MOST,
                            1)
                    // Behind the merge: what an id counts has been handed on.
                    .map(both -> event(board.tagged(both.getT1(), both.getT2())));
        }));
    }

    /** The updates of all edits from now on. */
    @GetMapping("/events")
    ResponseEntity<Flux<ServerSentEvent<String>>> ofAll() {
        return stream(
                service.untilClosing(updates.fromNowOn(properties.heartbeat())).map(EventController::event));
    }

    private static ResponseEntity<Flux<ServerSentEvent<String>>> stream(Flux<ServerSentEvent<String>> events) {
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                // With the first element the headers go out, by which a page knows that it is connected.
                .body(events.startWith(
                        ServerSentEvent.<String>builder().comment("connected").build()));
    }

    private static ServerSentEvent<String> event(Event event) {
        return event(String.valueOf(event.n()), event);
    }

    private static ServerSentEvent<String> event(Cursor.Tagged tagged) {
        return event(tagged.id(), tagged.event());
    }

    private static ServerSentEvent<String> event(String id, Event event) {
        return event.isHeartbeat()
                ? ServerSentEvent.<String>builder().comment("still here").build()
                : ServerSentEvent.builder(event.data())
                        .id(id)
                        .event(event.name())
                        .build();
    }
}
