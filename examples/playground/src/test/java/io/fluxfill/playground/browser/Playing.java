package io.fluxfill.playground.browser;

import io.fluxfill.playground.browser.Tab.Box;
import java.util.List;
import java.util.stream.IntStream;

/** What a person does on the page, for the tests to say in their words. */
final class Playing {
    private static final int STEPS = 12;

    private Playing() {}

    /** Takes a bundled sample, and waits until it is on the stage. */
    static void takeSample(Tab tab, int number) {
        tab.click("#samples button:nth-of-type(" + number + ")");
        awaitPicture(tab);
    }

    static void awaitPicture(Tab tab) {
        tab.until("document.querySelector('#stage').dataset.empty === 'false'");
        tab.until("document.querySelector('#stage-picture').naturalWidth > 0");
    }

    /** Draws a straight stroke over the picture, from and to places that are shares of its sides. */
    static void stroke(Tab tab, double x0, double y0, double x1, double y1) {
        Box box = tab.box("#stage-picture");
        List<Tab.Point> way = IntStream.rangeClosed(0, STEPS)
                .mapToObj(i -> box.at(x0 + (x1 - x0) * i / STEPS, y0 + (y1 - y0) * i / STEPS))
                .toList();
        tab.drag(way);
    }

    /** Says what should be there, and runs; gives the id of the edit. */
    static String run(Tab tab, String prompt) {
        tab.js("document.querySelector('#prompt').value = ''");
        tab.type("#prompt", prompt);
        String before = tab.js("location.hash").asString();
        tab.click("#run");
        tab.until("location.hash.startsWith('#run=') && location.hash !== '" + before + "'");
        return tab.js("location.hash.slice(5)").asString();
    }

    static void awaitState(Tab tab, String words) {
        tab.until("document.querySelector('#run-state').textContent === '" + words + "'");
    }
}
