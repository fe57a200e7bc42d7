package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.KEY;
import static io.fluxfill.transport.TestCalls.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.TransportException;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.hygiene.PoolGauges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Every fault against every operation: which exception, how often it was tried, how many requests arrived. What comes out
 * is compared with the table in {@code FAULTS.md}; {@code -Dfluxfill.faults.write=true} writes it anew.
 */
class FaultMatrixTest {
    private static final Path TABLE = Path.of("FAULTS.md");
    private static final boolean WRITE = Boolean.getBoolean("fluxfill.faults.write");
    private static final Duration BOUND = Duration.ofSeconds(50);
    private static final RequestHandle HANDLE = new RequestHandle("fal-ai/flux-pro/v1/fill", "req-1");
    private static final Map<Fault, String> ROWS = new EnumMap<>(Fault.class);

    /** What a user can do, each with the way to do it. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum Deed {
        RUN((client, server) -> client.fill(request())),
        SUBMIT((client, server) -> client.transport()
                .exchange(Call.to(
                                Call.Operation.SUBMIT,
                                "POST",
                                Call.Origin.QUEUE,
                                "/fal-ai/flux-pro/v1/fill",
                                JsonCodec.document())
                        .subject("fal-ai/flux-pro/v1/fill")
                        .body(Fault.utf8("{\"prompt\":\"A red door\"}"))
                        .build())),
        STATUS((client, server) ->
                client.transport().exchange(ofRequest(Call.Operation.STATUS, "GET", JsonCodec.document(), false))),
        RESULT((client, server) ->
                client.transport().exchange(ofRequest(Call.Operation.RESULT, "GET", Fill.PRO.decoder(), false))),
        CANCEL((client, server) ->
                client.transport().exchange(ofRequest(Call.Operation.CANCEL, "PUT", JsonCodec.document(), true))),
        UPLOAD((client, server) -> client.storage().upload(new byte[1000])),
        PUT((client, server) -> client.transport()
                .exchange(Call.elsewhere(
                                Call.Operation.UPLOAD, "PUT", server.resolve("/files/a.png"), JsonCodec.document())
                        .body(Body.bytes("image/png", new byte[1000]))
                        .build())),
        DOWNLOAD((client, server) -> client.storage()
                .download(new FilledImage(server + "/files/a.png", null, null, null, null, null, false))
                .count());

        private final Way way;

        Deed(Way way) {
            this.way = way;
        }

        Mono<?> by(FalClient client, URI server) {
            return way.go(client, server);
        }

        /** Those in whose course a picture is carried to fal's storage. */
        boolean isUpload() {
            return this == UPLOAD || this == PUT;
        }

        boolean isPaid() {
            return this == RUN || this == SUBMIT;
        }

