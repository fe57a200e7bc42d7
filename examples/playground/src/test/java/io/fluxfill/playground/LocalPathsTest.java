package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What a page is told of errors. */
class LocalPathsTest {
    @TempDir
    Path temporary;

    private DataFolder data;
    private LocalPaths paths;

    @BeforeEach
    void open() {
        // A name with a blank, as people's folders have.
        var values = new MapConfigurationPropertySource(
                java.util.Map.of("fluxfill.data", temporary.resolve("my data").toString()));
        data = new DataFolder(
                new Binder(values).bind("fluxfill", FluxfillProperties.class).get());
        paths = new LocalPaths(data);
    }

    @AfterEach
    void close() throws IOException {
        data.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "image_url: DATA/pictures/a-b_c/upright does not exist. Nothing was sent.|image_url: the picture does not exist. Nothing was sent.",
                "DATA/edits/xyz12345/raw-0 cannot be written: java.io.IOException: DATA/edits/xyz12345/raw-0.|A file of this edit cannot be written: java.io.IOException: a file of this edit.",
                "There is no room in DATA.|There is no room in the data folder.",
                "/tmp/imageio123.tmp: no space|A file of this machine: no space",
                "C:\\Users\\me\\x.png is gone|A file of this machine is gone",
                "https://v3.fal.media/files/x/y.png answered 500|https://v3.fal.media/files/x/y.png answered 500",
                "fal-ai/flux-pro/v1/fill refused it, 3/4 done|fal-ai/flux-pro/v1/fill refused it, 3/4 done",
                "nothing to hide|nothing to hide",
            })
    void pathsAreWords(String message, String shown) {
        assertThat(paths.hidden(message.replace("DATA", data.path().toString())))
                .isEqualTo(shown);
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("/home/me/x"), "A picture that it needs is not there any more"),
                Arguments.of(
                        new UncheckedIOException(
                                new FileSystemException("/home/me/x", null, "No space left on device")),
                        "No space left on device"),
                Arguments.of(new IOException("/home/me/x: broken"), "look whether its disk is full"),
                Arguments.of(new IllegalStateException("/home/me/x"), "The service failed (IllegalStateException)"),
                Arguments.of(ProblemException.of(422, "Too large", "Lower it."), "Lower it."));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void causeAndWayOutAreLeft(Throwable error, String words) {
        assertThat(EditError.of(error, paths).detail()).contains(words).doesNotContain("/home");
    }

    @Test
    void aProblemKeepsItsTitle() {
        assertThat(EditError.of(ProblemException.of(422, "Too large", "x"), paths)
                        .title())
                .isEqualTo("Too large");
    }
}
