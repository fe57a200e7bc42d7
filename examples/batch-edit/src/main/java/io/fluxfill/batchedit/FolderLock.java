package io.fluxfill.batchedit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One run per folder. The lock is on a file that nobody reads: the system drops a lock as soon as its process closes the
 * file anywhere, so that reading the journal would unlock it.
 */
final class FolderLock implements AutoCloseable {
    static final String NAME = "journal.lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Holds the folder until it is closed.
     *
     * @throws UsageException if somebody else holds it
     */
    static FolderLock take(Path folder) {
        try {
            FileChannel channel =
                    FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return new FolderLock(channel);
                }
            } catch (OverlappingFileLockException e) {
                channel.close();
                throw new UsageException(folder + " is in use by another batch-edit.", e);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            channel.close();
            throw new UsageException(folder + " is in use by another batch-edit.");
        } catch (IOException e) {
            throw new UsageException(folder.resolve(NAME) + " cannot be locked: " + Sentences.of(e), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
