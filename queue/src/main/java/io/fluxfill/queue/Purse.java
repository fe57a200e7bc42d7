package io.fluxfill.queue;

import io.fluxfill.Endpoint;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The money of one item of a fan-out with a budget. */
final class Purse {
    private final SpendingBudget budget;
    private final boolean allowsUnknownCost;
    private final @Nullable FanOutMonitor monitor;
    private final SpendingBudget.Reservation reservation;

    private Purse(SpendingBudget budget, FanOut<?> fanOut) {
        this.budget = budget;
        allowsUnknownCost = fanOut.allowsUnknownCost();
        monitor = fanOut.monitor();
        reservation = budget.reservation();
    }

    /** Null if there is no budget. */
    static @Nullable Purse of(FanOut<?> fanOut) {
        SpendingBudget budget = fanOut.budget();
        return budget == null ? null : new Purse(budget, fanOut);
    }

    /** Gives the input on when there is money for it. */
    <I> Mono<Supplier<I>> reserve(Supplier<I> input, Endpoint<I, ?> endpoint) {
        return Mono.fromSupplier(input)
                .single()
                .flatMap(value -> endpoint.estimate(value)
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .map(estimate -> {
                            take(estimate.orElse(null));
                            // Once: what was encoded must not be kept for as long as its request runs.
                            return once(value);
                        }))
                .onErrorMap(error -> !(error instanceof FalException), InvalidRequestException::unpreparable);
    }

    private static <I> Supplier<I> once(I value) {
        AtomicReference<@Nullable I> kept = new AtomicReference<>(value);
        return () -> kept.getAndSet(null);
    }

    private void take(@Nullable BigDecimal estimate) {
        if (estimate != null) {
            reservation.take(estimate);
        } else if (!allowsUnknownCost) {
            throw budget.unknownCost();
        }
    }

    /** The item has ended. */
    void end(boolean mayBeBilled) {
        account(reservation.end(mayBeBilled));
    }

    /** Whatever was thought before, it was not billed. */
    void free() {
        account(reservation.free());
    }

    private void account(BigDecimal change) {
        if (monitor != null) {
            monitor.spent(change);
        }
    }
}
