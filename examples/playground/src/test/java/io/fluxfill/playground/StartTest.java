package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.localfal.LocalFal;
import io.fluxfill.playground.EditRequest.Margins;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.util.unit.DataSize;

/** When the service does not start, and what it writes for others. */
@Timeout(120)
class StartTest {
    @TempDir
    Path folder;

    private void start(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--fluxfill.data=" + folder));
        arguments.addAll(List.of(more));
        SpringApplication.run(Playground.class, arguments.toArray(String[]::new))
                .close();
    }

    @Test
    void aRealKeyIsNotUsedBehindAPublicAddress() {
        assertThatThrownBy(() -> start("--fluxfill.real=true", "--fluxfill.key=a:b", "--server.address=0.0.0.0"))
                .rootCause()
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("spend its money")
                .hasMessageNotContaining("a:b");
    }

    @Test
    void aRealKeyIsUsedOnThisMachineOrWhenTold() {
        start("--fluxfill.real=true", "--fluxfill.key=a:b");
        start("--fluxfill.real=true", "--fluxfill.key=a:b", "--server.address=0.0.0.0", "--fluxfill.allow-public=true");
    }

    @Test
    void aKeyFileThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> start("--fluxfill.real=true", "--fluxfill.key-file=" + folder.resolve("none")))
                .rootCause()
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("needs a key");
    }

    @Test
    void aFolderHasOneServiceAtATime() {
        try (LocalFal fal = LocalFal.start();
                Running first = Running.start(fal, folder)) {
            assertThat(first.json("/api/info")).containsEntry("service", "local-fal");
            assertThatThrownBy(this::start)
                    .rootCause()
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("in use by another playground");
        }
    }

    /** Mask, keepOutside, outpaint and the rest: with a plan, without one, and with a canvas alone. */
    static List<EditRequest> requests() {
        String evil = "\"); System.exit(1); // \\u0022 \\ \n\t \u2028 \ud83d\ude00 */ \"\"\" %s";
        Margins margins = new Margins(1, 2, 3, 4);
        return List.of(
                new EditRequest(
                        "image123",
                        "mask1234",
                        margins,
                        3,
                        2,
                        true,
                        true,
                        evil,
                        "12345678901234567890",
                        4,
                        "png",
                        "6",
                        true,
                        true,
                        2,
                        null),
                new EditRequest(
                        "image123",
                        "mask1234",
                        null,
                        null,
                        null,
                        null,
                        false,
                        evil,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                new EditRequest(
                        "image123",
                        null,
                        margins,
                        null,
                        null,
                        null,
                        null,
                        evil,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void theSourceTextCompilesWhateverThePromptIs(EditRequest asked) throws Exception {
        EditRequest request = asked.complete(OnClose.KEEP);
        PictureInfo picture = new PictureInfo("image123", "a\"b\\u0022%s.png", 10, 10, 1, "png", 100, "/x");
        PictureInfo mask = request.mask() == null ? null : picture;
        String source = JavaCode.of(Form.check(request, picture, mask, properties()), request);
        Path file = Files.writeString(folder.resolve("Edit.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<String> options = List.of("-proc:none", "-d", folder.toString(), "-cp", classPath);
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(file))
                            .call())
                    .as(source)
                    .isTrue();
        }
    }

    private FluxfillProperties properties() {
        Duration some = Duration.ofSeconds(1);
        return new FluxfillProperties(
                false,
                null,
                null,
                null,
                BigDecimal.ONE,
                folder,
                DataSize.ofMegabytes(1),
                50,
                some,
                DataSize.ofMegabytes(1),
                8,
                8,
                OnClose.KEEP,
                some,
                some,
                some,
                false,
                List.of(),
                new FluxfillProperties.Local(1, some, some));
    }
}
