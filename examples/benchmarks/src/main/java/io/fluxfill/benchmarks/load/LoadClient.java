package io.fluxfill.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The side that is measured, in a process of its own. It reads a {@link RoundOrder} per line, and answers each with one line
 * of numbers.
 */
public final class LoadClient {
    private LoadClient() {}

    /**
     * Runs until its input ends.
     *
     * @param args the server, and a {@link ClientPlan}
     */
    public static void main(String[] args) throws IOException {
        URI server = URI.create(args[0]);
        ClientPlan plan = ClientPlan.parse(Arrays.copyOfRange(args, 1, args.length));
        Contender contender = plan.kind().equals("ours") ? new OurClient(server, plan) : new FloorClient(server, plan);
        Gauges gauges = new Gauges();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            RoundOrder order = RoundOrder.parse(line);
            Tally tally = new Tally(order.requests());
            gauges.start(order, tally.accepted);
            String end = "whole";
            try {
                contender.round(order, tally).block(order.limit());
            } catch (IllegalStateException e) {
                // What hangs is counted from what is missing.
                end = "limit";
            } catch (RuntimeException e) {
                tally.failed(-1, e);
                end = "error";
            }
            System.out.println(gauges.line() + " end=" + end + " " + tally.line());
        }
        System.exit(0);
    }
}
