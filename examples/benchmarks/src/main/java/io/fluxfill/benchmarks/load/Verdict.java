package io.fluxfill.benchmarks.load;

/**
 * A limit, and what was measured.
 *
 * @param point the number of the requirement
 */
record Verdict(int point, String what, String limit, String measured, boolean isMet) {
    @Override
    public String toString() {
        return "| " + point + " | " + what + " | " + limit + " | " + measured + " | " + (isMet ? "met" : "**NOT MET**")
                + " |";
    }
}
