package io.fluxfill.queue;

/**
 * How fast a queue moves, from the positions of all requests in it. Immutable.
 *
 * @param perSecond positions
 * @param evidence how many positions this rests on: what is seen newly weighs by how many it adds
 * @param at when it was last seen, in seconds of some clock
 */
record QueueSpeed(double perSecond, double evidence, double at) {
    static final QueueSpeed UNKNOWN = new QueueSpeed(0, 0, 0);
    private static final double INERTIA = 40;
    private static final double FORGOTTEN_AFTER = 60;

    /**
     * With one more request that was seen at two positions. One that was likely to be out of the queue by the second time
     * does not count: those that are still seen are the slow ones.
     */
    QueueSpeed with(int from, int to, double seconds, double now) {
        double positions = from - to;
        double likely = perSecond * seconds;
        double counted = Math.max(positions, likely);
        if (!(seconds > 0) || positions < 0 || counted <= 0 || likely > from + 1 - 2 * Math.sqrt(from + 1)) {
            return this;
        }
        double known = evidenceAt(now);
        double share = counted / (counted + Math.min(known, INERTIA));
        return new QueueSpeed(
                perSecond + share * (positions / seconds - perSecond),
                known == 0 ? counted : known + share * (counted - known),
                now);
    }

    /** A queue of an hour ago says little of the one of now. */
    double evidenceAt(double now) {
        return evidence * Math.exp(-Math.max(0, now - at) / FORGOTTEN_AFTER);
    }
}