        /** How a deed is done. */
        private interface Way {
            Mono<?> go(FalClient client, URI server);
        }
    }

    private static <T> Call<T> ofRequest(
            Call.Operation operation, String method, JsonCodec.Decoder<T> decoder, boolean acceptsRefusals) {
        return Call.to(operation, method, Call.Origin.QUEUE, "/fal-ai/flux-pro/requests/req-1", decoder)
                .accepts(status -> (status >= 200 && status < 300 && status != 202)
                        || (acceptsRefusals && (status == 400 || status == 404)))
                .handle(HANDLE)
                .build();
    }

    /** What became of one fault in one deed. */
    private record Cell(@Nullable FalException error, int arrived, int connections, List<String> lines) {
        String text() {
            if (error == null) {
                return "answer " + arrived;
            }
            String name = error.getClass().getSimpleName().replace("Exception", "");
            String written = error instanceof TransportException transport
                    ? transport.requestWritten() ? " sent" : " unsent"
                    : "";
            return name + written + " " + error.attempts() + "/" + arrived + (error.isSafeToResubmit() ? " safe" : "");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultEndsAsTheTableSays(Fault fault) {
        List<Cell> cells = Objects.requireNonNull(Flux.fromArray(Deed.values())
                .flatMapSequential(
                        deed -> Mono.fromCallable(() -> cell(fault, deed)).subscribeOn(Schedulers.boundedElastic()))
                .collectList()
                .block(BOUND.multipliedBy(2)));
        Iterator<Cell> ends = cells.iterator();
        for (Deed deed : Deed.values()) {
            check(deed, ends.next());
        }
        String row = row(fault.title(), cells.stream().map(Cell::text).toList());
        ROWS.put(fault, row);
        if (!WRITE) {
            assertThat(table().lines()).as("%s", TABLE).contains(row);
        }
    }

    private static Cell cell(Fault fault, Deed deed) throws IOException {
        PoolGauges pools = new PoolGauges();
        try (RawServer server = new RawServer(fault)) {
            URI uri = fault.uri(server);
            fault.prepare(server);
            FalClient client = FalClient.builder()
                    .options(fault.options(TestCalls.options(uri)
                                    .callTimeout(Duration.ofSeconds(10))
                                    .runTimeout(Duration.ofSeconds(10))
                                    .idleTimeout(Duration.ofSeconds(10))
                                    .resultLimit(200_000)
                                    .replyLimit(200_000)
                                    .downloadLimit(200_000))
                            .build())
                    .httpClient(http -> pools.apply(fault.customizer().apply(http)))
                    .build();
            List<Disposable> others = fault == Fault.POOL_FULL ? fill(client, server, pools) : List.of();
            int before = server.requests();
            int connectedBefore = server.connections();
            Throwable[] failure = new Throwable[1];
            deed.by(client, uri)
                    .then()
                    .onErrorResume(error -> {
                        failure[0] = error;
                        return Mono.empty();
                    })
                    .timeout(BOUND, Mono.error(() -> new AssertionError(deed + " hangs")))
                    .block();
            int arrived = server.requests() - before;
            int connections = server.connections() - connectedBefore;
            others.forEach(Disposable::dispose);
            pools.awaitNobody();
            client.dispose();
            assertThat(failure[0])
                    .satisfiesAnyOf(
                            none -> assertThat(none).isNull(),
                            known -> assertThat(known).isInstanceOf(FalException.class));
            return new Cell((FalException) failure[0], arrived, connections, server.requestLines());
        }
    }

    /**
     * One call has the only connection, and one waits for it. The pool's bound is not sharp: now and then it lets one more
     * wait, for its ten seconds.
     */
    private static List<Disposable> fill(FalClient client, RawServer server, PoolGauges pools) {
        Disposable first =
                Deed.RESULT.by(client, server.uri()).onErrorComplete().subscribe();
        PoolGauges.await(() -> server.requests() == 1);
        Disposable second =
                Deed.RESULT.by(client, server.uri()).onErrorComplete().subscribe();
        PoolGauges.await(() -> pools.pending() == 1);
        return List.of(first, second);
    }

    /** What holds whatever the table says. */
    private static void check(Deed deed, Cell cell) {
        FalException error = cell.error();
        if (error == null) {
            assertThat(cell.arrived()).as("%s was answered", deed).isEqualTo(deed == Deed.UPLOAD ? 2 : 1);
            return;
        }
        List<Throwable> attempts = attempts(error).toList();
        assertThat(cell.arrived()).isLessThanOrEqualTo(attempts.size());
        if (attempts.stream().noneMatch(FaultMatrixTest::refusedInWords)) {
            assertThat(cell.lines().stream().filter(line -> line.startsWith("POST ")))
                    .as("no POST is sent twice but after a refusal in words")
                    .doesNotHaveDuplicates();
        }
        if (deed.isPaid()) {
            // What is sent again before it has arrived whole is not among the requests.
            assertThat(cell.connections()).isLessThanOrEqualTo(attempts.size());
            assertThat(attempts.subList(0, attempts.size() - 1))
                    .as("%s is sent again only if it was never sent, or refused in words", deed)
                    .allMatch(FaultMatrixTest::leftNothing);
            assertThat(error.isSafeToResubmit() && error instanceof OutcomeUnknownException)
                    .isFalse();
        }
        boolean isOfRequest = deed == Deed.STATUS || deed == Deed.RESULT || deed == Deed.CANCEL;
        assertThat(error.handle()).isEqualTo(isOfRequest ? HANDLE : null);
        if (isOfRequest || deed == Deed.DOWNLOAD) {
            assertThat(error.isSafeToResubmit()).as("it is paid for already").isFalse();
        }
        assertThat(error.toString())
                .doesNotContain(KEY)
                .doesNotContain(KEY.substring(KEY.indexOf(':') + 1))
                .doesNotContain("SECRETPICTURE")
                .doesNotContain("evil.example")
                .hasSizeLessThan(3000);
    }

    /** Of an upload each route has its own, and the last one carries those before it. */
    private static Stream<Throwable> attempts(Throwable error) {
        return Stream.concat(
                Arrays.stream(error.getSuppressed()).flatMap(FaultMatrixTest::attempts),
                Stream.of(error).filter(FalException.class::isInstance));
    }

    private static boolean refusedInWords(Throwable attempt) {
        return attempt instanceof RateLimitedException
                || (attempt instanceof RequestFailedException failed && failed.statusCode() == 503);
    }

    private static boolean leftNothing(Throwable attempt) {
        return refusedInWords(attempt)
                || (attempt instanceof TransportException transport && !transport.requestWritten());
    }

    @Test
    void theTableNamesEveryFaultAndNoOther() {
        if (!WRITE) {
            assertThat(table().lines().filter(line -> line.startsWith("| ")).map(FaultMatrixTest::firstColumn))
                    .containsExactlyElementsOf(Stream.concat(
                                    Stream.of("fault"),
                                    Arrays.stream(Fault.values()).map(Fault::title))
                            .toList());
            assertThat(table()).startsWith(introduction());
        }
    }

    @AfterAll
    static void write() throws IOException {
        if (WRITE) {
            List<String> rows = new ArrayList<>(ROWS.values());
            Files.writeString(TABLE, introduction() + String.join("\n", rows) + "\n");
        }
    }

    private static String firstColumn(String row) {
        return row.substring(2, row.indexOf(" |", 2));
    }

    private static String row(String first, List<String> cells) {
        return Stream.concat(Stream.of(first), cells.stream()).collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String introduction() {
        List<String> names = Arrays.stream(Deed.values())
                .map(deed -> deed.name().toLowerCase(Locale.ROOT))
                .toList();
        return """
                # What happens when something goes wrong

                Each row is a fault that does not pass, each column an operation. A cell says which `FalException` comes out (its
                name without the last word), how many attempts were made of the three that the options allowed, how many requests
                arrived whole at the server, and `safe` if `isSafeToResubmit()`: the same request can be sent again without
                paying twice. `sent` and `unsent` are `requestWritten()` of a `TransportException`. `answer` is a value.

                A run and a submit are sent again only if nothing had left, or if they were refused in words (429, 503); so is
                every other POST. `upload` is a whole upload, in which every step meets the fault: the token, and the two
                addresses that are signed instead. `put` is the step that carries the picture.

                What follows on an answer is sent over the same connection at once. A server that closes a connection behind its
                answer has to say so in it (RFC 9112, 9.3); one that does not may be met by the next call, of which nobody knows then
                whether it arrived: a run or a submit ends as `OutcomeUnknown`, all else is sent again.

                The table is what `FaultMatrixTest` measured: it fails when the two differ, and writes the table anew with
                `mvn -pl core test -Dtest=FaultMatrixTest -Dfluxfill.faults.write=true`.

                """ + row("fault", names) + "\n" + "|---".repeat(names.size() + 1) + "|\n";
    }

    private static String table() {
        try {
            return Files.readString(TABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
