package io.fluxfill.playground.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people type and how they call their files is text on the page, and never anything else. */
@Timeout(120)
class ForeignTextTest {
    @RegisterExtension
    static final Desk DESK = new Desk("--fluxfill.local.queue-wait=1ms", "--fluxfill.local.service-time=1ms");

    private static final String SCRIPT =
            "<script>window.hit=1</script><img src=nowhere onerror=window.hit=1><svg onload=window.hit=1>";

    @Test
    void scriptInThePromptAndInTheFileNameNeverRuns() {
        try (Tab tab = DESK.open()) {
            tab.js("window.alert = () => (window.hit = 2)");
            upload(tab, "<img src=nowhere onerror=window.hit=1>.png", "image/png");
            Playing.awaitPicture(tab);
            assertThat(tab.text(".facts-name")).contains("onerror=window.hit=1>.png");
            Playing.stroke(tab, 0.2, 0.2, 0.8, 0.8);

            Playing.run(tab, SCRIPT);
            Playing.awaitState(tab, "Done");
            for (String panel : new String[] {"JSON", "Java", "Log"}) {
                tab.click("#panel-" + panel);
            }

            assertThat(tab.text(".run-prompt")).isEqualTo(SCRIPT);
            assertThat(tab.text(".card-prompt")).isEqualTo(SCRIPT);
            tab.reload();
            Playing.awaitState(tab, "Done");
            assertThat(tab.js("String(window.hit)").asString()).isEqualTo("undefined");
            assertThat(tab.js("document.querySelectorAll('[onerror], [onload], img[src=nowhere]').length")
                            .asInt())
                    .isZero();
            assertThat(tab.complaints).isEmpty();
        }
    }

    @Test
    void aTextFileCalledPngIsRefusedAtItsPlace() {
        try (Tab tab = DESK.open()) {
            tab.js("""
                    (() => {
                      const files = new DataTransfer();
                      files.items.add(new File(['<script>window.hit=1</script>'], 'picture.png', {type: 'image/png'}));
                      const input = document.querySelector('#file-picture');
                      input.files = files.files;
                      input.dispatchEvent(new Event('change'));
                    })()""");
            tab.until("document.querySelector('#error-image').textContent !== ''");
            assertThat(tab.js("document.querySelector('#stage').dataset.empty").asString())
                    .isEqualTo("true");
            assertThat(tab.js("String(window.hit)").asString()).isEqualTo("undefined");
        }
    }

    /** Gives the page a small picture under this name, as its file dialog would. */
    static void upload(Tab tab, String name, String type) {
        tab.js("""
                (async () => {
                  const canvas = new OffscreenCanvas(320, 240);
                  const pen = canvas.getContext('2d');
                  for (let i = 0; i < 40; i++) {
                    pen.fillStyle = `hsl(${i * 9} 40%% 60%%)`;
                    pen.fillRect(i * 8, 0, 8, 240);
                  }
                  const files = new DataTransfer();
                  files.items.add(new File([await canvas.convertToBlob({type: '%s'})], '%s', {type: '%s'}));
                  const input = document.querySelector('#file-picture');
                  input.files = files.files;
                  input.dispatchEvent(new Event('change'));
                })()""".formatted(type, name, type));
    }
}
