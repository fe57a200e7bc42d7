package io.fluxfill.batchedit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where everything goes. */
record OutputFolder(Path path) {
    static final String RESULTS = "results.jsonl";

    /**
     * Makes it, and finds out before any work that it can be written to.
     *
     * @throws UsageException if it cannot
     */
    static OutputFolder prepare(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".writable", ""));
            return new OutputFolder(folder);
        } catch (FileAlreadyExistsException e) {
            throw new UsageException(path + " is a file, and --out is a folder.", e);
        } catch (IOException e) {
            throw new UsageException("Nothing can be written to " + path + ": " + Sentences.of(e), e);
        }
    }

    Path bundled() {
        return path.resolve("bundled");
    }

    boolean hasJournal() {
        return Files.exists(path.resolve(Journal.NAME));
    }

    void writeResults(List<RowResult> results) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(path.resolve(RESULTS))) {
            for (RowResult result : results) {
                writer.write(Json.MAPPER.writeValueAsString(result));
                writer.write('\n');
            }
        }
    }
}
