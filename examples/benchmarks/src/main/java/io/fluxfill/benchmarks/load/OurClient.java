package io.fluxfill.benchmarks.load;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.FanOut;
import io.fluxfill.queue.Follow;
import io.fluxfill.queue.ItemUpdate;
import io.fluxfill.queue.LogLine;
import io.fluxfill.queue.Outcome;
import io.fluxfill.queue.PollContext;
import io.fluxfill.queue.PollSchedule;
import io.fluxfill.queue.QueueOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The library, as an application uses it. */
final class OurClient implements Contender {
    private static final Map<String, Supplier<Follow>> WAYS = Map.of(
            "adaptive", () -> Follow.polling(PollSchedule.adaptive()),
            "stream", Follow::streaming,
            "auto", Follow::automatic);

    private final FalQueue<FillRequest, FillResult> queue;
    private final boolean updates;

    OurClient(URI server, ClientPlan plan) {
        updates = plan.updates();
        FalClient client = FalClient.create(ClientOptions.builder()
                .apiKey(ApiKey.of("benchmark-id:benchmark-secret"))
                .runUri(server)
                .queueUri(server)
                .restUri(server)
                .cdnUri(server)
                .h2c(plan.h2c())
                .maxOpenStreams(plan.openStreams())
                .maxConnections(plan.connections())
                .maxPendingCalls(20_000)
                .streamIdleTimeout(plan.streamIdle())
                .build());
        QueueOptions.Builder options = QueueOptions.builder();
        if (!plan.follow().equals("default")) {
            options.follow(follow(plan.follow()));
        }
        queue = FalQueue.create(client, Fill.PRO, options.build());
    }

    /** Whether this version of the library can follow in this way. */
    static boolean knows(String follow) {
        return follow.equals("default") || follow.startsWith("poll:") || WAYS.containsKey(follow);
    }

    private static Follow follow(String follow) {
        if (follow.startsWith("poll:")) {
            long wait = Long.parseLong(follow.substring(5));
            return Follow.polling(wait == 0 ? OurClient::atOnce : PollSchedule.fixed(Duration.ofMillis(wait)));
        }
        return Objects.requireNonNull(WAYS.get(follow), follow).get();
    }

    /** As the floor polls what takes no time. */
    private static Duration atOnce(PollContext context) {
        return context.attempt() == 0 ? Duration.ZERO : Duration.ofMillis(20);
    }

    private static FillRequest request(Long number) {
        return FillRequest.builder()
                .image(ImageSource.url("https://example.com/pictures/street.jpg"))
                .mask(ImageSource.url("https://example.com/pictures/street-mask.png"))
                .prompt("#" + number + "# a quiet street, wet cobblestones")
                .build();
    }

    @Override
    public Mono<Void> round(RoundOrder order, Tally tally) {
        Flux<Long> numbers = Flux.range(0, order.requests()).map(index -> order.first() + index);
        FanOut<Long> fanOut = FanOut.maxInFlight(order.concurrency());
        if (order.collects()) {
            fanOut = fanOut.onEnqueued((number, handle) -> {
                tally.accepted.countDown();
                return Mono.empty();
            });
        }
        if (!updates) {
            return queue.runAll(numbers, OurClient::request, fanOut)
                    .doOnNext(outcome -> finished(outcome, tally))
                    .then();
        }
        Map<Long, Integer> lines = new ConcurrentHashMap<>();
        return queue.runAllWithUpdates(numbers, OurClient::request, fanOut)
                .doOnNext(update -> {
                    if (update instanceof ItemUpdate.Progress<Long, FillResult> progress) {
                        tally.updates.increment();
                        progress.update()
                                .newLogs()
                                .forEach(line ->
                                        lines.merge(progress.key(), next(0, line), (seen, none) -> next(seen, line)));
                    } else if (update instanceof ItemUpdate.Finished<Long, FillResult> finished) {
                        int seen = lines.getOrDefault(finished.key(), 0);
                        lines.remove(finished.key());
                        if (finished.outcome() instanceof Outcome.Succeeded && seen != order.logs()) {
                            tally.wrongLogs.increment();
                        }
                        finished(finished.outcome(), tally);
                    }
                })
                .then();
    }

    /** How many lines were right so far; far below zero once one was not. */
    private static int next(int seen, LogLine line) {
        return line.message().equals("step " + seen) ? seen + 1 : Integer.MIN_VALUE / 2;
    }

    private static void finished(Outcome<Long, FillResult> outcome, Tally tally) {
        if (outcome instanceof Outcome.Failed<Long, FillResult> failed) {
            tally.failed(failed.key(), failed.error());
        } else {
            tally.done.increment();
        }
    }
}
