package io.fluxfill.fill;

/**
 * How much moderation lets pass. fal's schema goes from 1 to 6, its text calls 1 the strictest and 5 the most
 * permissive; the library adds no meaning to that.
 *
 * @since 0.1
 */
public enum SafetyTolerance {
    /** The strictest. */
    STRICTEST("1"),
    /** fal's default. */
    LEVEL_2("2"),
    /** Level 3. */
    LEVEL_3("3"),
    /** Level 4. */
    LEVEL_4("4"),
    /** Level 5. */
    LEVEL_5("5"),
    /** The last value of the schema. */
    LEVEL_6("6");

    private final String word;

    SafetyTolerance(String word) {
        this.word = word;
    }

    /** fal's word for it: a digit, sent as a string. */
    public String word() {
        return word;
    }

    /**
     * The level of this number.
     *
     * @throws IllegalArgumentException if it is not 1 to 6
     */
    public static SafetyTolerance of(int level) {
        if (level < 1 || level > values().length) {
            throw new IllegalArgumentException("safety_tolerance is 1 to 6, not " + level + ".");
        }
        return values()[level - 1];
    }
}
