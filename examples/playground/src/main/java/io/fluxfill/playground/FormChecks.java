package io.fluxfill.playground;

import io.fluxfill.queue.SpendingBudget;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds out what is wrong with a form before an edit begins, as far as it can be known then. */
@Component
final class FormChecks {
    private final PictureStore pictures;
    private final Pixels pixels;
    private final SpendingBudget budget;
    private final FluxfillProperties properties;
    private final Duration longestLook;

    /**
     * @param longestLook how long whoever sent a form waits for a look at its mask; one that takes longer is looked at by the
     *     edit itself
     */
    FormChecks(
            PictureStore pictures,
            Pixels pixels,
            SpendingBudget budget,
            FluxfillProperties properties,
            @Value("${fluxfill.longest-look:1s}") Duration longestLook) {
        this.pictures = pictures;
        this.pixels = pixels;
        this.budget = budget;
        this.properties = properties;
        this.longestLook = longestLook;
    }

    /** The form with its pictures; fails with a {@link ProblemException} if it cannot be sent. */
    Mono<Form> checked(EditRequest request, PicturesInUse.Hold held) {
        return Mono.zip(found(request.image(), held), found(request.mask(), held))
                .map(both -> Form.check(
                        request, both.getT1().orElse(null), both.getT2().orElse(null), properties))
                .doOnNext(this::checkMoney)
                .flatMap(form -> pixels.maskProblem(form)
                        .timeout(longestLook, Mono.empty())
                        .flatMap(problem -> Mono.<Form>error(ProblemException.of(List.of(problem))))
                        .defaultIfEmpty(form));
    }

    private Mono<Optional<PictureInfo>> found(@Nullable String id, PicturesInUse.Hold held) {
        return id != null && held.has(id)
                ? pictures.find(id).map(Optional::of).defaultIfEmpty(Optional.empty())
                : Mono.just(Optional.empty());
    }

    /** What does not fit now would fail as soon as it began: money that others may give back comes too late. */
    private void checkMoney(Form form) {
        BigDecimal left = budget.left();
        if (form.estimate().compareTo(left) > 0) {
            throw ProblemException.of(
                    422,
                    "Over the spending cap",
                    "This is expected to cost $" + form.estimate().toPlainString() + ", and of the cap of $"
                            + budget.limit().toPlainString() + " only $" + left.toPlainString()
                            + " is left. Ask for fewer or smaller pictures, or start the service with a higher --cap.");
        }
    }
}
