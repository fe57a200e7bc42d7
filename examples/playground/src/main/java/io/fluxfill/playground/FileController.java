package io.fluxfill.playground;

import io.fluxfill.image.ImageFormat;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Pictures: those that are uploaded, those that come with the service, and those that edits gave. */
@RestController
@RequestMapping("/api")
final class FileController {
    private static final int LONGEST_NAME = 120;

    private final PictureStore pictures;
    private final Samples samples;
    private final EditStore edits;
    private final long maxBytes;

    FileController(PictureStore pictures, Samples samples, EditStore edits, FluxfillProperties properties) {
        this.pictures = pictures;
        this.samples = samples;
        this.edits = edits;
        maxBytes = properties.maxUpload().toBytes();
    }

    @PostMapping("/pictures")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<PictureInfo> upload(
            ServerHttpRequest request, @RequestHeader(name = "X-File-Name", required = false) @Nullable String name) {
        Flux<DataBuffer> body = request.getBody();
        return request.getHeaders().getContentLength() > maxBytes
                ? Mono.error(pictures.tooLarge())
                : pictures.add(shown(name), body);
    }

    /** For people only: neither a path, nor longer than a line, nor with anything that does not show. */
    static String shown(@Nullable String encoded) {
        String name = encoded == null ? "" : encoded;
        try {
            name = URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // As it came, then.
        }
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ")
                .strip();
        String cut = last.length() <= LONGEST_NAME ? last : last.substring(last.length() - LONGEST_NAME);
        return cut.isEmpty() ? "picture" : cut;
    }

    @PostMapping("/pictures/samples/{name:[a-z-]{1,40}}")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<PictureInfo> sample(@PathVariable String name) {
        return pictures.add(name + ".png", samples.content(name));
    }

    @GetMapping("/samples/{name:[a-z-]{1,40}}")
    Mono<ResponseEntity<Flux<DataBuffer>>> samplePicture(@PathVariable String name) {
        return Mono.fromSupplier(() -> ResponseEntity.ok()
                .contentType(MediaType.IMAGE_PNG)
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                .body(samples.content(name)));
    }

    @GetMapping("/pictures/{id:" + Ids.PATTERN + "}")
    Mono<ResponseEntity<Resource>> picture(@PathVariable String id) {
        return pictures.find(id)
                .switchIfEmpty(Mono.error(() -> ProblemException.notFound("This picture")))
                .flatMap(info -> file(() -> pictures.file(info.id()), null));
    }

    @GetMapping("/edits/{id:" + Ids.PATTERN + "}/images/{index:[0-9]}")
    Mono<ResponseEntity<Resource>> result(
            @PathVariable String id,
            @PathVariable int index,
            @RequestParam(required = false) @Nullable String download) {
        Edit edit = edits.get(id);
        return file(() -> Pixels.finished(edit, index), download == null ? null : "fluxfill-" + id + "-" + index);
    }

    @GetMapping("/edits/{id:" + Ids.PATTERN + "}/images/{index:[0-9]}/raw")
    Mono<ResponseEntity<Resource>> raw(
            @PathVariable String id,
            @PathVariable int index,
            @RequestParam(required = false) @Nullable String download) {
        Edit edit = edits.get(id);
        return file(() -> Pixels.raw(edit, index), download == null ? null : "fluxfill-" + id + "-" + index + "-raw");
    }

    private interface Place {
        Path path();
    }

    private static Mono<ResponseEntity<Resource>> file(Place place, @Nullable String download) {
        return Mono.fromCallable(() -> {
                    Path path = place.path();
                    if (!Files.exists(path)) {
                        throw ProblemException.notFound("This picture");
                    }
                    ImageFormat format = PictureStore.format(path);
                    MediaType type = format == null
                            ? MediaType.APPLICATION_OCTET_STREAM
                            : MediaType.parseMediaType(format.mediaType());
                    ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                            .contentType(type)
                            .cacheControl(CacheControl.maxAge(Duration.ofDays(365))
                                    .cachePrivate()
                                    .immutable());
                    if (download != null) {
                        String end = format == null ? "bin" : format.name().toLowerCase(Locale.ROOT);
                        answer.header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                ContentDisposition.attachment()
                                        .filename(download + "." + (end.equals("jpeg") ? "jpg" : end))
                                        .build()
                                        .toString());
                    }
                    return answer.<Resource>body(new FileSystemResource(path));
                })
                .subscribeOn(Schedulers.boundedElastic());
    }
}
