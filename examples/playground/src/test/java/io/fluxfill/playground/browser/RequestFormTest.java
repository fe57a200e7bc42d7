package io.fluxfill.playground.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** The form, the tools and the keys, before anything is sent. */
@Timeout(120)
class RequestFormTest {
    @RegisterExtension
    static final Desk DESK = new Desk("--fluxfill.longest-look=20s");

    @Test
    void everyFieldOfTheSchemaIsThereWithItsHelp() {
        try (Tab tab = DESK.open()) {
            String names = "[...document.querySelectorAll('.request code')].map((code) => code.textContent)";
            assertThat(tab.js(names).valueStream().map(JsonNode::asString))
                    .contains(
                            "prompt",
                            "image_url",
                            "mask_url",
                            "seed",
                            "num_images",
                            "output_format",
                            "safety_tolerance",
                            "enhance_prompt",
                            "sync_mode");
            String without = "[...document.querySelectorAll('.field[data-field]')]"
                    + ".filter((field) => (field.querySelector('.help')?.textContent ?? '').length < 10).length";
            assertThat(tab.js(without).asInt()).as("fields without help").isZero();
        }
    }

    @Test
    void whatIsMissingIsSaidAtItsPlaceAndNothingIsSent() {
        try (Tab tab = DESK.open()) {
            tab.click("#run");
            assertThat(tab.text("#error-image")).contains("picture");
            assertThat(tab.text("#error-prompt")).isNotEmpty();

            Playing.takeSample(tab, 1);
            tab.type("#seed", "12x");
            tab.click("#run");

            assertThat(tab.text("#error-mask")).contains("Paint");
            assertThat(tab.text("#error-seed")).contains("whole number");
            assertThat(tab.js("document.querySelector('#prompt').getAttribute('aria-invalid')")
                            .asString())
                    .isEqualTo("true");
            assertThat(tab.js("location.hash").asString()).isEmpty();
        }
    }

    @Test
    void whatTheServiceKnowsOfTheMaskIsSaidAtItsPlaceAndNothingBegins() throws IOException, InterruptedException {
        try (Tab tab = DESK.open()) {
            int before = DESK.get("/api/edits").size();
            Playing.takeSample(tab, 1);
            Playing.stroke(tab, 0.5, 0.5, 0.51, 0.5);
            tab.type("#prompt", "a boat");
            tab.js("""
                    (() => {
                      const feather = document.querySelector('#maskFeather');
                      feather.value = 200;
                      feather.dispatchEvent(new Event('input', { bubbles: true }));
                    })()""");
            tab.click("#run");
            tab.until("document.querySelector('#error-mask').textContent !== ''");
            assertThat(tab.text("#error-mask")).contains("nothing would be repainted", "soften its border less");
            assertThat(tab.js("document.querySelector('#banner').hidden").asBoolean())
                    .isTrue();
            assertThat(tab.js("location.hash").asString()).isEmpty();
            assertThat(DESK.get("/api/edits").size()).isEqualTo(before);
        }
    }

