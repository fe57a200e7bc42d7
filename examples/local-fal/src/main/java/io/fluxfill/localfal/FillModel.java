package io.fluxfill.localfal;

import io.fluxfill.localfal.paint.Picture;
import io.fluxfill.localfal.paint.PictureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The model behind the endpoints: checks the input, loads the pictures, paints, and writes the reply. Blocks. */
final class FillModel {
    private final LocalFalOptions options;
    private final PictureLoader loader;
    private final FileStore files;

    FillModel(LocalFalOptions options, PictureLoader loader, FileStore files) {
        this.options = options;
        this.loader = loader;
        this.files = files;
    }

    Answer answer(Job job) throws InterruptedException {
        job.log("request picked up by a runner", "INFO");
        options.logLines().forEach(line -> job.log(line, "INFO"));
        Answer answer = reply(job);
        if (answer.status() >= 400) {
            answer = answer.with("x-fal-billable-units", "0");
        }
        return answer.with("x-fal-request-id", job.id());
    }

    private Answer reply(Job job) throws InterruptedException {
        Application application = job.application();
        if (!application.fill() && !application.finetuned()) {
            return Answer.detail(404, "Path " + application.pathText() + " not found");
        }
        Object body = job.input();
        List<FieldError> errors = InputCheck.errors(body, application.finetuned());
        if (!errors.isEmpty() || !(body instanceof Map<?, ?> object)) {
            return Answer.rejected(errors);
        }
        FillInput input = FillInput.of(object);
        byte[] imageFile = null;
        byte[] maskFile = null;
        List<FieldError> problems = new ArrayList<>();
        try {
            imageFile = loader.load("image_url", input.imageUrl(), job.links());
        } catch (FieldProblem e) {
            problems.add(e.error());
        }
        try {
            maskFile = loader.load("mask_url", input.maskUrl(), job.links());
        } catch (FieldProblem e) {
            problems.add(e.error());
        }
        if (imageFile == null || maskFile == null) {
            return Answer.rejected(problems);
        }
        Picture image = decode("image_url", input.imageUrl(), imageFile, problems);
        Picture mask = decode("mask_url", input.maskUrl(), maskFile, problems);
        if (image == null || mask == null) {
            return Answer.rejected(problems);
        }
        return sameSize(image, mask) ? painted(job, input, image, mask) : sizeMismatch(image, mask);
    }

    private Answer painted(Job job, FillInput input, Picture image, Picture mask) throws InterruptedException {
        boolean flagged = input.flagged();
        if (flagged && options.has(Disagreement.NSFW_REFUSED)) {
            String msg = "The content could not be processed because it was flagged by a content checker.";
            return Answer.rejected(
                    List.of(FieldError.model("prompt", msg, "content_policy_violation", Map.of(), input.prompt())));
        }
        Number given = input.seed();
        Number seed = given == null ? ThreadLocalRandom.current().nextLong(1L << 32) : given;
        long start = System.nanoTime();
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < input.images(); i++) {
            job.throwIfStopped();
            Picture painted = options.painter().paint(image, mask, seed.longValue() + i, line -> job.log(line, "INFO"));
            pictures.add(flagged ? painted.black() : painted);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new FillOutput(options, files, job.links()).answer(input, seed, pictures, flagged, seconds);
    }

    private static @Nullable Picture decode(String field, String url, byte[] file, List<FieldError> problems) {
        try {
            return Picture.decode(file);
        } catch (PictureException e) {
            String msg = e.getMessage() == null ? "The image could not be loaded." : e.getMessage();
            problems.add(FieldError.model(field, msg, e.type(), e.ctx(), url));
            return null;
        }
    }

    private static boolean sameSize(Picture image, Picture mask) {
        return image.width() == mask.width() && image.height() == mask.height();
    }

    private static Answer sizeMismatch(Picture image, Picture mask) {
        String msg = "Mask and image must have the same size: the image is " + image.width() + "x" + image.height()
                + ", the mask is " + mask.width() + "x" + mask.height();
        return Answer.rejected(List.of(FieldError.body("mask_url", msg, "value_error", null)));
    }
}
