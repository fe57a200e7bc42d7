package io.fluxfill.playground;

import io.fluxfill.fill.FillCost;
import java.util.List;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Edits: begin, look, cancel, fetch. */
@RestController
@RequestMapping("/api")
final class EditController {
    private static final int MOST_LISTED = 500;
    private static final String EDIT = "/edits/{id:" + Ids.PATTERN + "}";

    private final EditService service;
    private final EditStore store;

    EditController(EditService service, EditStore store) {
        this.service = service;
        this.store = store;
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
                ? service.remove(edit)
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
