package io.fluxfill.playground.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * The whole way of one edit: a picture, a mask painted with the pointer, the updates as they come, and what came of it. The
 * model gives a JPEG, in which everything has changed a little: that the rest is as it was is the playground's doing.
 */
@Timeout(120)
class PaintingTest {
    @RegisterExtension
    static final Desk DESK = new Desk("--fluxfill.local.queue-wait=3s", "--fluxfill.local.service-time=1500ms");

    private static final String COMPLETED =
            "document.querySelector('[data-run=\"%s\"] .dot')?.dataset.state === 'COMPLETED'";
    private static final String WATCH = """
            window.seen = [];
            new MutationObserver(() => {
              const words = document.querySelector('#run-state').textContent;
              const lines = document.querySelectorAll('.log li').length;
              const now = words + ' / ' + lines;
              if (words !== '' && !seen.includes(now)) seen.push(now);
            }).observe(document.querySelector('#view-run'), { childList: true, subtree: true, characterData: true });
            """;

    @Test
    void theCaptionIsGoneAndAllElseIsAsItWas() throws IOException, InterruptedException {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 1);
            tab.js(WATCH);
            for (double y : List.of(0.14, 0.18, 0.215)) {
                Playing.stroke(tab, 0.06, y, 0.97, y);
            }

            String id = Playing.run(tab, "a hazy evening sky");
            Playing.awaitState(tab, "Done");

            List<String> seen =
                    tab.js("seen").valueStream().map(JsonNode::asString).toList();
            assertThat(seen).last().asString().startsWith("Done");
            assertThat(seen.stream().filter(update -> !update.startsWith("Done")))
                    .as("updates before the end")
                    .hasSizeGreaterThanOrEqualTo(3)
                    .anyMatch(update -> update.contains("queue"))
                    .anyMatch(update -> update.startsWith("Running"));
            assertThat(tab.complaints).isEmpty();
            assertChangedInTheMaskOnly(id);
            assertWipes(tab);
        }
    }

    @Test
    void thePictureBeforeIsAskedForOnceItIsKnown() {
        try (Tab tab = DESK.open()) {
            String id = runPastThePage(tab);
            tab.until(COMPLETED.formatted(id));

            open(tab, id, "await held; return real(url, options);");
            tab.until("document.querySelector('[data-run=\"%s\"] .card').ariaCurrent === 'true'".formatted(id));
            assertThat(tab.js("document.querySelector('.wipe').hidden").asBoolean())
                    .isTrue();

            tab.js("letGo()");
            assertShowsBothPictures(tab);
        }
    }

    @Test
    void whatUpdatesLeaveOutIsTakenFromAnAnswerThatTheyOvertake() {
        try (Tab tab = DESK.open()) {
            String id = runPastThePage(tab);
            tab.until("document.querySelector('[data-run=\"%s\"]')".formatted(id));
            open(
                    tab,
                    id,
                    "const answer = await real(url, options); window.isAnswered = true; await held; return answer;");
            tab.until("window.isAnswered");
            tab.until(COMPLETED.formatted(id));

            tab.js("letGo()");
            assertShowsBothPictures(tab);
        }
    }

    /** Runs what was run before once more, but the page hears of it by updates only: they leave out the request. */
    private static String runPastThePage(Tab tab) {
        Playing.takeSample(tab, 1);
        Playing.stroke(tab, 0.06, 0.14, 0.97, 0.14);
        String first = Playing.run(tab, "a hazy evening sky");
        Playing.awaitState(tab, "Done");
        return tab.js("""
                        (async () => {
                          const { request } = await (await fetch('/api/edits/%s')).json();
                          const headers = { 'Content-Type': 'application/json' };
                          const body = JSON.stringify(request);
                          return (await (await fetch('/api/edits', { method: 'POST', headers, body })).json())[0].id;
                        })()""".formatted(first)).asString();
    }

    /** Selects a run, whose request is fetched like this, with {@code held} until {@code letGo()}. */
    private static void open(Tab tab, String id, String fetch) {
        tab.js("""
                (() => {
                  const held = new Promise((done) => (window.letGo = done));
                  const real = window.fetch;
                  window.fetch = async (url, options) => {
                    if (!url.endsWith('%s')) return real(url, options);
                    %s
                  };
                  location.hash = 'run=%s';
                })()""".formatted(id, fetch, id));
    }

    private static void assertShowsBothPictures(Tab tab) {
        tab.until("!document.querySelector('.wipe').hidden");
        for (String picture : List.of(".wipe-before img", "img.wipe-after")) {
            tab.until("document.querySelector('%s').naturalWidth > 0".formatted(picture));
        }
        assertThat(tab.complaints).isEmpty();
    }

    private static void assertChangedInTheMaskOnly(String id) throws IOException, InterruptedException {
        JsonNode request = DESK.get("/api/edits/" + id).get("request");
        BufferedImage before =
                DESK.picture("/api/pictures/" + request.get("image").asString());
        BufferedImage mask = DESK.picture("/api/pictures/" + request.get("mask").asString());
        BufferedImage after = DESK.picture("/api/edits/" + id + "/images/0");
        assertThat(mask.getWidth()).isEqualTo(before.getWidth());
        assertThat(mask.getRGB(400, 108) & 0xff).as("on the caption").isEqualTo(255);
        assertThat(mask.getRGB(400, 400) & 0xff).as("on the sea").isZero();
        long inside = 0;
        long changedInside = 0;
        long changedOutside = 0;
        for (int y = 0; y < before.getHeight(); y++) {
            for (int x = 0; x < before.getWidth(); x++) {
                boolean isMasked = (mask.getRGB(x, y) & 0xff) != 0;
                boolean isChanged = (before.getRGB(x, y) & 0xffffff) != (after.getRGB(x, y) & 0xffffff);
                inside += isMasked ? 1 : 0;
                changedInside += isMasked && isChanged ? 1 : 0;
                changedOutside += !isMasked && isChanged ? 1 : 0;
            }
        }
        assertThat(changedInside).as("of %d pixels in the mask", inside).isGreaterThan(inside / 2);
        assertThat(changedOutside).as("pixels changed outside the mask").isZero();
    }

    /** The line between before and after follows the pointer and the arrow keys. */
    private static void assertWipes(Tab tab) {
        tab.until("document.querySelector('.wipe-after').naturalWidth > 0");
        Tab.Box wipe = tab.box(".wipe");
        tab.drag(List.of(wipe.at(0.5, 0.5), wipe.at(0.3, 0.5), wipe.at(0.2, 0.5)));
        assertThat(at(tab)).isBetween(18.0, 22.0);
        tab.send(
                "Input.dispatchKeyEvent",
                java.util.Map.of(
                        "type", "keyDown", "key", "ArrowRight", "code", "ArrowRight", "windowsVirtualKeyCode", 39));
        assertThat(at(tab)).isBetween(20.5, 24.0);
    }

    private static double at(Tab tab) {
        return tab.js("parseFloat(document.querySelector('.wipe').style.getPropertyValue('--at'))")
                .asDouble();
    }
}