    @Test
    void aPictureThatTheServiceDoesNotHaveAnyMoreIsSaidWhereItIsSeen() throws IOException {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 1);
            Playing.stroke(tab, 0.1, 0.2, 0.8, 0.2);
            tab.type("#prompt", "a boat");
            try (Stream<Path> pictures = Files.list(DESK.data().resolve("pictures"))) {
                for (Path picture : pictures.toList()) {
                    FileSystemUtils.deleteRecursively(picture);
                }
            }
            tab.click("#run");
            tab.until("!document.querySelector('#banner').hidden");
            assertThat(tab.text("#banner")).containsOnlyOnce("choose it again");
        }
    }

    @Test
    void aMaskOfAnotherSizeIsNotTakenAsItIs() {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 1);
            tab.js("""
                    (async () => {
                      const canvas = new OffscreenCanvas(100, 50);
                      const pen = canvas.getContext('2d');
                      pen.fillRect(0, 0, 100, 50);
                      pen.fillStyle = 'white';
                      pen.fillRect(0, 0, 50, 50);
                      const files = new DataTransfer();
                      files.items.add(new File([await canvas.convertToBlob()], 'mask.png', {type: 'image/png'}));
                      const input = document.querySelector('#file-mask');
                      input.files = files.files;
                      input.dispatchEvent(new Event('change'));
                    })()""");
            tab.until("!document.querySelector('#banner').hidden");
            assertThat(tab.text("#banner")).contains("100 × 50", "800 × 600");
            assertThat(tab.text("#mask-facts")).isEqualTo("no mask yet");

            tab.click("#banner .quiet");
            assertThat(tab.text("#mask-facts")).isEqualTo("mask 50 %");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dispatchEvent(new DragEvent('drop', {dataTransfer: files, cancelable: true}))",
                "document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: files, cancelable: true}))"
            })
    void aPictureComesInDroppedAndPasted(String handOver) {
        try (Tab tab = DESK.open()) {
            tab.js("""
                    (async () => {
                      const files = new DataTransfer();
                      const canvas = new OffscreenCanvas(64, 48);
                      canvas.getContext('2d').fillRect(8, 8, 20, 20);
                      const picture = await canvas.convertToBlob();
                      files.items.add(new File([picture], 'handed over.png', {type: 'image/png'}));
                      %s;
                    })()""".formatted(handOver));
            tab.until("document.querySelector('#stage').dataset.empty === 'false'");
            assertThat(tab.text("#picture-facts")).contains("handed over.png", "64 × 48");
        }
    }

    @Test
    void whatIsBeingPreparedSurvivesAReload() {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 3);
            Playing.stroke(tab, 0.2, 0.5, 0.8, 0.5);
            tab.type("#prompt", "bare bricks");
            String mask = tab.text("#mask-facts");

            tab.reload();

            tab.until("document.querySelector('#stage').dataset.empty === 'false'");
            assertThat(tab.text("#mask-facts")).isEqualTo(mask).startsWith("mask ");
            assertThat(tab.text(".facts-name")).isEqualTo("wall.png");
            assertThat(tab.js("document.querySelector('#prompt').value").asString())
                    .isEqualTo("bare bricks");
        }
    }

    @Test
    void aServiceThatIsAwayIsSaidWithTheWayOut() {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 1);
            Playing.stroke(tab, 0.2, 0.5, 0.8, 0.5);
            tab.type("#prompt", "calm water");
            tab.send("Network.enable", Map.of());
            tab.send(
                    "Network.emulateNetworkConditions",
                    Map.of("offline", true, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));

            tab.click("#run");

            tab.until("!document.querySelector('#banner').hidden");
            assertThat(tab.text("#banner")).contains("does not answer", "still running", "Try again");
            assertThat(tab.js("document.querySelector('#run').disabled").asBoolean())
                    .isFalse();
        }
    }

    @Test
    void whoPressesAgainWhileItIsBeingSentPaysOnce() throws IOException, InterruptedException {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 1);
            Playing.stroke(tab, 0.1, 0.2, 0.8, 0.2);
            tab.type("#prompt", "a hazy evening sky");
            int before = DESK.get("/api/edits").size();
            tab.js("""
                    for (let i = 0; i < 3; i++)
                      document.querySelector('#prompt').dispatchEvent(
                        new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true}))""");
            tab.until("location.hash.startsWith('#run=')");
            Playing.awaitState(tab, "Done");
            assertThat(DESK.get("/api/edits").size()).isEqualTo(before + 1);
        }
    }

    @Test
    void keysChooseToolsAndTakeBack() {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 1);
            Playing.stroke(tab, 0.2, 0.2, 0.5, 0.5);
            assertThat(tab.text("#mask-facts")).isNotEqualTo("no mask yet");
            press(tab, "z", 2);
            assertThat(tab.text("#mask-facts")).isEqualTo("no mask yet");
            press(tab, "r", 0);
            Playing.stroke(tab, 0.25, 0.25, 0.75, 0.75);
            assertThat(tab.text("#mask-facts")).isEqualTo("mask 25 %");
            press(tab, "i", 0);
            assertThat(tab.text("#mask-facts")).isEqualTo("mask 75 %");
            press(tab, "?", 0);
            assertThat(tab.js("document.querySelector('#help').open").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void theMaskCanBePaintedWithoutAPointer() {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 1);
            tab.js("document.querySelector('#stage').focus()");
            for (String key : List.of("Enter", "ArrowRight", "ArrowRight", "ArrowDown", "Enter")) {
                press(tab, key, 0);
            }
            assertThat(tab.text("#mask-facts")).startsWith("mask ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1:1, 0 100 0 100, 800 × 800",
        "16:9, 133 0 134 0, 1067 × 600",
        "Zoom out 2×, 400 300 400 300, 1600 × 1200"
    })
    void theCanvasGrowsToAShape(String preset, String sides, String size) {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 1);
            tab.js("document.querySelector('input[name=mode][value=outpaint]').click()");
            tab.js("[...document.querySelectorAll('.chip')].find((chip) => chip.textContent === '" + preset
                    + "').click()");
            assertThat(tab.js("[...document.querySelectorAll('.sides input')].map((side) => side.value).join(' ')")
                            .asString())
                    .isEqualTo(sides);
            assertThat(tab.text("#outpaint-size")).startsWith(size);
        }
    }

    @Test
    void theEstimateFollowsTheForm() {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 1);
            tab.until("document.querySelector('#estimate strong')?.textContent === '$0.05'");
            tab.js("document.querySelector('#numImages-4').click()");
            tab.until("document.querySelector('#estimate strong')?.textContent === '$0.20'");
            tab.js("document.querySelector('#variants-2').click()");
            tab.until("document.querySelector('#estimate strong')?.textContent === '$0.40'");
        }
    }

    @ParameterizedTest
    @CsvSource({"375, 812", "768, 1024", "1440, 900"})
    void nothingIsWiderThanTheWindowAndEverythingHasAName(int width, int height) {
        try (Tab tab = DESK.open("/", width, height)) {
            Playing.takeSample(tab, 1);
            assertThat(tab.js("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(width);
            JsonNode nameless = tab.js("""
                    [...document.querySelectorAll('button, input:not([hidden]), textarea, a, [role=slider]')]
                      .filter((control) => !control.getAttribute('aria-label') && !control.textContent.trim()
                        && !(control.labels?.length > 0) && !control.hidden)
                      .map((control) => control.outerHTML)""");
            assertThat(nameless.valueStream().map(JsonNode::asString)).isEmpty();
            assertThat(tab.complaints).isEmpty();
        }
    }

    private static void press(Tab tab, String key, int modifiers) {
        tab.send("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "modifiers", modifiers));
        tab.send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "modifiers", modifiers));
    }
}
