package io.fluxfill.batchedit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that holds a folder, and reads its journal as a run does, until its input ends. */
final class LockHolder {
    private LockHolder() {}

    @SuppressWarnings("try") // it is held, and that is all
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        try (FolderLock lock = FolderLock.take(folder)) {
            Files.readAllBytes(folder.resolve(Journal.NAME));
            System.out.println("held");
            System.out.flush();
            System.in.readAllBytes();
        }
    }
}
