package io.fluxfill.playground.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The page's modules that only calculate, each imported and tried on its own. */
@Timeout(120)
class PageModulesTest {
    @RegisterExtension
    static final Desk DESK = new Desk();

    private static JsonNode tried(String body) {
        try (Tab tab = DESK.open()) {
            return tab.js("(async () => {" + body + "})()");
        }
    }

    @Test
    void aStrokeCoversItsAreaAndStaysOnThePicture() {
        JsonNode found = tried("""
                const { Mask } = await import('/js/mask/mask.js');
                const { stroke } = await import('/js/mask/shapes.js');
                const mask = new Mask(700, 500);
                stroke({x: 100, y: 100}, {x: 400, y: 300}, 40, (y, a, b) => mask.span(y, a, b, 255));
                const area = mask.data.filter((value) => value === 255).length;
                stroke({x: -50, y: 480}, {x: 800, y: 510}, 60, (y, a, b) => mask.span(y, a, b, 255));
                return [area, Math.PI * 1600 + 80 * Math.hypot(300, 200), mask.data.length];""");
        assertThat(found.get(0).asDouble())
                .isCloseTo(found.get(1).asDouble(), org.assertj.core.data.Offset.offset(60.0));
        assertThat(found.get(2).asInt()).isEqualTo(700 * 500);
    }

    @Test
    void anOutlineIsFilledWhereItGoesRound() {
        JsonNode found = tried("""
                const { outline, rectangle } = await import('/js/mask/shapes.js');
                const area = (draw) => { let sum = 0; draw((y, a, b) => (sum += Math.max(0, b - a))); return sum; };
                const square = [{x: 10, y: 10}, {x: 30, y: 10}, {x: 30, y: 40}, {x: 10, y: 40}];
                return [area((row) => outline(square, row)), area((row) => outline([...square, ...square], row)),
                  area((row) => rectangle({x: 30, y: 40}, {x: 10, y: 10}, row))];""");
        assertThat(found.valueStream().map(JsonNode::asInt)).containsExactly(600, 600, 600);
    }

    @Test
    void undoAndRedoGoThroughEveryState() {
        JsonNode isSame = tried("""
                const { Mask } = await import('/js/mask/mask.js');
                const { Undo } = await import('/js/mask/undo.js');
                const mask = new Mask(900, 700);
                const undo = new Undo(mask);
                const states = [mask.data.slice()];
                for (let i = 0; i < 6; i++) {
                  for (let y = i * 90; y < i * 90 + 150; y++) mask.span(y, i * 100 - 20, i * 100 + 300, i % 3 === 2 ? 0 : 255);
                  if (i === 4) mask.replace((value) => 255 - value);
                  undo.commit();
                  states.push(mask.data.slice());
                }
                const same = (i) => states[i].every((value, at) => value === mask.data[at]);
                const found = [];
                for (let i = 5; i >= 0; i--) { undo.undo(); found.push(same(i)); }
                for (let i = 1; i <= 6; i++) { undo.redo(); found.push(same(i)); }
                mask.span(5, 0, 900, 255);
                undo.abandon();
                found.push(same(6), !undo.redo());
                return found;""");
        assertThat(isSame.valueStream().map(JsonNode::asBoolean)).hasSize(14).containsOnly(true);
    }

    @Test
    void aMaskComesBackFromItsFileAndItsTextAsItWas() {
        JsonNode isSame = tried("""
                const { toPng } = await import('/js/mask/png.js');
                const { readMask, fromPixels } = await import('/js/mask/read.js');
                const { pack, unpack } = await import('/js/mask/pack.js');
                const data = new Uint8Array(333 * 77);
                for (let i = 0; i < data.length; i++) data[i] = (i * 7919) % 100 < 37 || i > 20000 ? 255 : 0;
                const same = (other) => other.length === data.length && data.every((value, at) => value === other[at]);
                const read = await readMask(await toPng({ width: 333, height: 77, data }));
                const back = new Uint8Array(data.length);
                unpack(pack(data), back);
                const clear = fromPixels(Uint8ClampedArray.of(9, 9, 9, 0, 9, 9, 9, 255));
                return [read.width === 333, same(read.data), !read.transparency, same(back),
                  clear.transparency, clear.data[0] === 255, clear.data[1] === 0];""");
        assertThat(isSame.valueStream().map(JsonNode::asBoolean)).hasSize(7).containsOnly(true);
    }

    @Test
    void whatIsUnderThePointerStaysThereWhileZooming() {
        JsonNode found = tried("""
                const { Viewport } = await import('/js/stage/viewport.js');
                const view = new Viewport();
                view.fit({x: 0, y: 0, width: 4000, height: 3000}, 1000, 600, 20);
                const before = view.toPicture(321, 234);
                for (const factor of [1.3, 1.3, 0.5, 7, 0.9]) view.zoom(factor, 321, 234);
                const after = view.toPicture(321, 234);
                return [Math.abs(before.x - after.x), Math.abs(before.y - after.y)];""");
        assertThat(found.valueStream().map(JsonNode::asDouble)).allMatch(away -> away < 1e-6);
    }

    @Test
    void growingAndFeatheringReachAsFarAsTheySay() {
        JsonNode found = tried("""
                const { soften } = await import('/js/mask/soften.js');
                const data = new Uint8Array(400 * 300);
                data[150 * 400 + 200] = 255;
                const soft = soften({ width: 400, height: 300, data }, 20, 10);
                const at = (away) => soft.data[150 * 400 + 200 + away];
                return [at(20), at(25), at(31), soften({ width: 400, height: 300, data }, 0, 0) === null];""");
        assertThat(found.get(0).asInt()).isEqualTo(255);
        assertThat(found.get(1).asInt()).isBetween(100, 150);
        assertThat(found.get(2).asInt()).isZero();
        assertThat(found.get(3).asBoolean()).isTrue();
    }

    @Test
    void eventsThatComeAgainAreTakenOnce() {
        JsonNode found = tried("""
                const sources = [];
                window.EventSource = class extends EventTarget {
                  constructor(url) { super(); this.url = url; sources.push(this); }
                  close() { this.closed = true; }
                  say(name, edit, cursor) {
                    const data = JSON.stringify({ edit, data: { message: 'm' } });
                    this.dispatchEvent(Object.assign(new Event(name), { lastEventId: cursor, data }));
                  }
                };
                const { EditEvents } = await import('/js/service/events.js');
                const lines = [];
                const events = new EditEvents({ update() {}, log: (id, line) => lines.push(id + line.n), link() {} });
                events.follow(['a', 'b']);
                sources[0].say('log', 'a', 'a:1,b:0');
                sources[0].say('update', 'b', 'a:1,b:1');
                sources[0].say('log', 'b', 'a:1,b:2');
                sources[0].dispatchEvent(new Event('error'));
                while (sources.length < 2) await new Promise((done) => setTimeout(done, 20));
                sources[1].say('log', 'b', 'a:1,b:2');
                sources[1].say('log', 'a', 'a:2,b:2');
                events.follow([]);
                return [lines.join(), sources[0].closed, sources[1].url.split('edits=')[1]];""");
        assertThat(found.get(0).asString()).isEqualTo("a1,b2,a2");
        assertThat(found.get(1).asBoolean()).isTrue();
        assertThat(found.get(2).asString()).isEqualTo("a:1,b:2");
    }
}
