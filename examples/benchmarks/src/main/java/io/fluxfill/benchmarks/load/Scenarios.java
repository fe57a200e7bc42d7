package io.fluxfill.benchmarks.load;

import java.time.Duration;
import java.util.List;

/** The scenarios, one for each requirement. */
final class Scenarios {
    static final List<String> NAMES = List.of("zero", "inflight", "runners", "constant", "faults", "silent");

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> SMALL = List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC");
    /** Large enough that what one client collects in the middle of a round, and another just does not, decides nothing. */
    private static final List<String> LARGE = List.of("-Xms2g", "-Xmx2g", "-XX:+UseSerialGC");

    private Scenarios() {}

    /**
     * A scenario.
     *
     * @param requests how many, or 0 for the scenario's own number
     * @param rounds how many rounds count, or 0 for the scenario's own number
     * @param warmUps how many rounds come before, or negative for the scenario's own number
     */
    static Scenario named(String name, int requests, int rounds, int warmUps) {
        return switch (name) {
            // Long: the compiler is still at work after 50,000 fills. Nine short rounds spread too far between runs.
            case "zero" -> zero(or(requests, 2000), or(rounds, 21), warmUps < 0 ? 60 : warmUps);
            // In three rounds one stall of the machine decides what the last hundredth waits.
            case "inflight" -> inFlight(or(requests, 10_000), or(rounds, 5), warmUps < 0 ? 40 : warmUps);
            case "runners" -> runners(or(requests, 1000), or(rounds, 1), warmUps < 0 ? 40 : warmUps);
            case "constant" -> constant(or(requests, 200), or(rounds, 2));
            case "faults" -> faults(or(requests, 3000), or(rounds, 1), warmUps < 0 ? 4 : warmUps);
            case "silent" -> silent(or(requests, 200), or(rounds, 1), warmUps < 0 ? 2 : warmUps);
            default ->
                throw new IllegalArgumentException("There is no scenario " + name + "; there are " + NAMES + ".");
        };
    }

    private static int or(int value, int otherwise) {
        return value > 0 ? value : otherwise;
    }

    private static ClientPlan client(String kind, String follow, boolean h2c, boolean updates, int streams) {
        return new ClientPlan(kind, follow, h2c, updates, streams, 64, MINUTE);
    }

    private static ClientPlan client(String kind, String follow) {
        return client(kind, follow, false, false, 500);
    }

    private static Load warmUp(int requests, int logs) {
        RoundPlan plan = new RoundPlan("zero", 0, logs, 1, 15_000, false, false);
        return new Load("", plan, requests, 64, MINUTE, Load.NEVER);
    }

    private static List<WarmUp> times(int times, Load load) {
        return List.of(new WarmUp(load, times));
    }

    private static Scenario zero(int requests, int rounds, int warmUps) {
        Load load = new Load("", RoundPlan.ZERO, requests, 64, MINUTE, Load.NEVER);
        List<Entry> entries = List.of(
                Entry.floor("floor poll", client("floor", "poll:0")),
                Entry.ours("ours poll", "floor poll", client("ours", "poll:0")),
                Entry.javaScript("fal-js poll", "floor poll", "poll"),
                Entry.floor("floor stream h1", client("floor", "stream")),
                Entry.ours("ours stream h1", "floor stream h1", client("ours", "stream")),
                Entry.floor("floor stream h1 updates", client("floor", "stream", false, true, 500)),
                Entry.ours(
                        "ours stream h1 updates",
                        "floor stream h1 updates",
                        client("ours", "stream", false, true, 500)),
                Entry.javaScript("fal-js stream", "floor stream h1", "stream"),
                Entry.floor("floor stream h2c", client("floor", "stream", true, false, 500)),
                Entry.ours("ours stream h2c", "floor stream h2c", client("ours", "stream", true, false, 500)));
        return new Scenario("zero", 1, known(entries), List.of(load), times(warmUps, load), rounds, SMALL);
    }

    private static Scenario inFlight(int requests, int rounds, int warmUps) {
        RoundPlan plan = new RoundPlan("fixed:10000", 0, 0, 1, 15_000, false, false);
        int tenth = Math.max(1, requests / 10);
        List<Load> loads = List.of(
                new Load(tenth + " in flight", plan, tenth, tenth, MINUTE, Duration.ofSeconds(1)),
                new Load(requests + " in flight", plan, requests, requests, MINUTE, Duration.ofSeconds(1)));
        List<Entry> entries = List.of(
                Entry.floor("floor stream h1", client("floor", "stream", false, false, requests)),
                Entry.ours("ours stream h1", "floor stream h1", client("ours", "stream", false, false, requests)),
                Entry.ours("ours default", "floor stream h1", client("ours", "default", false, false, requests)),
                Entry.floor("floor stream h2c", client("floor", "stream", true, false, requests)),
                Entry.ours("ours stream h2c", "floor stream h2c", client("ours", "stream", true, false, requests)));
        // Many connections that open, wait and close at once are work of their own, which the compiler has to have
        // seen.
        RoundPlan shorter = new RoundPlan("fixed:2000", 0, 0, 1, 15_000, false, false);
        Load alike = new Load("", shorter, requests, requests, MINUTE, Load.NEVER);
        List<WarmUp> warmUpsOfBoth = List.of(new WarmUp(warmUp(2000, 0), warmUps), new WarmUp(alike, warmUps / 4));
        return new Scenario("inflight", 2, known(entries), loads, warmUpsOfBoth, rounds, LARGE);
    }

