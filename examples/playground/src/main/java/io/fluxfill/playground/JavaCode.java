package io.fluxfill.playground;

import io.fluxfill.playground.EditRequest.Margins;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An edit as a program that does the same. */
final class JavaCode {
    private JavaCode() {}

    /** It compiles as it stands, whatever somebody wrote into the prompt. */
    static String of(Form form, EditRequest request) {
        boolean isMended = Boolean.TRUE.equals(request.keepOutside());
        boolean isPlanned = isMended || !plan(request).isEmpty();
        String type = isPlanned ? "PreparedFill" : "FillRequest";
        List<String> calls = calls(form, request);
        if (isPlanned) {
            List<String> plan = plan(request);
            if (isMended) {
                plan.add("composite(CompositeBack.create().feather(" + PictureWork.BACK.feather() + "))");
            }
            calls.add("plan(FillPlan.builder()\n                        ."
                    + String.join("\n                        .", plan) + "\n                        .build())");
        }
        return """
                import io.fluxfill.*;
                import io.fluxfill.fill.*;
                import io.fluxfill.image.*;
                import io.fluxfill.queue.FalQueue;
                import java.math.BigInteger;
                import java.nio.file.Path;
                import reactor.core.publisher.Mono;

                class Edit {
                    Mono<Path> run(FalClient client) {
                        FalQueue<%1$s, FillResult> queue = FalQueue.create(client, Fill.%2$s);
                        %1$s fill = %1$s.builder()
                                .%3$s
                                .build();
                        return queue.run(fill)
                                %4$s
                    }
                }
                """.formatted(
                        type,
                        isPlanned ? "PREPARED" : "PRO",
                        String.join("\n                .", calls),
                        isMended
                                ? ".flatMap(reply -> fill.finish(reply.output(), client.storage()::download))\n"
                                        + "                .flatMap(picture -> picture.writeTo(Path.of(\"edited.png\")));"
                                : ".map(reply -> reply.output().images().get(0))\n"
                                        + "                .flatMap(image -> client.storage().download(image, Path.of(\"edited."
                                        + ("png".equals(request.outputFormat()) ? "png" : "jpg") + "\")));");
    }

    private static List<String> calls(Form form, EditRequest request) {
        List<String> calls = new ArrayList<>();
        calls.add("image(ImageSource.file(Path.of(" + text(form.image().name()) + ")))");
        if (request.mask() != null) {
            calls.add("mask(ImageSource.file(Path.of(\"mask.png\"))) // white is repainted");
        }
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
        return calls;
    }

    /** What is done with the pictures before they are sent. */
    private static List<String> plan(EditRequest request) {
        List<String> plan = new ArrayList<>();
        if (Boolean.TRUE.equals(request.maskInvert())) {
            plan.add("invertMask(true)");
        }
        if (EditRequest.or0(request.maskGrow()) != 0) {
            plan.add("growMask(" + request.maskGrow() + ")");
        }
        if (EditRequest.or0(request.maskFeather()) != 0) {
            plan.add("featherMask(" + request.maskFeather() + ")");
        }
        Margins by = request.outpaint();
        if (by != null) {
            plan.add("outpaint(Outpaint.by(" + by.left() + ", " + by.top() + ", " + by.right() + ", " + by.bottom()
                    + "))");
        }
        return plan;
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
