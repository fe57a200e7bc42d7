package io.fluxfill.snippets;

import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillResult;
import io.fluxfill.fill.PreparedFill;
import io.fluxfill.image.CropAndStitch;
import io.fluxfill.image.FillPlan;
import io.fluxfill.image.FinishedImage;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.Outpaint;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.FanOut;
import io.fluxfill.queue.QueueUpdate;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Fills that leave everything outside of the mask as it was. */
final class Plans {
    private Plans() {}

    static Flux<FinishedImage> run(
            FalClient client, Flux<PreparedFill> fills, BiConsumer<PreparedFill, Throwable> problems) {
        // snippet:plans
        FalQueue<PreparedFill, FillResult> queue = FalQueue.create(client, Fill.PREPARED);
        return queue.runAll(fills, fill -> fill, FanOut.maxInFlight(32))
                .flatMap(
                        outcome -> outcome.fold(
                                done -> done.key().finish(done.reply().output(), client.storage()::download),
                                failed -> Mono.fromRunnable(() -> problems.accept(failed.key(), failed.error()))),
                        4);
        // end
    }

    static PreparedFill prepared(Path photo, Path mask) {
        // snippet:plan
        FillPlan plan = FillPlan.builder()
                .growMask(8) // a little more than was painted, so that no rim of the old is left
                .crop(CropAndStitch.create()) // what is around the mask is sent, at a size that the model is good at
                .build();
        return PreparedFill.builder()
                .image(ImageSource.file(photo))
                .mask(ImageSource.file(mask))
                .prompt("wet cobblestones")
                .plan(plan)
                .build();
        // end
    }

    static PreparedFill extended(Path photo) {
        // snippet:outpaint
        return PreparedFill.builder()
                .image(ImageSource.file(photo))
                .prompt("a misty meadow")
                .plan(FillPlan.builder().outpaint(Outpaint.toAspectRatio(16, 9)).build())
                .build();
        // end
    }

    static Mono<FinishedImage> resumed(FalClient client, String storedFill, RequestHandle handle) {
        // snippet:resumePlan
        PreparedFill fill = PreparedFill.fromJson(storedFill); // fill.toJson(), stored beside the handle
        return FalQueue.create(client, Fill.PREPARED)
                .watch(handle)
                .last()
                .flatMap(end -> end instanceof QueueUpdate.Completed<FillResult> completed
                        ? fill.finish(completed.reply().output(), client.storage()::download)
                        : Mono.empty());
        // end
    }
}
