package io.fluxfill.queue;

import io.fluxfill.Reply;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one item of a fan-out ended: well or not, never both.
 *
 * @param <K> the caller's item
 * @param <O> the output
 * @since 0.1
 */
public sealed interface Outcome<K, O> {
    /** The caller's item. */
    K key();

    /** Its request; null if none was accepted. */
    @Nullable
    RequestHandle handle();

    /** Calls the function of the case that this is. */
    default <R extends @Nullable Object> R fold(
            Function<? super Succeeded<K, O>, ? extends R> succeeded,
            Function<? super Failed<K, O>, ? extends R> failed) {
        return this instanceof Succeeded<K, O> value ? succeeded.apply(value) : failed.apply((Failed<K, O>) this);
    }

    /**
     * It has a result. Look at the pictures' own flags too: moderation may have blackened one.
     *
     * @param reply the result
     * @param metrics what fal measured
     */
    record Succeeded<K, O>(K key, RequestHandle handle, Reply<O> reply, Metrics metrics) implements Outcome<K, O> {}

    /**
     * It has none.
     *
     * @param error why; {@link FalException#isSafeToResubmit()} says whether it can be sent again without paying twice
     */
    record Failed<K, O>(K key, FalException error) implements Outcome<K, O> {
        @Override
        public @Nullable RequestHandle handle() {
            return error.handle();
        }
    }
}
