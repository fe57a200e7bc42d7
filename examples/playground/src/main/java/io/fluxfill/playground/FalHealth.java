package io.fluxfill.playground;

import io.fluxfill.FalClient;
import io.fluxfill.queue.SpendingBudget;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Whether edits can be begun and written down. fal itself is not asked: that is what its status page is for. */
@Component("fal")
final class FalHealth extends AbstractReactiveHealthIndicator {
    private final FalClient client;
    private final FalService service;
    private final SpendingBudget budget;
    private final EditStore store;
    private final DataFolder folder;

    FalHealth(FalClient client, FalService service, SpendingBudget budget, EditStore store, DataFolder folder) {
        this.client = client;
        this.service = service;
        this.budget = budget;
        this.store = store;
        this.folder = folder;
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder builder) {
        return Mono.fromCallable(folder::isWritable)
                .subscribeOn(Schedulers.boundedElastic())
                .map(writable -> builder.status(client.isDisposed() || !writable ? "DOWN" : "UP")
                        .withDetail("service", service.word())
                        .withDetail("active", store.active().count())
                        .withDetail("leftUsd", budget.left().toPlainString())
                        .build());
    }
}
