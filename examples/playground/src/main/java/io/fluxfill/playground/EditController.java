package io.fluxfill.playground;

import io.fluxfill.fill.FillCost;
import io.fluxfill.playground.EditLog.Event;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Edits: begin, look, cancel, fetch. */
@RestController
@RequestMapping("/api")
final class EditController {
    private static final int MOST_LISTED = 500;
    private static final String EDIT = "/edits/{id:" + Ids.PATTERN + "}";

    private final EditService service;
    private final EditStore store;
    private final Updates updates;
    private final FluxfillProperties properties;

    EditController(EditService service, EditStore store, Updates updates, FluxfillProperties properties) {
        this.service = service;
        this.store = store;
        this.updates = updates;
        this.properties = properties;
    }

    @PostMapping("/edits")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<List<EditView>> begin(@RequestBody EditRequest request) {
        return service.begin(request);
    }

    @GetMapping("/edits")
    List<EditView> newest(@RequestParam(defaultValue = "50") int limit) {
        return store.newest(Math.max(1, Math.min(MOST_LISTED, limit)));
    }

    @GetMapping(EDIT)
    EditView one(@PathVariable String id) {
        return store.get(id).view();
    }

    /** All events of an edit, or those behind a number; a browser that comes back says where it was. */
    @GetMapping(path = EDIT + "/events")
    ResponseEntity<Flux<ServerSentEvent<String>>> events(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Long after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last) {
        Edit edit = store.get(id);
        return stream(service.watch(edit, after == null ? number(last) : after));
    }

    /** The updates of all edits from now on. */
    @GetMapping(path = "/events")
    ResponseEntity<Flux<ServerSentEvent<String>>> allEvents() {
        return stream(service.untilClosing(updates.fromNowOn(properties.heartbeat())));
    }

    private static long number(@Nullable String last) {
        try {
            return last == null ? 0 : Long.parseLong(last.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static ResponseEntity<Flux<ServerSentEvent<String>>> stream(Flux<Event> events) {
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(events.map(EditController::event));
    }

    private static ServerSentEvent<String> event(Event event) {
        return event.isHeartbeat()
                ? ServerSentEvent.<String>builder().comment("still here").build()
                : ServerSentEvent.builder(event.data())
                        .id(String.valueOf(event.n()))
                        .event(event.name())
                        .build();
    }

    @PostMapping(EDIT + "/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<EditView> cancel(@PathVariable String id) {
        return service.cancel(store.get(id));
    }

    @DeleteMapping(EDIT)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> remove(@PathVariable String id) {
        Edit edit = store.get(id);
        return edit.isEnded()
                ? store.remove(edit)
                : Mono.error(
                        ProblemException.of(409, "Still running", "Cancel it first, and wait until it has ended."));
    }

    @PostMapping("/estimate")
    EstimateView estimate(@RequestBody EstimateRequest request) {
        int width = Objects.requireNonNullElse(request.width(), 0);
        int height = Objects.requireNonNullElse(request.height(), 0);
        long images = (long) Objects.requireNonNullElse(request.numImages(), 1)
                * Objects.requireNonNullElse(request.variants(), 1);
        if (width < 1 || height < 1 || images < 1 || images > 1000 || width > 100_000 || height > 100_000) {
            throw ProblemException.of(List.of(
                    new FieldProblem("width", "Width, height and numbers are at least 1, and not that large.")));
        }
        String usd = FillCost.estimate(width, height, (int) images).toPlainString();
        return new EstimateView(usd, ((long) width * height + 999_999) / 1_000_000 * images);
    }
}
