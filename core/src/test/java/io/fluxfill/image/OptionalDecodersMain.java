package io.fluxfill.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** What {@link OptionalDecodersTest} runs in a Java that lacks something. */
final class OptionalDecodersMain {
    private OptionalDecodersMain() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        tell("png", () -> Upright.create().decode(Files.readAllBytes(folder.resolve("png"))));
        tell("mask", () -> Mask.read(ImageSource.file(folder.resolve("png"))).block());
        tell("jpeg", () -> Upright.create().decode(Files.readAllBytes(folder.resolve("jpeg"))));
        tell("cmyk", () -> Upright.create().decode(Files.readAllBytes(folder.resolve("cmyk"))));
        tell("webp", () -> Upright.create().decode(Files.readAllBytes(folder.resolve("webp"))));
        tell("scaled", () -> Picture.filled(4, 4, 0).scaled(2, 2));
        tell("scaled mask", () -> Mask.all(4, 4).scaled(2, 2));
        tell("encoded", () -> Picture.filled(4, 4, 0).toPng().length > 50);
        tell("grown", () -> Mask.rectangle(9, 9, new Region(4, 4, 1, 1)).grow(2).bounds());
        System.exit(0);
    }

    private static void tell(String name, Callable<?> work) {
        String result;
        try {
            result = String.valueOf(work.call());
        } catch (Exception | LinkageError e) {
            result = e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        System.out.println(name + " = " + result);
    }
}
