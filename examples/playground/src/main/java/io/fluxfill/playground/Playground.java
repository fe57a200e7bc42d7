package io.fluxfill.playground;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** The entry: turns the few options that people need into properties, and starts the service. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class Playground {
    /** Starts the service, and leaves it running until Ctrl-C. */
    public static void main(String[] args) {
        int code = new CommandLine(new Flags()).execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Command(
            name = "playground",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Edit pictures in the browser, on a fal of this machine unless you say --real.",
            footer = "Any property of Spring Boot or fluxfill.* can be given as --name=value, too.")
    private static final class Flags implements Callable<Integer> {
        @Option(names = "--real", description = "the real service, which costs money; takes the key from FAL_KEY")
        private boolean real;

        @Option(names = "--key-file", paramLabel = "FILE", description = "a file that holds the key, for --real")
        private @Nullable Path keyFile;

        @Option(
                names = "--cap",
                paramLabel = "USD",
                description = "what one run of the service may spend; 5.00 if not given")
        private @Nullable BigDecimal cap;

        @Option(names = "--url", paramLabel = "URL", description = "a local-fal of another process of this machine")
        private @Nullable String url;

        @Option(names = "--port", paramLabel = "PORT", description = "where to listen; 8090 if not given, 0 for any")
        private @Nullable Integer port;

        @Option(
                names = "--data",
                paramLabel = "FOLDER",
                description = "where pictures and the history are kept; .fluxfill-playground of your home if not given")
        private @Nullable Path data;

        @Unmatched
        private List<String> others = new ArrayList<>();

        @Override
        public Integer call() {
            List<String> arguments = new ArrayList<>();
            add(arguments, "fluxfill.real", real ? "true" : null);
            add(arguments, "fluxfill.key-file", keyFile);
            add(arguments, "fluxfill.cap", cap);
            add(arguments, "fluxfill.url", url);
            add(arguments, "fluxfill.data", data);
            add(arguments, "server.port", port);
            arguments.addAll(others);
            SpringApplication.run(Playground.class, arguments.toArray(String[]::new));
            return 0;
        }

        private static void add(List<String> arguments, String property, @Nullable Object value) {
            if (value != null) {
                arguments.add("--" + property + "=" + value);
            }
        }
    }
}
