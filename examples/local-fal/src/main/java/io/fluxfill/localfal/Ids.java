package io.fluxfill.localfal;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Random ids in the form of a UUID, version 4. {@link UUID#randomUUID()} reads a device, which an event loop must not. */
final class Ids {
    private static final long VERSION_BITS = 0xF000L;
    private static final long VARIANT_BITS = 0xC000_0000_0000_0000L;

    private Ids() {}

    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~VERSION_BITS) | 0x4000L;
        long low = (random.nextLong() & ~VARIANT_BITS) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }
}
