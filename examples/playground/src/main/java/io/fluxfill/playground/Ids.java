package io.fluxfill.playground;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Names for what this service keeps: nobody can guess them, and none leads out of its folder. */
final class Ids {
    /** As a pattern of a path. */
    static final String PATTERN = "[A-Za-z0-9_-]{8,40}";

    private static final Pattern VALID = Pattern.compile(PATTERN);
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** A new one. Blocks for a moment, when the system's randomness does. */
    static String next() {
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        return TEXT.encodeToString(random);
    }

    static boolean isValid(String id) {
        return VALID.matcher(id).matches();
    }
}
