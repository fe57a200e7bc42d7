package io.fluxfill.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a scenario: every client in a process of its own, their rounds in turns. */
final class Runs implements AutoCloseable {
    private static final int MAX_STREAMS = 128;

    private final Scenario scenario;
    private final Flags flags;
    private final Path javaScript;
    private final ServerControl server = new ServerControl(MAX_STREAMS);
    private final Map<Entry, Child> clients = new LinkedHashMap<>();
    private final List<String> notRun = new ArrayList<>();
    private long next = 1;

    Runs(Scenario scenario, Flags flags, Path javaScript, String noJavaScript) throws IOException {
        this.scenario = scenario;
        this.flags = flags;
        this.javaScript = javaScript;
        for (Entry entry : scenario.entries()) {
            if (entry.javaScript().isEmpty() || noJavaScript.isEmpty()) {
                clients.put(entry, start(entry));
            } else {
                notRun.add(entry.name() + ": not run, " + noJavaScript);
            }
        }
    }

    private Child start(Entry entry) throws IOException {
        ClientPlan plan = entry.plan();
        if (plan == null) {
            return JavaScriptClient.start(javaScript, server.uri, entry.javaScript());
        }
        List<String> args = new ArrayList<>(List.of(server.uri));
        args.addAll(plan.args());
        List<String> jvm = new ArrayList<>(scenario.flags());
        // Then Netty takes its memory through the JDK, which counts it.
        jvm.add("-Dio.netty.maxDirectMemory=0");
        // A thread that ends would take its CPU time out of the sum.
        jvm.addAll(List.of("-XX:-UseDynamicNumberOfCompilerThreads", "-XX:-UseDynamicNumberOfGCThreads"));
        jvm.addAll(flags.jvm());
        return Child.java(1, jvm, LoadClient.class, args);
    }

    List<String> notRun() {
        return notRun;
    }

    Results run() throws IOException {
        for (int i = 0; i < scenario.warmUps().size(); i++) {
            warmUp(i);
        }
        Results results = new Results();
        for (int i = 0; i < scenario.rounds(); i++) {
            for (Entry entry : clients.keySet()) {
                for (Load load : scenario.loads()) {
                    if (entry.takes(load)) {
                        results.add(entry, load, round(entry, load));
                    }
                }
            }
        }
        return results;
    }

    private void warmUp(int index) throws IOException {
        for (int i = 0; i < scenario.warmUps().get(index).times(); i++) {
            for (Entry entry : clients.keySet()) {
                List<WarmUp> own = scenario.warmUpsOf(entry);
                if (index < own.size() && i < own.get(index).times()) {
                    round(entry, own.get(index).load());
                }
            }
        }
    }

    private RoundResult round(Entry entry, Load load) throws IOException {
        Child client = clients.get(entry);
        if (client == null) {
            throw new IllegalStateException(entry.name() + " does not run.");
        }
        server.begin(load.plan());
        Map<String, String> seen = client.ask(load.order(next).line());
        next += load.requests();
        RoundResult result = new RoundResult(seen, server.end());
        flags.log(scenario.name() + " " + entry.name() + " " + load.name() + ": " + result);
        if (load.concurrency() >= ScriptedQueue.MOST_KEPT) {
            letClosingsArrive();
        }
        return result;
    }

    /** The server has just closed all connections; a client that does not know yet would send its next call into one. */
    private static void letClosingsArrive() {
        try {
            Thread.sleep(3000);
        } catch (InterruptedException e) {
            throw new IllegalStateException("The harness was interrupted.", e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Child child : clients.values()) {
            child.close();
        }
        server.close();
    }
}
