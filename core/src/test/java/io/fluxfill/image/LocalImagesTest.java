package io.fluxfill.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fluxfill.error.InvalidRequestException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class LocalImagesTest {
    private static final String PNG = "\u0089PNG\r\n\u001a\nrest";

    @TempDir
    Path folder;

    private final ImageUrls images = ImageUrls.inline(1000);

    static Stream<Arguments> formats() {
        return Stream.of(
                arguments("image/jpeg", "\u00ff\u00d8\u00ff\u00e0rest"),
                arguments("image/png", PNG),
                arguments("image/gif", "GIF87a..."),
                arguments("image/gif", "GIF89a..."),
                arguments("image/webp", "RIFF\u0001\u0002\u0003\u0004WEBPVP8 "),
                arguments("image/avif", "\u0000\u0000\u0000 ftypavif"),
                arguments("image/avif", "\u0000\u0000\u0000 ftypavis"));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theFormatIsToldByTheBytes(String type, String bytes) {
        byte[] picture = bytes.getBytes(ISO_8859_1);
        StepVerifier.create(images.urlOf("image_url", ImageSource.bytes(picture)))
                .expectNext("data:" + type + ";base64," + Base64.getEncoder().encodeToString(picture))
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text", "G", "RIFF1234WAVE", "\u0000\u0000\u0000 ftypheic", "<svg/>", "\u0089PNG"})
    void whatFalDoesNotReadIsRefused(String bytes) {
        refused(ImageSource.bytes(bytes.getBytes(ISO_8859_1)), "is not a picture that fal reads");
    }

    @Test
    void aTextFileNamedPngIsRefusedByName() throws IOException {
        Path file = Files.writeString(folder.resolve("fake.png"), "hello");
        refused(ImageSource.file(file), "fake.png is not a picture that fal reads");
    }

    @Test
    void aFileIsReadPerSubscription() throws IOException {
        Path file = folder.resolve("later.bin");
        Mono<String> url = images.urlOf("image_url", ImageSource.file(file));
        StepVerifier.create(url).expectError(InvalidRequestException.class).verify(Duration.ofSeconds(30));
        Files.write(file, PNG.getBytes(ISO_8859_1));
        StepVerifier.create(url)
                .assertNext(uri -> assertThat(uri).startsWith("data:image/png;base64,"))
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void missingEmptyAndFoldersAreRefused() throws IOException {
        refused(ImageSource.file(folder.resolve("none.png")), "none.png does not exist");
        refused(ImageSource.file(Files.createFile(folder.resolve("empty.png"))), "empty.png is empty");
        refused(ImageSource.file(folder), "is a folder");
        refused(ImageSource.bytes(new byte[0]), "is empty");
    }

    @Test
    void theLimitIsThatOfTheWholeUri() {
        byte[] fits = java.util.Arrays.copyOf(PNG.getBytes(ISO_8859_1), 726);
        StepVerifier.create(images.urlOf("image_url", ImageSource.bytes(fits)))
                .assertNext(uri -> assertThat(uri).hasSizeLessThanOrEqualTo(1000))
                .expectComplete()
                .verify(Duration.ofSeconds(30));
        refused(ImageSource.bytes(java.util.Arrays.copyOf(fits, 740)), "inlineLimit");
    }

    @Test
    void aLargeFileIsRefusedBeforeItIsRead() throws IOException {
        Path file = folder.resolve("large.png");
        try (var channel = java.nio.channels.FileChannel.open(
                file, java.nio.file.StandardOpenOption.CREATE_NEW, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 40_000_000_000L);
        }
        refused(ImageSource.file(file), "40000000001 bytes");
    }

    @Test
    void aRemotePictureStaysWhereItIs() {
        StepVerifier.create(images.urlOf("mask_url", ImageSource.url(URI.create("https://a.example/x.png?s=1"))))
                .expectNext("https://a.example/x.png?s=1")
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a.png", "/tmp/a.png", "file:///tmp/a.png", "ftp://a.example/x.png", "C:\\a.png", "http:a"})
    void aRemotePictureHasAUrl(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageSource.url(url))
                .withMessageContaining("ImageSource.file");
    }

    @Test
    void bytesAreCopied() {
        byte[] bytes = PNG.getBytes(ISO_8859_1);
        ImageSource.Bytes source = (ImageSource.Bytes) ImageSource.bytes(bytes);
        bytes[0] = 0;
        source.bytes()[1] = 0;
        assertThat(source.bytes()).isEqualTo(PNG.getBytes(ISO_8859_1));
        assertThat(source)
                .isEqualTo(ImageSource.bytes(PNG.getBytes(ISO_8859_1)))
                .hasSameHashCodeAs(ImageSource.bytes(PNG.getBytes(ISO_8859_1)))
                .hasToString("Bytes[12]");
    }

    @Test
    void sourcesDoNotShowSecrets() {
        assertThat(ImageSource.url("https://a.example/x.png?sig=secret"))
                .hasToString("RemoteUrl[https://a.example/x.png?…]");
        assertThat(ImageSource.url("DATA:image/png;base64,SECRET").toString()).doesNotContain("SECRET");
        assertThat(ImageSource.url("https://me:secret@a.example/x.png").toString())
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 100000, 999, inline", "1000, 100000, 1000, inline", "1000, 100000, 1001, upload",
        "0, 100000, 12, upload", "100000, 1000, 800, upload", "0, 0, 5000000, upload"
    })
    void sizeDecidesBetweenInlineAndUpload(int inlineUpTo, int inlineLimit, int size, String way) throws IOException {
        byte[] picture = java.util.Arrays.copyOf(PNG.getBytes(ISO_8859_1), size);
        List<String> uploaded = new CopyOnWriteArrayList<>();
        ImageUrls urls = ImageUrls.of(
                inlineUpTo,
                inlineLimit,
                1,
                (local, mediaType) -> Mono.fromCallable(() -> {
                    uploaded.add(local + " " + mediaType);
                    return "https://cdn.example/1";
                }));
        Path named = Files.write(folder.resolve("lies.jpg"), picture);
        for (ImageSource source : List.of(ImageSource.file(named), ImageSource.bytes(picture))) {
            uploaded.clear();
            Mono<String> url = urls.urlOf("image_url", source);
            assertThat(uploaded).isEmpty();
            StepVerifier.create(url)
                    .assertNext(found -> assertThat(found)
                            .startsWith(way.equals("inline") ? "data:image/png;base64," : "https://cdn.example/1"))
                    .expectComplete()
                    .verify(Duration.ofSeconds(30));
            assertThat(uploaded).isEqualTo(way.equals("inline") ? List.of() : List.of(source + " image/png"));
        }
    }

    @Test
    void whatIsNoPictureIsNotUploaded() throws IOException {
        ImageUrls urls = ImageUrls.of(0, 1000, 1, (local, mediaType) -> Mono.error(new AssertionError("uploaded")));
        for (ImageSource source : List.of(
                ImageSource.bytes(new byte[5000]),
                ImageSource.bytes(new byte[0]),
                ImageSource.file(folder),
                ImageSource.file(folder.resolve("none")))) {
            StepVerifier.create(urls.urlOf("mask_url", source))
                    .expectError(InvalidRequestException.class)
                    .verify(Duration.ofSeconds(30));
        }
    }

    @Test
    void anUploadReadsOnlyTheStart() throws IOException {
        Path file = Files.write(folder.resolve("large.png"), PNG.getBytes(ISO_8859_1));
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 40_000_000_000L);
        }
        ImageUrls urls =
                ImageUrls.of(1000, 1000, 1, (local, mediaType) -> Mono.just("https://cdn.example/" + mediaType));
        StepVerifier.create(urls.urlOf("image_url", ImageSource.file(file)))
                .expectNext("https://cdn.example/image/png")
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void withoutUploadsOnlyTheLimitHolds() {
        ImageUrls urls = ImageUrls.of(10, 1000, 1, null);
        byte[] picture = java.util.Arrays.copyOf(PNG.getBytes(ISO_8859_1), 700);
        StepVerifier.create(urls.urlOf("image_url", ImageSource.bytes(picture)))
                .assertNext(found -> assertThat(found).startsWith("data:image/png;base64,"))
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void limitsAreNotNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageUrls.of(-1, 1, 1, null));
        assertThatIllegalArgumentException().isThrownBy(() -> ImageUrls.of(1, -1, 1, null));
        assertThatIllegalArgumentException().isThrownBy(() -> ImageUrls.of(1, 1, -1, null));
        assertThat(ImageUrls.of(1, 2, 3, null)).hasToString("ImageUrls[inline up to 2 characters]");
        assertThat(ImageUrls.of(1, 2, 3, (local, mediaType) -> Mono.empty()))
                .hasToString("ImageUrls[inline up to 1 bytes, else upload]");
    }

    private void refused(ImageSource source, String message) {
        StepVerifier.create(images.urlOf("mask_url", source))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(InvalidRequestException.class, invalid -> {
                            assertThat(invalid).hasMessageContaining(message).hasMessageStartingWith("mask_url: ");
                            assertThat(invalid.isSafeToResubmit()).isTrue();
                            assertThat(invalid.fieldErrors())
                                    .singleElement()
                                    .satisfies(
                                            field -> assertThat(field.field()).isEqualTo("mask_url"));
                        }))
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void anyLimitIsOne(@TempDir Path files) throws IOException {
        Path file = Files.write(files.resolve("a.png"), TestPictures.png(30, 20));
        StepVerifier.create(ImageUrls.inline(Integer.MAX_VALUE).urlOf("image_url", ImageSource.file(file)))
                .expectNextMatches(url -> url.startsWith("data:image/png;base64,"))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }
}