    private static Scenario runners(int requests, int rounds, int warmUps) {
        RoundPlan plan = new RoundPlan("exp:2000", 50, 5, 7, 15_000, false, false);
        Load load = new Load("", plan, requests, requests, MINUTE.multipliedBy(5), Load.NEVER);
        List<Entry> entries = List.of(
                Entry.floor("floor poll 500 ms", client("floor", "poll:500")),
                Entry.ours("ours poll 500 ms", "floor poll 500 ms", client("ours", "poll:500")),
                Entry.ours("ours adaptive", "floor poll 500 ms", client("ours", "adaptive")),
                Entry.ours("ours default", "floor poll 500 ms", client("ours", "default")),
                Entry.floor("floor stream", client("floor", "stream", false, true, requests)),
                Entry.ours("ours stream results", "floor stream", client("ours", "stream", false, false, requests)),
                Entry.ours("ours stream updates", "floor stream", client("ours", "stream", false, true, requests)),
                Entry.javaScript("fal-js poll", "floor poll 500 ms", "poll"));
        return new Scenario(
                "runners", 3, known(entries), List.of(load), times(warmUps, warmUp(1000, 5)), rounds, LARGE);
    }

    private static Scenario constant(int requests, int rounds) {
        RoundPlan plan = new RoundPlan("uniform:7600:8400", 0, 0, 11, 15_000, false, false);
        Load load = new Load("", plan, requests, 50, MINUTE.multipliedBy(5), Load.NEVER);
        Load learning = new Load("", plan, 50, 50, MINUTE, Load.NEVER);
        List<Entry> entries = List.of(
                Entry.floor("floor poll 500 ms", client("floor", "poll:500")),
                Entry.ours("ours adaptive", "floor poll 500 ms", client("ours", "adaptive")),
                Entry.ours("ours default", "floor poll 500 ms", client("ours", "default")),
                Entry.javaScript("fal-js poll", "floor poll 500 ms", "poll"));
        return new Scenario("constant", 4, known(entries), List.of(load), times(1, learning), rounds, SMALL);
    }

    private static Scenario faults(int requests, int rounds, int warmUps) {
        RoundPlan calm = new RoundPlan("fixed:2000", 0, 3, 13, 15_000, false, false);
        RoundPlan stormy = new RoundPlan("fixed:2000", 0, 3, 13, 15_000, true, false);
        List<Load> loads = List.of(
                new Load("calm", calm, requests, 300, MINUTE.multipliedBy(2), Load.NEVER),
                new Load("faults", stormy, requests, 300, MINUTE.multipliedBy(2), Load.NEVER));
        List<Entry> entries = List.of(
                Entry.floor("floor poll 500 ms", client("floor", "poll:500")).only("calm"),
                Entry.ours("ours poll 500 ms", "floor poll 500 ms", client("ours", "poll:500")),
                Entry.ours("ours default", "floor poll 500 ms", client("ours", "default")),
                Entry.ours("ours stream", "floor poll 500 ms", client("ours", "stream", false, true, 500)),
                Entry.javaScript("fal-js poll", "floor poll 500 ms", "poll"),
                Entry.javaScript("fal-js stream", "floor poll 500 ms", "stream"));
        return new Scenario("faults", 5, known(entries), loads, times(warmUps, warmUp(1000, 0)), rounds, SMALL);
    }

    /** Streams are given up after ten seconds here, so that only the heartbeats keep them open. */
    private static Scenario silent(int requests, int rounds, int warmUps) {
        RoundPlan silence = new RoundPlan("fixed:20000", 0, 0, 17, 5_000, false, false);
        RoundPlan cuts = new RoundPlan("fixed:3000", 0, 6, 17, 5_000, false, true);
        List<Load> loads = List.of(
                new Load("silent", silence, requests, requests, MINUTE.multipliedBy(2), Load.NEVER),
                new Load("cut", cuts, requests, requests, MINUTE.multipliedBy(2), Load.NEVER));
        Duration idle = Duration.ofSeconds(10);
        List<Entry> entries = List.of(
                Entry.floor("floor stream", new ClientPlan("floor", "stream", false, true, 500, 64, idle))
                        .only("silent"),
                Entry.ours("ours stream", "floor stream", new ClientPlan("ours", "stream", false, true, 500, 64, idle)),
                Entry.javaScript("fal-js stream", "floor stream", "stream"));
        return new Scenario("silent", 6, known(entries), loads, times(warmUps, warmUp(200, 0)), rounds, SMALL);
    }

    private static List<Entry> known(List<Entry> entries) {
        return entries.stream().filter(Scenarios::isKnown).toList();
    }

    private static boolean isKnown(Entry entry) {
        ClientPlan plan = entry.plan();
        return plan == null || !plan.kind().equals("ours") || OurClient.knows(plan.follow());
    }
}
