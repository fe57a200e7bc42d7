package io.fluxfill.localfal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line: starts a {@link LocalFal} and keeps it until Ctrl-C. */
@Command(
        name = "local-fal",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "fal on your own machine, for FLUX.1 [pro] Fill: no key, no money, no network.")
public final class LocalFalMain implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--host", description = "address to listen on")
    private String host = "127.0.0.1";

    @Option(names = "--port", description = "port, 0 for any free one")
    private int port = 8765;

    @Option(names = "--runners", description = "jobs that run at once")
    private int runners = 2;

    @Option(names = "--service-time", converter = Time.class, description = "least time of a job, such as 3s or 250ms")
    private Duration serviceTime = Duration.ZERO;

    @Option(names = "--queue-wait", converter = Time.class, description = "least time in the queue")
    private Duration queueWait = Duration.ZERO;

    @Option(names = "--heartbeat", converter = Time.class, description = "time between comments on a stream")
    private Duration heartbeat = Duration.ofSeconds(15);

    @Option(names = "--key", description = "the only keys to accept, as id:secret; any key if there is none")
    private String[] keys = {};

    /** Starts the server and waits for Ctrl-C. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LocalFalMain()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        LocalFal server = LocalFal.start(LocalFalOptions.builder()
                .host(host)
                .port(port)
                .runners(runners)
                .serviceTime(serviceTime)
                .queueWait(queueWait)
                .heartbeat(heartbeat)
                .keys(keys)
                .build());
        PrintWriter out = spec.commandLine().getOut();
        out.print(welcome(server));
        out.flush();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            stopped.countDown();
        }));
        stopped.await();
        return 0;
    }

    static String welcome(LocalFal server) {
        return """
                fal is here:
                  run    %s
                  queue  %s
                  rest   %s  (uploads)
                  files  %s

                fal's JavaScript client, for one, finds it with a fetch of your own:

                  fal.config({
                    credentials: "local:key",
                    fetch: (url, init) =>
                      fetch(String(url)
                        .replace("https://rest.fal.ai", "%s")
                        .replace("https://queue.fal.run", "%s")
                        .replace("https://fal.run", "%s"), init),
                  });

                Ctrl-C ends it.
                """.formatted(
                        server.runUri(),
                        server.queueUri(),
                        server.restUri(),
                        server.filesUri(),
                        server.restUri(),
                        server.queueUri(),
                        server.runUri());
    }

    /** Reads {@code 250ms}, {@code 3s}, {@code 1m}. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            String text = value.strip();
            if (!text.matches("\\d{1,9}(ms|s|m)")) {
                throw new TypeConversionException("'" + value + "' is not a time such as 250ms, 3s or 1m");
            }
            long number = Long.parseLong(text.replaceAll("[a-z]", ""));
            if (text.endsWith("ms")) {
                return Duration.ofMillis(number);
            }
            return text.endsWith("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
        }
    }
}
