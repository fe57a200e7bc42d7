package io.fluxfill.playground;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Which pictures somebody works with who is not written down yet: an upload that goes on, a form that becomes an edit. For
 * each picture either they come first, and it stays, or its removal does, and they do not find it.
 */
@Component
final class PicturesInUse {
    private static final int GOING = -1;

    /** How many hold it, or that it is being removed. */
    private final ConcurrentMap<String, Integer> holders = new ConcurrentHashMap<>();

    /** Pictures that stay until it is closed. */
    final class Hold implements AutoCloseable {
        private final Set<String> ids;

        private Hold(Set<String> ids) {
            this.ids = ids;
        }

        /** Whether it is not being removed. */
        boolean has(String id) {
            return ids.contains(id);
        }

        /** The same pictures once more, for somebody who takes over. */
        Hold again() {
            return hold(ids);
        }

        @Override
        public void close() {
            ids.forEach(id -> holders.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1));
        }
    }

    /** Holds those that are not being removed. Each id once. */
    Hold hold(Collection<String> ids) {
        return new Hold(ids.stream().distinct().filter(this::held).collect(Collectors.toUnmodifiableSet()));
    }

    private boolean held(String id) {
        return holders.compute(id, (same, count) -> count == null ? 1 : count == GOING ? GOING : count + 1) != GOING;
    }

    /**
     * Removes a picture that nobody holds.
     *
     * @param isUsed whether an edit has it; asked while nobody can begin to hold it
     * @param removal blocks
     * @return whether it was removed
     */
    boolean remove(String id, Predicate<String> isUsed, Runnable removal) {
        Integer state = holders.compute(id, (same, count) -> count != null ? count : isUsed.test(id) ? null : GOING);
        if (state == null || state != GOING) {
            return false;
        }
        try {
            removal.run();
        } finally {
            holders.remove(id);
        }
        return true;
    }
}
