package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.image.Mask;
import io.fluxfill.image.Region;
import io.fluxfill.localfal.LocalFal;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** What the service can know of a form when it gets it, it says then, and no edit begins. */
@Timeout(120)
class ToldAtOnceTest {
    @TempDir
    static Path folder;

    private static LocalFal fal;
    /** Waits for its look at a mask however slow the machine is. */
    private static Running service;
    /** Waits as long as it does for everybody. */
    private static Running hasty;

    @BeforeAll
    static void start() {
        fal = LocalFal.start();
        service = Running.start(
                fal,
                folder.resolve("patient"),
                "--fluxfill.cap=1.00",
                "--fluxfill.max-megapixels=30",
                "--fluxfill.longest-look=20s");
        hasty = Running.start(fal, folder.resolve("hasty"));
    }

    @AfterAll
    static void stop() {
        // Together: they share what the end of the first one closes.
        hasty.close();
        service.close();
        fal.close();
    }

    @AfterEach
    void nothingWasBegun() {
        assertThat(fal.stats().submits()).isZero();
    }

    static Stream<Arguments> masks() {
        Mask none = Mask.none(Pictures.WIDTH, Pictures.HEIGHT);
        Mask all = none.invert();
        Mask dot = Mask.rectangle(Pictures.WIDTH, Pictures.HEIGHT, new Region(40, 30, 2, 2));
        byte[] levels = new byte[Pictures.WIDTH * Pictures.HEIGHT];
        levels[7] = 100;
        Mask grey = Mask.ofLevels(Pictures.WIDTH, Pictures.HEIGHT, levels);
        Map<String, Object> right = Map.of("outpaint", Map.of("left", 0, "top", 0, "right", 32, "bottom", 0));
        return Stream.of(
                Arguments.of("all black", none, Map.of(), "nothing would be repainted"),
                Arguments.of("all white", all, Map.of(), "nothing would be kept"),
                Arguments.of("all black, inverted", none, Map.of("maskInvert", true), "nothing would be kept"),
                Arguments.of("all white, inverted", all, Map.of("maskInvert", true), "nothing would be repainted"),
                Arguments.of("grown over everything", dot, Map.of("maskGrow", 200), "nothing would be kept"),
                Arguments.of("softened away", dot, Map.of("maskFeather", 60), "nothing would be repainted"),
                Arguments.of("all of an extended canvas", all, right, "nothing would be kept"),
                Arguments.of("too dark", grey, Map.of(), "nothing would be repainted"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("masks")
    void aMaskThatSaysNothingIsToldAtItsField(String name, Mask mask, Map<String, Object> fields, String words) {
        Map<String, Object> form = service.form();
        form.putAll(fields);
        form.put("mask", service.upload(mask.toPng(), "mask.png").id());
        Map<String, Object> problem =
                Running.object(service.post("/api/edits", form).expectStatus().isEqualTo(422));
        assertThat(String.valueOf(problem.get("errors")))
                .startsWith("[{field=mask,")
                .containsOnlyOnce("field=");
        assertThat(String.valueOf(problem.get("detail"))).contains(words);
        assertThat(service.newest(1)).as("no edit was made").isEmpty();
    }

    @Test
    void whatIsOverTheCapIsNotBegun() {
        Map<String, Object> form =
                service.form("numImages", 4, "outpaint", Map.of("left", 3000, "top", 3000, "right", 0, "bottom", 0));
        Map<String, Object> problem =
                Running.object(service.post("/api/edits", form).expectStatus().isEqualTo(422));
        assertThat(problem.get("title")).isEqualTo("Over the spending cap");
        assertThat(String.valueOf(problem.get("detail"))).contains("2.00", "1.00", "--cap");
        assertThat(service.newest(1)).isEmpty();
    }

    /** Who decodes large pictures for others must not keep this one from being answered. */
    @Test
    void workersThatHaveNoTimeDoNotHoldUpTheAnswer() {
        CountDownLatch told = new CountDownLatch(1);
        Disposable.Composite busy = Disposables.composite();
        String mask = hasty.upload(Mask.none(Pictures.WIDTH, Pictures.HEIGHT).toPng(), "mask.png")
                .id();
        Map<String, Object> form = hasty.form("mask", mask);
        for (int worker = 0; worker < 2; worker++) {
            busy.add(hasty.bean(PictureWorkers.class)
                    .work(() -> {
                        told.await();
                        return true;
                    })
                    .subscribe());
        }
        try {
            String id = hasty.begin(form).get(0).id();
            told.countDown();
            EditView ended = hasty.ended(id);
            assertThat(ended.state()).isEqualTo(EditState.FAILED);
            assertThat(String.valueOf(ended.error())).contains("mask");
            hasty.client()
                    .delete()
                    .uri("/api/edits/" + id)
                    .exchange()
                    .expectStatus()
                    .isNoContent();
        } finally {
            told.countDown();
            busy.dispose();
        }
    }
}
