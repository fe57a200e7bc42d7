package io.fluxfill.playground.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Who comes back, or comes later, sees all that was there and all that follows, each thing once. */
@Timeout(120)
class RejoinTest {
    @RegisterExtension
    static final Desk DESK = new Desk(
            "--fluxfill.local.queue-wait=500ms", "--fluxfill.local.service-time=12s", "--fluxfill.close-after=4s");

    @Test
    void aReloadLosesAndDoublesNoLineAndTwoTabsSeeTheSame() throws IOException, InterruptedException {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 1);
            Playing.stroke(tab, 0.1, 0.2, 0.8, 0.2);
            tab.js("document.querySelector('#onClose-keep').click()"); // the browser remembers what another test chose
            String id = Playing.run(tab, "a hazy evening sky");
            tab.until("document.querySelectorAll('.log li').length >= 2");
            int linesBefore = numbers(tab).size();

            tab.reload();
            tab.until("document.querySelectorAll('.log li').length >= " + linesBefore);
            assertThat(tab.text("#run-state")).as("after the reload").isNotEqualTo("Done");
            try (Tab other = DESK.open("/#run=" + id, Desk.WIDTH, Desk.HEIGHT)) {
                other.until("document.querySelectorAll('.log li').length >= " + linesBefore);
                Playing.awaitState(tab, "Done");
                Playing.awaitState(other, "Done");

                List<Integer> sent = DESK.logNumbers(id);
                assertThat(sent).hasSizeGreaterThan(linesBefore).isSorted().doesNotHaveDuplicates();
                tab.until("document.querySelectorAll('.log li').length >= " + sent.size());
                other.until("document.querySelectorAll('.log li').length >= " + sent.size());
                assertThat(numbers(tab)).isEqualTo(sent);
                assertThat(numbers(other)).isEqualTo(sent);
                assertThat(other.text("#history li .card-prompt")).isEqualTo(tab.text("#history li .card-prompt"));
            }
            assertThat(tab.text("#prompt")).isEmpty();
            assertThat(tab.js("document.querySelector('#prompt').value").asString())
                    .as("what was typed is still there")
                    .isEqualTo("a hazy evening sky");
            assertThat(tab.complaints).isEmpty();
        }
    }

    @Test
    void aClosedTabCancelsOnlyWhenToldTo() throws IOException, InterruptedException {
        assertThat(stateAfterClosing("cancel")).isEqualTo("CANCELLED");
        assertThat(stateAfterClosing("keep")).isEqualTo("COMPLETED");
    }

    @Test
    void everyVariantIsWatchedAsLongAsTheTabIsOpen() throws IOException, InterruptedException {
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 2);
            Playing.stroke(tab, 0.4, 0.2, 0.6, 0.4);
            tab.js("document.querySelector('#onClose-cancel').click()");
            tab.js("document.querySelector('#variants-2').click()");
            String batch = DESK.get("/api/edits/" + Playing.run(tab, "an empty meadow"))
                    .get("batch")
                    .asString();
            Playing.awaitState(tab, "Done");
            tab.until("[...document.querySelectorAll('.card .dot')].slice(0, 2)"
                    + ".every((dot) => ['COMPLETED', 'CANCELLED', 'FAILED'].includes(dot.dataset.state))");

            assertThat(DESK.get("/api/edits").valueStream())
                    .filteredOn(edit -> edit.get("batch").asString().equals(batch))
                    .hasSize(2)
                    .allMatch(edit -> edit.get("state").asString().equals("COMPLETED"));
        }
    }

    private static String stateAfterClosing(String choice) throws IOException, InterruptedException {
        String id;
        try (Tab tab = DESK.open()) {
            Playing.takeSample(tab, 2);
            Playing.stroke(tab, 0.4, 0.2, 0.6, 0.4);
            tab.js("document.querySelector('#onClose-" + choice + "').click()");
            id = Playing.run(tab, "an empty meadow");
            tab.until("document.querySelectorAll('.log li').length >= 1");
        }
        try (Tab watcher = DESK.open()) { // it sees the list, but does not watch the run itself
            String card = "document.querySelector('[data-run=\"%s\"] .dot')?.dataset.state".formatted(id);
            watcher.until("['CANCELLED', 'COMPLETED', 'FAILED'].includes(%s)".formatted(card));
        }
        return DESK.get("/api/edits/" + id).get("state").asString();
    }

    private static List<Integer> numbers(Tab tab) {
        return tab.js("[...document.querySelectorAll('.log li')].map((line) => Number(line.dataset.n))")
                .valueStream()
                .map(JsonNode::asInt)
                .toList();
    }
}
