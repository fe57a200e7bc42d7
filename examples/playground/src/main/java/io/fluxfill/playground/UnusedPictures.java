package io.fluxfill.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Removes uploaded pictures that no edit has: those that were not used for long, and the oldest when all of them together
 * are too large. What an edit has stays as long as the edit. A crash in the middle leaves a folder without its description,
 * which nobody finds, and which goes as the others do.
 */
@Component
final class UnusedPictures implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnusedPictures.class);
    private static final Duration EVERY = Duration.ofMinutes(10);
    /** Of the bound: so much may come until somebody looks again. */
    private static final int SHARE = 8;

    private final Path folder;
    private final Duration keep;
    private final long most;
    private final EditStore edits;
    private final PicturesInUse inUse;
    private final Scheduler scheduler = Schedulers.newSingle("playground-unused-pictures", true);
    private final Sinks.Many<Boolean> wanted = Sinks.many().multicast().directBestEffort();
    private final AtomicLong uploaded = new AtomicLong();

    UnusedPictures(DataFolder data, EditStore edits, PicturesInUse inUse, FluxfillProperties properties) {
        folder = data.pictures();
        keep = properties.keepUnused();
        most = properties.maxUnused().toBytes();
        this.edits = edits;
        this.inUse = inUse;
    }

    /** So many bytes more were uploaded. */
    void added(long bytes) {
        long all = uploaded.addAndGet(Math.max(UnusedPicture.LEAST, bytes));
        if (all > most / SHARE && uploaded.compareAndSet(all, 0)) {
            look();
        }
    }

    private void look() {
        wanted.emitNext(true, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
    }

    /**
     * Removes an edit: its pictures were last used when it was asked for. They are told so before, because from its removal on
     * they are anybody's to remove.
     */
    Mono<Void> released(Edit edit, Mono<Void> removal) {
        EditView view = edit.view();
        return Mono.<Void>fromRunnable(() -> {
                    Instant asked = Instant.parse(view.createdAt());
                    edit.request().pictures().forEach(id -> UnusedPicture.used(folder.resolve(id), asked));
                })
                .subscribeOn(scheduler)
                .then(removal)
                .then(Mono.fromRunnable(this::look));
    }

    /** Looks now, and again and again, from when all edits are known; it does not end. */
    Mono<Void> looking() {
        return Flux.merge(Flux.interval(Duration.ZERO, EVERY), wanted.asFlux())
                .onBackpressureLatest()
                .concatMap(any -> removed(), 1)
                .then();
    }

    private Mono<Void> removed() {
        return Mono.<Void>fromRunnable(this::removeOld).subscribeOn(scheduler).onErrorResume(error -> {
            LOG.warn("unused pictures cannot be removed: {}", error.toString());
            return Mono.empty();
        });
    }

    private void removeOld() {
        if (!edits.isComplete()) {
            // Nobody knows which pictures the edits have whose journals cannot be read.
            return;
        }
        List<UnusedPicture> unused = unused();
        Instant old = Instant.now().minus(keep);
        long left = unused.stream().mapToLong(UnusedPicture::bytes).sum();
        for (int i = 0; i < unused.size(); i++) {
            UnusedPicture picture = unused.get(i);
            boolean isTooMuch = left > most && i < unused.size() - 1;
            if (!isTooMuch && !picture.usedAt().isBefore(old)) {
                break;
            }
            if (isRemoved(picture)) {
                left -= picture.bytes();
            }
        }
    }

    private boolean isRemoved(UnusedPicture picture) {
        try {
            return inUse.remove(picture.id(), edits::uses, picture::delete);
        } catch (UncheckedIOException e) {
            // It must not keep the others.
            LOG.warn("picture {} cannot be removed: {}", picture.id(), e.toString());
            return false;
        }
    }

    /** The least recently used first. */
    private List<UnusedPicture> unused() {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(path -> Ids.isValid(path.getFileName().toString()))
                    .filter(path -> !edits.uses(path.getFileName().toString()))
                    .flatMap(UnusedPicture::in)
                    .sorted(Comparator.comparing(UnusedPicture::usedAt))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        scheduler.dispose();
    }
}
