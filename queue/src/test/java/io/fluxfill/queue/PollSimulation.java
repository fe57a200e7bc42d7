package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * The real polling against a simulated fal, in virtual time: first come first served, by a number of runners. Counts the
 * polls of each request and measures how late each completion was seen.
 */
final class PollSimulation {
    private static final Duration STEP = Duration.ofMillis(100);

    /** How long the n-th request runs, in seconds. */
    interface Service {
        double of(int request, SplittableRandom random);
    }

    private final PollSchedule schedule;
    private final SplittableRandom random;
    private final FakeRunners fal;
    private final StatusPoller poller;
    private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

    /** What a round of requests took; sorted. */
    static final class Round {
        private final double[] polls;
        private final double[] lags;

        Round(double[] polls, double[] lags) {
            this.polls = polls;
            this.lags = lags;
        }

        double meanPolls() {
            return Arrays.stream(polls).average().orElseThrow();
        }

        double mostPolls() {
            return polls[polls.length - 1];
        }

        double lag(double percentile) {
            return lags[(int) Math.min(lags.length - 1, percentile / 100 * lags.length)];
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "polls/fill %6.2f (p99 %3.0f, most %3.0f)   lag p50 %6.0f  p90 %6.0f  p99 %6.0f  most %6.0f ms",
                    meanPolls(),
                    polls[(int) (0.99 * polls.length)],
                    mostPolls(),
                    1e3 * lag(50),
                    1e3 * lag(90),
                    1e3 * lag(99),
                    1e3 * lag(100));
        }
    }

    PollSimulation(PollSchedule schedule, int runners, Service service, long seed) {
        this(schedule, runners, service, seed, true, false);
    }

    PollSimulation(
            PollSchedule schedule, int runners, Service service, long seed, boolean positions, boolean inferenceTime) {
        this.schedule = schedule;
        random = new SplittableRandom(seed);
        fal = new FakeRunners(runners, service, positions, inferenceTime);
        SplittableRandom jitter = random.split();
        QueueOptions options = QueueOptions.builder()
                .follow(Follow.polling(this.schedule))
                .timer(() -> time)
                .random(jitter::nextDouble)
                .build();
        poller = new StatusPoller(fal, new QueueEndpoints<>(FakeFal.ENDPOINT), options);
    }

    /** Runs requests to the end of the last, each submitted so many seconds after the one before. */
    Round round(int requests, double every) {
        int begin = fal.requests.size();
        double at = 0;
        int[] open = {requests};
        for (int i = 0; i < requests; i++) {
            long delay = (long) (at * 1e9);
            Disposable unused = Mono.delay(Duration.ofNanos(delay), time)
                    .flatMapMany(any -> poller.poll(fal.submit(), false, true))
                    .subscribe(
                            status -> {},
                            error -> {
                                throw new AssertionError(error);
                            },
                            () -> open[0]--);
            at += every;
        }
        while (open[0] > 0) {
            time.advanceTimeBy(STEP);
        }
        List<FakeRequest> done = fal.requests.subList(begin, fal.requests.size());
        return new Round(
                done.stream().mapToDouble(request -> request.polls).sorted().toArray(),
                done.stream()
                        .mapToDouble(request -> request.seen - request.end)
                        .sorted()
                        .toArray());
    }

    private double now() {
        return time.now(TimeUnit.NANOSECONDS) / 1e9;
    }

    private static final class FakeRequest {
        private final int id;
        private double start = Double.NaN;
        private double end = Double.NaN;
        private double seen;
        private int polls;

        FakeRequest(int id) {
            this.id = id;
        }
    }

    /** Knows only how to submit and to tell the status. */
    private final class FakeRunners implements Transport {
        private final List<FakeRequest> requests = new ArrayList<>();
        private final ArrayDeque<FakeRequest> queue = new ArrayDeque<>();
        private final Service service;
        private final boolean positions;
        private final boolean inferenceTime;
        private int left;
        private int idle;

        FakeRunners(int runners, Service service, boolean positions, boolean inferenceTime) {
            idle = runners;
            this.service = service;
            this.positions = positions;
            this.inferenceTime = inferenceTime;
        }

        RequestHandle submit() {
            FakeRequest request = new FakeRequest(requests.size());
            requests.add(request);
            queue.add(request);
            dispatch();
            return new RequestHandle(FakeFal.ENDPOINT.id().full(), "r" + request.id);
        }

        private void dispatch() {
            while (idle > 0 && !queue.isEmpty()) {
                FakeRequest request = queue.remove();
                left = request.id + 1;
                idle--;
                request.start = now();
                double run = service.of(request.id, random);
                request.end = request.start + run;
                Disposable unused = Schedulers.parallel()
                        .schedule(
                                () -> {
                                    idle++;
                                    dispatch();
                                },
                                (long) (run * 1e9),
                                TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
            return Mono.fromCallable(() -> {
                RequestHandle handle = Objects.requireNonNull(call.handle());
                FakeRequest request =
                        requests.get(Integer.parseInt(handle.requestId().substring(1)));
                request.polls++;
                String body = say(request);
                return new HttpReply<>(200, Map.of(), call.decoder().decode(body.getBytes(StandardCharsets.UTF_8)));
            });
        }

        private String say(FakeRequest request) {
            if (Double.isNaN(request.start)) {
                return "{\"status\":\"IN_QUEUE\"" + (positions ? ",\"queue_position\":" + (request.id - left) : "")
                        + "}";
            }
            if (now() < request.end) {
                return "{\"status\":\"IN_PROGRESS\"}";
            }
            request.seen = now();
            return "{\"status\":\"COMPLETED\""
                    + (inferenceTime ? ",\"metrics\":{\"inference_time\":" + (request.end - request.start) + "}" : "")
                    + "}";
        }

        @Override
        public Flux<ByteBuffer> bytes(Call<?> call) {
            return Flux.error(new AssertionError());
        }

        @Override
        public Flux<ServerEvent> events(Call<?> call) {
            return Flux.error(new AssertionError());
        }

        @Override
        public void dispose() {}
    }

    static double exponential(SplittableRandom random, double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    static double even(SplittableRandom random, double middle, double half) {
        return middle + half * (2 * random.nextDouble() - 1);
    }

    static double normal(SplittableRandom random, double mean, double deviation) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return Math.max(0.01, mean + deviation * radius * Math.cos(2 * Math.PI * random.nextDouble()));
    }

    /** One line per scenario and seed. */
    public static void main(String[] arguments) {
        @Nullable String only = arguments.length > 0 ? arguments[0] : null;
        int seeds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        Map<String, java.util.function.Supplier<PollSchedule>> schedules = new java.util.LinkedHashMap<>();
        schedules.put("adaptive", PollSchedule::adaptive);
        if (arguments.length > 2) {
            schedules.put("fixed", () -> PollSchedule.fixed(Duration.ofMillis(500)));
            schedules.put(
                    "exponential", () -> PollSchedule.exponential(Duration.ofMillis(500), 1.5, Duration.ofSeconds(5)));
            schedules.put(
                    "proportional",
                    () -> PollSchedule.proportional(0.125, Duration.ofMillis(250), Duration.ofSeconds(10)));
        }
        schedules.forEach((name, schedule) -> {
            for (long seed = 1; seed <= seeds; seed++) {
                scenarios(name, only, schedule, seed);
            }
        });
    }

    private static void scenarios(
            String name, @Nullable String only, java.util.function.Supplier<PollSchedule> schedule, long seed) {
        for (boolean inference : new boolean[] {false, true}) {
            String i = inference ? "+inf" : "    ";
            if (only == null || only.contains("3")) {
                PollSimulation s = new PollSimulation(
                        schedule.get(), 50, (n, random) -> exponential(random, 2), seed, true, inference);
                print(name, "3 exp 2s, 50 runners, round 1" + i, seed, s.round(1000, 0));
                print(name, "3 exp 2s, 50 runners, round 2" + i, seed, s.round(1000, 0));
            }
            if (only == null || only.contains("4")) {
                for (int kind = 0; kind < 2; kind++) {
                    int k = kind;
                    PollSimulation s = new PollSimulation(
                            schedule.get(),
                            1000,
                            (n, random) -> k == 0 ? even(random, 8, 0.4) : normal(random, 8, 0.4),
                            seed,
                            true,
                            inference);
                    s.round(50, 0.5);
                    print(name, "4 8s +-0.4 " + (k == 0 ? "uniform" : "normal") + i, seed, s.round(1000, 0.05));
                }
            }
            if (only == null || only.contains("5")) {
                PollSimulation s = new PollSimulation(schedule.get(), 10_000, (n, random) -> 10, seed, true, inference);
                print(name, "5 10,000 x 10 s at once, round 1" + i, seed, s.round(10_000, 0.0001));
                print(name, "5 10,000 x 10 s at once, round 2" + i, seed, s.round(10_000, 0.0001));
            }
            if (only == null || only.contains("6")) {
                PollSimulation s = new PollSimulation(
                        schedule.get(),
                        1000,
                        (n, random) -> random.nextDouble() < 0.5 ? even(random, 2, 0.1) : even(random, 20, 1),
                        seed,
                        true,
                        inference);
                print(name, "6 bimodal 2 s or 20 s" + i, seed, s.round(1000, 0.2));
                s = new PollSimulation(
                        schedule.get(),
                        1000,
                        (n, random) -> random.nextDouble() < 0.9 ? even(random, 2, 0.1) : even(random, 20, 1),
                        seed,
                        true,
                        inference);
                print(name, "6 bimodal 2 s or (1 in 10) 20 s" + i, seed, s.round(1000, 0.2));
            }
            if (only == null || only.contains("7")) {
                PollSimulation s = new PollSimulation(
                        schedule.get(),
                        1000,
                        (n, random) -> normal(random, 4 + n * 8 / 1000.0, 0.3),
                        seed,
                        true,
                        inference);
                print(name, "7 drift 4 s to 12 s" + i, seed, s.round(1000, 0.5));
                s = new PollSimulation(
                        schedule.get(),
                        1000,
                        (n, random) -> normal(random, n < 500 ? 8 : 2, 0.2),
                        seed,
                        true,
                        inference);
                print(name, "7 drop 8 s to 2 s" + i, seed, s.round(1000, 0.5));
                s = new PollSimulation(
                        schedule.get(),
                        1000,
                        (n, random) -> normal(random, n < 500 ? 3 : 20, 0.2),
                        seed,
                        true,
                        inference);
                print(name, "7 rise 3 s to 20 s" + i, seed, s.round(1000, 0.5));
            }
            if (only == null || only.contains("8")) {
                PollSimulation s = new PollSimulation(
                        schedule.get(),
                        1000,
                        (n, random) -> n % 40 == 0 ? 30 : even(random, 3, 0.2),
                        seed,
                        true,
                        inference);
                print(name, "8 cold start 30 s, others 3 s" + i, seed, s.round(400, 0.5));
            }
            if (only == null || only.contains("9")) {
                PollSimulation s = new PollSimulation(
                        schedule.get(), 10, (n, random) -> even(random, 8, 0.4), seed, true, inference);
                print(name, "9 8s, 10 runners, 300 at once" + i, seed, s.round(300, 0));
                s = new PollSimulation(schedule.get(), 10, (n, random) -> even(random, 8, 0.4), seed, false, inference);
                print(name, "9 the same without positions" + i, seed, s.round(300, 0));
                s = new PollSimulation(
                        schedule.get(), 50, (n, random) -> exponential(random, 2), seed, false, inference);
                print(name, "9 exp 2 s, 50 runners, no positions" + i, seed, s.round(1000, 0));
                s = new PollSimulation(
                        schedule.get(), 2, (n, random) -> exponential(random, 60), seed, true, inference);
                print(name, "9 exp 60 s, 2 runners, 100" + i, seed, s.round(100, 0));
                s = new PollSimulation(
                        schedule.get(), 1000, (n, random) -> exponential(random, 60), seed, true, inference);
                print(name, "9 exp 60 s, no queue, 500" + i, seed, s.round(500, 1));
                s = new PollSimulation(
                        schedule.get(), 1000, (n, random) -> even(random, 0.3, 0.1), seed, true, inference);
                print(name, "9 0.3 s, no queue, 500" + i, seed, s.round(500, 0.1));
            }
        }
    }

    private static void print(String schedule, String scenario, long seed, Round round) {
        System.out.printf("%-12s %-42s seed %d  %s%n", schedule, scenario, seed, round);
    }
}
