package io.fluxfill.playground;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An edit as a program that does the same. */
final class JavaCode {
    private JavaCode() {}

    /** It compiles as it stands, whatever somebody wrote into the prompt. */
    static String of(Form form, EditRequest request) {
        List<String> calls = new ArrayList<>();
        calls.add("image(ImageSource.file(Path.of(" + text(form.image().name()) + ")))");
        calls.add("mask(ImageSource.file(Path.of(\"mask.png\")))" + remark(request));
        calls.add("prompt(" + text(String.valueOf(request.prompt())) + ")");
        if (request.seed() != null) {
            calls.add("seed(new BigInteger(" + text(request.seed()) + "))");
        }
        if (EditRequest.or1(request.numImages()) != 1) {
            calls.add("numImages(" + request.numImages() + ")");
        }
        if (request.outputFormat() != null) {
            calls.add("outputFormat(OutputFormat.parse(" + text(request.outputFormat()) + "))");
        }
        if (request.safetyTolerance() != null) {
            calls.add("safetyTolerance(SafetyTolerance.of(" + number(request.safetyTolerance()) + "))");
        }
        if (Boolean.TRUE.equals(request.enhancePrompt())) {
            calls.add("enhancePrompt(true)");
        }
        if (Boolean.TRUE.equals(request.syncMode())) {
            calls.add("syncMode(true)");
        }
        return """
                import io.fluxfill.*;
                import io.fluxfill.fill.*;
                import io.fluxfill.image.ImageSource;
                import io.fluxfill.queue.FalQueue;
                import java.math.BigInteger;
                import java.nio.file.Path;
                import reactor.core.publisher.Mono;

                class Edit {
                    Mono<Path> run(FalClient client) {
                        FalQueue<FillRequest, FillResult> queue = FalQueue.create(client, Fill.PRO);
                        FillRequest request = FillRequest.builder()
                                .%s
                                .build();
                        return queue.run(request)
                                .map(reply -> reply.output().images().get(0))
                                .flatMap(image -> client.storage().download(image, Path.of("edited.%s")));
                    }
                }
                """.formatted(String.join("\n                .", calls), extension(request));
    }

    private static String remark(EditRequest request) {
        boolean isMade = request.outpaint() != null
                || EditRequest.or0(request.maskGrow()) != 0
                || EditRequest.or0(request.maskFeather()) != 0
                || Boolean.TRUE.equals(request.maskInvert());
        return isMade ? " // grown, softened, inverted or extended as in the form" : " // white is repainted";
    }

    private static String extension(EditRequest request) {
        return "png".equals(request.outputFormat()) ? "png" : "jpg";
    }

    private static String number(String digits) {
        return String.valueOf(Integer.parseInt(digits));
    }

    private static String text(String value) {
        StringBuilder literal = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default ->
                    literal.append(
                            c < 0x20
                                            || c == 0x7f
                                            || Character.isSurrogate(c)
                                            || Character.getType(c) == Character.FORMAT
                                    ? String.format(Locale.ROOT, "\\u%04x", (int) c)
                                    : String.valueOf(c));
            }
        }
        return literal.append('"').toString();
    }
}
