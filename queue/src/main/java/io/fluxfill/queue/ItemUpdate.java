package io.fluxfill.queue;

import java.util.function.Function;

/**
 * What happens to one item of a fan-out.
 *
 * @param <K> the caller's item
 * @param <O> the output
 * @since 0.1
 */
public sealed interface ItemUpdate<K, O> {
    /** The caller's item. */
    K key();

    /** Calls the function of the case that this is. */
    <R> R fold(
            Function<? super Progress<K, O>, ? extends R> progress,
            Function<? super Finished<K, O>, ? extends R> finished);

    /**
     * It went on. A request that ends well has its last update here too, with its last log lines.
     *
     * @param update what became known
     */
    record Progress<K, O>(K key, QueueUpdate<O> update) implements ItemUpdate<K, O> {
        @Override
        public <R> R fold(
                Function<? super Progress<K, O>, ? extends R> progress,
                Function<? super Finished<K, O>, ? extends R> finished) {
            return progress.apply(this);
        }
    }

    /**
     * It ended; nothing more comes of it.
     *
     * @param outcome how
     */
    record Finished<K, O>(Outcome<K, O> outcome) implements ItemUpdate<K, O> {
        @Override
        public K key() {
            return outcome.key();
        }

        @Override
        public <R> R fold(
                Function<? super Progress<K, O>, ? extends R> progress,
                Function<? super Finished<K, O>, ? extends R> finished) {
            return finished.apply(this);
        }
    }
}
