package io.fluxfill;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.ImageUrls;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** What {@link LeanTest} runs in a Java of its own. */
final class LeanMain {
    private LeanMain() {}

    public static void main(String[] args) {
        System.out.println(
                "desktop: " + ModuleLayer.boot().findModule("java.desktop").isPresent());
        ((Logger) LoggerFactory.getLogger("fluxfill.image")).setLevel(Level.DEBUG);
        System.out.println("library: " + isThere("com.drew.imaging.tiff.TiffReader"));
        ClientOptions options = ClientOptions.builder()
                .apiKey(ApiKey.of("lean:test"))
                .runUri(URI.create(args[0]))
                .build();
        FalClient client = FalClient.create(options);
        FillResult result = Objects.requireNonNull(client.fill(FillRequest.builder()
                        .image(ImageSource.url("https://a.example/x.png"))
                        .mask(ImageSource.url("https://a.example/m.png"))
                        .prompt("a red door")
                        .build())
                .block(Duration.ofSeconds(30)));
        System.out.println("filled: " + result.images().get(0).url());
        checkUnseen();
        client.disposeLater().block(Duration.ofSeconds(10));
        // Event loops are daemons, but nobody here waits for anything else.
        System.exit(0);
    }

    /** Of a local picture only the start is looked at: all black it may be. */
    private static void checkUnseen() {
        byte[] png = Base64.getDecoder()
                .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");
        ImageUrls images = ImageUrls.of(1000, 1000, 1_000_000, null);
        ImageSource source = ImageSource.bytes(png);
        String url = images.check(source, source)
                .then(images.check(source, source))
                .then(images.urlOf("mask_url", source))
                .block(Duration.ofSeconds(10));
        System.out.println("unseen: " + url);
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
