package io.fluxfill.batchedit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "batch-edit",
        mixinStandardHelpOptions = true,
        version = "batch-edit 0.1",
        sortOptions = false,
        description = {
            "Edits many pictures at once with FLUX.1 [pro] Fill, and shows how they come along.",
            "Without arguments it edits a few bundled pictures. Without --real nothing leaves this machine."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all edits succeeded",
            "1:some did not, or the run could not go on",
            "2:the command was not right, and nothing was sent",
            "130:stopped by Ctrl-C; what ran was cancelled"
        })
final class BatchEdit implements Callable<Integer> {
    static final int SUCCEEDED = 0;
    static final int PARTIAL = 1;
    static final int USAGE = 2;
    static final int INTERRUPTED = 130;

    private static final Path DEFAULT_OUT = Path.of("fluxfill-out");
    /** Long enough for the bundled pictures to be watched on their way. */
    private static final Duration DEMO_TIME = Duration.ofMillis(1500);

    /**
     * What a process has around it, so that a test can have something else.
     *
     * @param terminal whether progress may be drawn at one place
     */
    record Surroundings(
            UnaryOperator<@Nullable String> environment,
            Consent consent,
            Interruption interruption,
            boolean terminal) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final EditFlags editFlags = new EditFlags();

    @Mixin
    private final PlanFlags planFlags = new PlanFlags();

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "many edits: .csv with a header line, or .jsonl; columns are image, mask, prompt and the"
                    + " other fields, paths are relative to the file")
    private @Nullable Path manifest;

    @Option(names = "--concurrency", paramLabel = "N", description = "how many requests at once (default: 8)")
    private int concurrency = 8;

    @Option(names = "--out", paramLabel = "DIR", description = "where pictures and reports go (default: fluxfill-out)")
    private @Nullable Path out;

    @Option(
            names = "--resume",
            paramLabel = "JOURNAL",
            description = "go on where an earlier run ended; edits it submitted are followed, and not submitted again")
    private @Nullable Path resume;

    @Option(
            names = "--resubmit-unknown",
            description = "with --resume: submit again what may or may not have been submitted; it may be paid twice")
    private boolean resubmitUnknown;

    @Mixin
    private final ServiceFlags serviceFlags = new ServiceFlags();

    @Option(names = "--debug", description = "print stack traces")
    private boolean debug;

    private final Surroundings surroundings;

    BatchEdit(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs it as a process. */
    public static void main(String[] args) {
        int exitCode;
        // Until everything is said, an exception's sentence included.
        try (Interruption interruption = new Interruption()) {
            interruption.install();
            exitCode = commandLine(new Surroundings(System::getenv, Consent.console(), interruption, true))
                    .execute(args);
        }
        System.exit(exitCode);
    }

    static CommandLine commandLine(Surroundings surroundings) {
        BatchEdit command = new BatchEdit(surroundings);
        return new CommandLine(command)
                .setParameterExceptionHandler((error, args) -> usage(error))
                .setExecutionExceptionHandler((error, line, parsed) -> command.failed(error, line));
    }

    private static int usage(ParameterException error) {
        CommandLine line = error.getCommandLine();
        line.getErr().println(error.getMessage());
        line.getErr().println("Try --help.");
        line.getErr().flush();
        return USAGE;
    }

    private int failed(Exception error, CommandLine line) {
        line.getErr().println(Sentences.of(error));
        if (debug) {
            error.printStackTrace(line.getErr());
        }
        line.getErr().flush();
        return error instanceof UsageException ? USAGE : PARTIAL;
    }

    @Override
    @SuppressWarnings("try") // the locks are held, and that is all
    public Integer call() throws Exception {
        if (concurrency < 1) {
            throw new UsageException("--concurrency is at least 1, not " + concurrency + ".");
        }
        if (resubmitUnknown && resume == null) {
            throw new UsageException("--resubmit-unknown goes with --resume.");
        }
        if (resume != null && !Files.exists(resume)) {
            throw new UsageException("The journal " + resume + " cannot be read: it does not exist.");
        }
        OutputFolder folder = OutputFolder.prepare(folder());
        // Before the journal is read: what another run is about to write would be missing in the plan.
        try (FolderLock own = FolderLock.take(folder.path());
                FolderLock beside = journalElsewhere(folder)) {
            return run(folder);
        }
    }

    /** The lock of the journal's folder, unless that is the folder of the pictures. */
    private @Nullable FolderLock journalElsewhere(OutputFolder folder) throws IOException {
        Path parent =
                resume == null ? null : resume.toAbsolutePath().normalize().getParent();
        return parent == null || Files.isSameFile(parent, folder.path()) ? null : FolderLock.take(parent);
    }

    private int run(OutputFolder folder) throws IOException {
        History history = resume == null ? History.none() : History.read(resume);
        if (resume != null && history.isEmpty()) {
            throw new UsageException("The journal " + resume + " holds nothing to resume.");
        }
        RowSource source = source(history, folder);
        Duration usualTime = source.bundled() ? DEMO_TIME : Duration.ZERO;
        try (Service service = serviceFlags.open(surroundings.environment(), usualTime)) {
            return new Batch(
                            new Batch.Settings(concurrency, resubmitUnknown, serviceFlags.yes(), resume),
                            folder,
                            service,
                            surroundings,
                            spec.commandLine().getOut())
                    .run(source, history);
        }
    }

    private Path folder() {
        if (out != null) {
            return out;
        }
        Path beside = resume == null ? null : resume.toAbsolutePath().getParent();
        return beside == null ? DEFAULT_OUT : beside;
    }

    private RowSource source(History history, OutputFolder folder) {
        Map<Column, String> cells = editFlags.cells();
        Map<Column, String> plan = RowSource.plan(history.origin(), planFlags.cells());
        try {
            PlanCells.plan(PlanCells.ofRow(plan, Map.of()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(Sentences.of(e), e);
        }
        if (manifest != null && !cells.isEmpty()) {
            throw new UsageException("--manifest and the flags of a single edit exclude each other.");
        }
        if (manifest != null) {
            return RowSource.manifest(manifest, plan);
        }
        if (!cells.isEmpty()) {
            return RowSource.flags(cells, Path.of("").toAbsolutePath(), plan);
        }
        if (history.origin() != null) {
            return RowSource.of(history.origin(), folder.bundled(), plan);
        }
        if (serviceFlags.real()) {
            throw new UsageException("The bundled pictures are not worth real money: say which pictures to edit.");
        }
        return RowSource.bundled(folder.bundled(), plan);
    }
}
