package io.fluxfill.metrics;

import io.fluxfill.FalClient;
import io.fluxfill.transport.Call.Operation;
import io.fluxfill.transport.RawServer;
import io.fluxfill.transport.TestCalls;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A program that runs a call and counts it, on whatever class path it is given. */
final class WithoutMicrometer {
    private WithoutMicrometer() {}

    public static void main(String[] args) throws Exception {
        for (String library :
                List.of("io.micrometer.core.instrument.MeterRegistry", "io.micrometer.context.ContextRegistry")) {
            try {
                throw new AssertionError(Class.forName(library) + " is on the class path");
            } catch (ClassNotFoundException expected) {
                // Which is what this program is about.
            }
        }
        List<CallOutcome> outcomes = new CopyOnWriteArrayList<>();
        ClientMetrics counting = new ClientMetrics() {
            @Override
            public void callFinished(Operation operation, CallOutcome outcome, Duration duration) {
                outcomes.add(outcome);
            }
        };
        for (ClientMetrics metrics : List.of(ClientMetrics.NONE, counting)) {
            try (RawServer server = new RawServer(RawServer.answer("HTTP/1.1 200 OK", TestCalls.RESULT))) {
                FalClient client = FalClient.builder()
                        .options(TestCalls.options(server.uri()).build())
                        .metrics(metrics)
                        .build();
                Object result = client.fill(TestCalls.request()).block(Duration.ofSeconds(20));
                if (result == null) {
                    throw new AssertionError("no result");
                }
                client.dispose();
            }
        }
        if (!outcomes.equals(List.of(CallOutcome.SUCCESS))) {
            throw new AssertionError(outcomes);
        }
        System.exit(0);
    }
}
