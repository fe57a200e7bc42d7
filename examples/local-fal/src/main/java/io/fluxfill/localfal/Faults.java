package io.fluxfill.localfal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What goes wrong on a {@link LocalFal}. Rules may be added and cleared while it runs; each counts the requests of its
 * route from the moment it was added. Where several rules hit a request, all take effect, delays first. Thread-safe.
 */
public final class Faults {
    private final List<Armed> rules = new CopyOnWriteArrayList<>();
    private final AtomicLong fired = new AtomicLong();

    /** No faults yet. */
    public Faults() {}

    /** Faults with these rules. */
    public static Faults of(FaultRule... rules) {
        Faults faults = new Faults();
        for (FaultRule rule : rules) {
            faults.add(rule);
        }
        return faults;
    }

    /** Adds a rule; its count starts now. */
    public void add(FaultRule rule) {
        rules.add(new Armed(rule, new AtomicLong()));
    }

    /** Removes all rules. */
    public void clear() {
        rules.clear();
    }

    /** How many times a rule has hit a request. */
    public long fired() {
        return fired.get();
    }

    List<Effect> at(Route route) {
        List<Effect> effects = new ArrayList<>();
        for (Armed armed : rules) {
            if (armed.rule.route() == route && armed.rule.hits(armed.seen.incrementAndGet())) {
                effects.add(armed.rule.effect());
                fired.incrementAndGet();
            }
        }
        return effects;
    }

    private record Armed(FaultRule rule, AtomicLong seen) {}
}
