package io.fluxfill.fill;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.transport.RawServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A picture within the reply, as large as replies may be by default, in a process that has little heap. */
class InlineReplyHeapTest {
    private static final int BODY = 64 << 20;
    private static final int PIECE = 48 << 10;
    /** So that all around it fits below the limit. */
    private static final int PIECES = BODY / (PIECE / 3 * 4) - 1;

    /** The body and a half. 79 are enough; were the picture ever held as text, 400 would not be. */
    private static final int HEAP_MIB = 96;

    @TempDir
    Path folder;

    @Test
    void theHeapHoldsThePictureOnce() throws Exception {
        Path picture = folder.resolve("picture");
        try (RawServer server = new RawServer(InlineReplyHeapTest::serve)) {
            Path log = folder.resolve("log");
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + HEAP_MIB + "m",
                            "-XX:+UseG1GC",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            InlineReplyClient.class.getName(),
                            server.uri().toString(),
                            picture.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                child.destroyForcibly();
            }
            assertThat(child.exitValue()).as(() -> read(log)).isZero();
        }
        assertThat(digest(picture)).isEqualTo(digestOfPieces());
    }

    private static void serve(RawServer server, Socket socket) throws IOException {
        server.readRequest(socket);
        RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n");
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        out.write("{\"images\":[{\"width\":9,\"url\":\"data:image/png;base64,".getBytes(StandardCharsets.US_ASCII));
        Random random = new Random(1);
        for (int i = 0; i < PIECES; i++) {
            out.write(Base64.getEncoder().encode(next(random)));
        }
        out.write("\",\"height\":9}],\"seed\":42}".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static byte[] next(Random random) {
        byte[] piece = new byte[PIECE];
        random.nextBytes(piece);
        return piece;
    }

    private static String digestOfPieces() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Random random = new Random(1);
        for (int i = 0; i < PIECES; i++) {
            digest.update(next(random));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String digest(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
