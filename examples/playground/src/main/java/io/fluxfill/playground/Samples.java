package io.fluxfill.playground;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The pictures that come with the service. They are drawn when somebody first wants them, the same pixels every time. */
@Component
final class Samples {
    private final Map<Sample, Mono<byte[]>> files = new EnumMap<>(Sample.class);

    Samples() {
        for (Sample sample : Sample.values()) {
            files.put(
                    sample,
                    Mono.fromCallable(() -> png(sample.draw()))
                            .subscribeOn(Schedulers.boundedElastic())
                            .cache());
        }
    }

    List<InfoView.SampleView> views() {
        return Arrays.stream(Sample.values())
                .map(sample -> new InfoView.SampleView(
                        word(sample), sample.title(), Sample.WIDTH, Sample.HEIGHT, "/api/samples/" + word(sample)))
                .toList();
    }

    /** A PNG file; fails with 404 if there is none of that name. */
    Flux<DataBuffer> content(String name) {
        Sample found = Arrays.stream(Sample.values())
                .filter(sample -> word(sample).equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("This sample"));
        return files.getOrDefault(found, Mono.empty())
                .<DataBuffer>map(DefaultDataBufferFactory.sharedInstance::wrap)
                .flux();
    }

    private static String word(Sample sample) {
        return sample.name().toLowerCase(Locale.ROOT);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
