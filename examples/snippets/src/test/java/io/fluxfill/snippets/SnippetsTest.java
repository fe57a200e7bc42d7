package io.fluxfill.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.fill.PreparedFill;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.Mask;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Upright;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.FanOutProgress;
import io.fluxfill.queue.QueueUpdate;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Runs every snippet. */
@Timeout(120)
class SnippetsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ForTests LOCAL = ForTests.start();
    private static final FalClient CLIENT = LOCAL.client();
    private static final FalQueue<FillRequest, FillResult> QUEUE = FalQueue.create(CLIENT, Fill.PRO);

    @TempDir
    static Path folder;

    @BeforeAll
    static void draw() throws IOException {
        for (String name : List.of("a.png", "b.png")) {
            draw(name, new Color(90, 140, 60), new Color(200, 30, 30));
        }
        draw("mask.png", Color.BLACK, Color.WHITE);
    }

    private static void draw(String name, Color ground, Color spot) throws IOException {
        BufferedImage image = new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(ground);
        graphics.fillRect(0, 0, 96, 64);
        graphics.setColor(spot);
        graphics.fillOval(40, 24, 16, 16);
        graphics.dispose();
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    @AfterAll
    static void close() {
        CLIENT.disposeLater().block(LIMIT);
        LOCAL.fal().close();
    }

    private static FillRequest request() {
        return FillRequest.builder()
                .image(ImageSource.file(folder.resolve("a.png")))
                .mask(ImageSource.file(folder.resolve("mask.png")))
                .prompt("grass")
                .build();
    }

    @Test
    void runsOne() throws IOException {
        Path target = folder.resolve("out.jpg");
        RunOne.run(CLIENT, folder.resolve("a.png"), folder.resolve("mask.png"), target)
                .as(StepVerifier::create)
                .expectNext(target)
                .expectComplete()
                .verify(LIMIT);
        BufferedImage filled = ImageIO.read(target.toFile());
        assertThat(new Color(filled.getRGB(48, 32)).getRed())
                .as("the red spot is gone")
                .isLessThan(150);
    }

    @Test
    void uploadsOnceForManyEdits() throws IOException {
        List<Long> bar = new CopyOnWriteArrayList<>();
        Path photo = folder.resolve("a.png");
        ImageSource uploaded =
                Uploads.run(CLIENT, photo, bar::add).blockOptional(LIMIT).orElseThrow();
        assertThat(bar).isNotEmpty().last().isEqualTo(Files.size(photo));
        FillRequest request = FillRequest.builder()
                .image(uploaded)
                .mask(ImageSource.file(folder.resolve("mask.png")))
                .prompt("grass")
                .build();
        assertThat(QUEUE.run(request).block(LIMIT)).isNotNull();
        assertThat(LOCAL.fal().stats().keysLeaked()).isZero();
    }

    @Test
    void runsAll() {
        List<RequestHandle> journal = new CopyOnWriteArrayList<>();
        Flux<Path> photos = Flux.just("a.png", "b.png", "missing.png").map(folder::resolve);
        RunAll.run(QUEUE, photos, (photo, handle) -> Mono.fromRunnable(() -> journal.add(handle)))
                .collectList()
                .as(StepVerifier::create)
                .assertNext(lines -> {
                    assertThat(lines).hasSize(3);
                    assertThat(lines.stream().filter(line -> line.contains(" is http")))
                            .hasSize(2);
                    assertThat(lines.stream().filter(line -> line.contains("missing.png failed")))
                            .hasSize(1);
                })
                .expectComplete()
                .verify(LIMIT);
        assertThat(journal).hasSize(2);
    }

    @Test
    void spendsNoMoreThanItMay() {
        List<Path> photos =
                Stream.of("a.png", "b.png", "missing.png").map(folder::resolve).toList();
        List<FanOutProgress> bar = new CopyOnWriteArrayList<>();
        WithinBudget.run(QUEUE, photos, bar::add, "0.07")
                .map(outcome -> outcome.fold(
                        done -> "done", failed -> failed.error().getClass().getSimpleName()))
                .collectList()
                .as(StepVerifier::create)
                .assertNext(outcomes -> assertThat(outcomes)
                        .containsExactlyInAnyOrder("done", "BudgetExceededException", "InvalidRequestException"))
                .expectComplete()
                .verify(LIMIT);
        FanOutProgress last = bar.get(bar.size() - 1);
        assertThat(last.spent()).isEqualByComparingTo("0.05");
        assertThat(last.left()).isZero();
    }

    @Test
    void showsProgress() {
        Progress.run(QUEUE, request())
                .collectList()
                .as(StepVerifier::create)
                .assertNext(lines -> {
                    assertThat(lines.get(0)).startsWith("accepted as ");
                    assertThat(lines.get(lines.size() - 1)).startsWith("done, seed ");
                })
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void submitsAndWatches() {
        SubmitAndWatch.submit(QUEUE, request())
                .flatMapMany(id -> SubmitAndWatch.watch(QUEUE, id))
                .last()
                .as(StepVerifier::create)
                .assertNext(update -> assertThat(update.isCompleted()).isTrue())
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void sharesAndResumes() {
        RequestHandle handle = QUEUE.submit(request()).blockOptional(LIMIT).orElseThrow();
        Flux<QueueUpdate<FillResult>> shared = ShareAndResume.share(QUEUE, handle);
        Flux.merge(shared.last(), shared.last())
                .as(StepVerifier::create)
                .expectNextCount(2)
                .expectComplete()
                .verify(LIMIT);
        ShareAndResume.resume(QUEUE, handle.toJson())
                .as(StepVerifier::create)
                .assertNext(result -> assertThat(result.images()).hasSize(1))
                .expectComplete()
                .verify(LIMIT);
        ShareAndResume.resume(QUEUE, new RequestHandle("fal-ai/flux-pro/v1/fill", "no-such-request").toJson())
                .as(StepVerifier::create)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void leavesEverythingElseAsItWas() {
        List<Throwable> problems = new CopyOnWriteArrayList<>();
        PreparedFill fill = Plans.prepared(folder.resolve("a.png"), folder.resolve("mask.png"));
        PreparedFill broken = Plans.prepared(folder.resolve("missing.png"), folder.resolve("mask.png"));
        Picture original =
                Upright.create().read(fill.image()).blockOptional(LIMIT).orElseThrow();
        Mask mask = Mask.read(ImageSource.file(folder.resolve("mask.png")))
                .blockOptional(LIMIT)
                .orElseThrow();
        Plans.run(CLIENT, Flux.just(fill, broken), (of, problem) -> problems.add(problem))
                .as(StepVerifier::create)
                .assertNext(finished -> {
                    Mask changed = Mask.ofDifference(original, finished.picture(), 0);
                    assertThat(changed.isEmpty()).isFalse();
                    assertThat(changed.minus(mask.grow(8)).isEmpty()).isTrue();
                    assertThat(finished.outsideChange().visible()).isLessThan(5);
                })
                .expectComplete()
                .verify(LIMIT);
        assertThat(problems).hasSize(1).first().asString().contains("missing.png");
    }

    @Test
    void extendsAPicture() {
        PreparedFill fill = Plans.extended(folder.resolve("a.png"));
        Plans.run(CLIENT, Flux.just(fill), (of, problem) -> {})
                .as(StepVerifier::create)
                .assertNext(finished -> assertThat(finished.picture().width()).isEqualTo(114))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void finishesAStoredFill() {
        PreparedFill fill = Plans.prepared(folder.resolve("a.png"), folder.resolve("mask.png"));
        RequestHandle handle = FalQueue.create(CLIENT, Fill.PREPARED)
                .submit(fill)
                .blockOptional(LIMIT)
                .orElseThrow();
        Plans.resumed(CLIENT, fill.toJson(), handle)
                .as(StepVerifier::create)
                .assertNext(finished -> assertThat(finished.picture().width()).isEqualTo(96))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void closes() {
        FalClient another = FalClient.create(CLIENT.options());
        Close.run(another).as(StepVerifier::create).expectComplete().verify(LIMIT);
        assertThat(another.isDisposed()).isTrue();
    }

    @Test
    void runsDirectly() throws IOException {
        Direct.run(CLIENT, dataUri("a.png"), dataUri("mask.png"))
                .as(StepVerifier::create)
                .assertNext(result -> assertThat(result.images()).hasSize(1))
                .expectComplete()
                .verify(LIMIT);
    }

    private static String dataUri(String name) throws IOException {
        return "data:image/png;base64,"
                + java.util.Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve(name)));
    }
}
