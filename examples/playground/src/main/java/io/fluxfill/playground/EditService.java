package io.fluxfill.playground;

import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Begins edits, keeps them going whoever looks, and ends in good order: what fal has is left to the next run of the
 * service, and what is on its way to fal, or back from it, is waited for.
 */
@Component
final class EditService implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(EditService.class);
    private static final Duration UNTIL_TOLD = Duration.ofSeconds(5);

    private final EditStore store;
    private final EditRunner runner;
    private final FormChecks checks;
    private final PicturesInUse inUse;
    private final UnusedPictures unusedPictures;
    private final Viewers viewers;
    private final Drafts drafts;
    private final FalClient client;
    private final FalService service;
    private final FluxfillProperties properties;
    private final Disposable.Composite background = Disposables.composite();
    private final Sinks.Empty<Void> closing = Sinks.empty();
    private volatile boolean started;
    private volatile boolean isOpen;

    EditService(
            EditStore store,
            EditRunner runner,
            FormChecks checks,
            PicturesInUse inUse,
            UnusedPictures unusedPictures,
            Viewers viewers,
            Drafts drafts,
            FalClient client,
            FalService service,
            FluxfillProperties properties) {
        this.store = store;
        this.runner = runner;
        this.checks = checks;
        this.inUse = inUse;
        this.unusedPictures = unusedPictures;
        this.viewers = viewers;
        this.drafts = drafts;
        this.client = client;
        this.service = service;
        this.properties = properties;
    }

    /** Checks a form and begins its edits; they are written down when this ends, and go on by themselves. */
    Mono<List<EditView>> begin(EditRequest asked) {
        EditRequest request = asked.complete(properties.onClose());
        return Mono.using(
                () -> inUse.hold(request.pictures()),
                held -> checks.checked(request, held).flatMap(form -> begin(form, held)));
    }

    private Mono<List<EditView>> begin(Form form, PicturesInUse.Hold held) {
        if (!isOpen) {
            return Mono.error(ProblemException.of(503, "Closing", "The service is being stopped."));
        }
        String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        int variants = EditRequest.or1(form.request().variants());
        return Mono.fromCallable(Ids::next)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMapMany(
                        batch -> Flux.fromStream(IntStream.range(0, variants).boxed())
                                .concatMap(variant -> drafts.draft(form, variant, batch, now)))
                // Every variant is checked before any is written down.
                .collectList()
                .flatMap(drafts -> written(drafts, held));
    }

    /** Goes on to its end when the page that asked leaves: an edit that is written down has to be run. */
    private Mono<List<EditView>> written(List<EditView> drafts, PicturesInUse.Hold held) {
        return Mono.defer(() -> {
            Sinks.One<List<EditView>> begun = Sinks.one();
            List<Edit> added = new CopyOnWriteArrayList<>();
            PicturesInUse.Hold stillHeld = held.again();
            launch(Flux.fromIterable(drafts)
                    .concatMap(draft -> store.add(draft).doOnNext(added::add))
                    .then(Mono.fromRunnable(() -> {
                        added.forEach(edit -> viewers.watchOver(edit, this::giveUp));
                        launch(runner.run(List.copyOf(added)));
                        var unused = begun.tryEmitValue(
                                added.stream().map(Edit::view).toList());
                    }))
                    .onErrorResume(error -> {
                        var unused = begun.tryEmitError(error);
                        return Flux.fromIterable(added)
                                .concatMap(runner::unsent)
                                .then(Mono.empty());
                    })
                    .doFinally(signal -> stillHeld.close())
                    .then());
            return begun.asMono();
        });
    }

    /** Asks for a cancel, and gives the edit as it is then; that it has ended shows later. */
    Mono<EditView> cancel(Edit edit) {
        return runner.cancel(edit).then(Mono.fromSupplier(edit::view));
    }

    /** Removes one that has ended, with its files and with the pictures that no other one has, unless they are new. */
    Mono<Void> remove(Edit edit) {
        return unusedPictures.released(edit, store.remove(edit));
    }

    private void giveUp(Edit edit) {
        if (!isOpen) {
            // It is the service that leaves; the next one goes on with the edit.
            return;
        }
        LOG.info("nobody looks at edit {} any more: it is cancelled", edit.id());
        launch(runner.cancel(edit));
    }

    /** The events of an edit, for one viewer. */
    Flux<EditLog.Event> watch(Edit edit, long after) {
        Flux<EditLog.Event> events = edit.log().after(after, properties.heartbeat());
        return viewers.counted(edit, events, this::giveUp).takeUntilOther(closing.asMono());
    }

    /** Ends with the service, like all streams. */
    <T> Flux<T> untilClosing(Flux<T> events) {
        return events.takeUntilOther(closing.asMono());
    }

    private void launch(Mono<Void> work) {
        Disposable.Swap running = Disposables.swap();
        var unused = background.add(running);
        var unusedToo = running.update(work.doFinally(signal -> background.remove(running))
                .subscribe(done -> {}, error -> LOG.error("the work on an edit failed", error)));
    }

    /** Before the web server: what an earlier run left is followed on. */
    @Override
    public void start() {
        started = true;
        isOpen = true;
        List<Edit> left = store.load().stream().filter(edit -> !edit.isEnded()).toList();
        if (!left.isEmpty()) {
            LOG.info("{} edits of an earlier run have not ended: they are followed on", left.size());
        }
        left.forEach(edit -> {
            viewers.watchOver(edit, this::giveUp);
            launch(runner.resume(edit));
        });
        // Not before all edits are known, which have pictures.
        launch(unusedPictures.looking());
    }

    /** Open streams would keep the web server from closing. */
    @EventListener(ContextClosedEvent.class)
    void closing() {
        isOpen = false;
        var unused = closing.tryEmitEmpty();
    }

    @Override
    public void stop(Runnable callback) {
        closing();
        var unused = settled()
                .then(client.disposeLater(UNTIL_TOLD))
                .onErrorResume(error -> {
                    LOG.warn("the service did not end in good order: {}", error.toString());
                    return Mono.empty();
                })
                .doFinally(signal -> {
                    background.dispose();
                    started = false;
                    callback.run();
                })
                .subscribe();
    }

    /** Waits until nothing is left that only this run of the service can bring to an end. */
    private Mono<Void> settled() {
        return Flux.interval(Duration.ZERO, Duration.ofMillis(50))
                .onBackpressureDrop()
                .filter(tick -> store.active().noneMatch(this::isUnsettled))
                .next()
                .timeout(properties.settle(), Mono.empty())
                .then();
    }

    private boolean isUnsettled(Edit edit) {
        RequestHandle handle = edit.handle();
        return handle == null || !service.outlivesUs();
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
