package io.fluxfill.queue;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    default <R extends @Nullable Object> R fold(
            Function<? super Progress<K, O>, ? extends R> progress,
            Function<? super Finished<K, O>, ? extends R> finished) {
        return this instanceof Progress<K, O> value ? progress.apply(value) : finished.apply((Finished<K, O>) this);
    }

    /**
     * It went on. A request that ends well has its last update here too, with its last log lines.
     *
     * @param update what became known
     */
    record Progress<K, O>(K key, QueueUpdate<O> update) implements ItemUpdate<K, O> {}

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
    }
}
