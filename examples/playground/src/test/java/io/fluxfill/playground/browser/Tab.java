package io.fluxfill.playground.browser;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** One tab: its address, its JavaScript, its pointer and its keys. */
final class Tab implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** What the page complained of: uncaught errors, refused scripts, failed loads. */
    final List<String> complaints = new CopyOnWriteArrayList<>();

    private final DevTools tools;
    private final String target;
    private final String session;

    Tab(DevTools tools, String target, String session, int width, int height) {
        this.tools = tools;
        this.target = target;
        this.session = session;
        tools.listen(this::hear);
        for (String domain : List.of("Page", "Runtime", "Log")) {
            send(domain + ".enable", Map.of());
        }
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    private void hear(JsonNode event) {
        if (!event.path("sessionId").asString("").equals(session)) {
            return;
        }
        JsonNode parameters = event.path("params");
        switch (event.path("method").asString("")) {
            case "Runtime.exceptionThrown" ->
                complaints.add(parameters.path("exceptionDetails").toString());
            case "Log.entryAdded" -> complaints.add(parameters.path("entry").toString());
            case "Page.javascriptDialogOpening" -> {
                complaints.add("dialog: " + parameters.path("message").asString(""));
            }
            default -> {}
        }
    }

    JsonNode send(String method, Map<String, ?> parameters) {
        return tools.send(session, method, parameters);
    }

    /** Goes to an address, and waits until the page's modules have run. */
    void go(String url) {
        send("Page.navigate", Map.of("url", url));
        until("document.readyState === 'complete' && document.body?.dataset.ready === 'true'");
    }

    void reload() {
        js("document.body.dataset.ready = 'old'");
        send("Page.reload", Map.of());
        until("document.readyState === 'complete' && document.body?.dataset.ready === 'true'");
    }

    /** Evaluates an expression, and waits for it if it is a promise. */
    JsonNode js(String expression) {
        JsonNode reply = send(
                "Runtime.evaluate",
                Map.of("expression", expression, "awaitPromise", true, "returnByValue", true, "userGesture", true));
        if (reply.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + reply.get("exceptionDetails"));
        }
        return reply.path("result").path("value");
    }

    String text(String selector) {
        return js("document.querySelector('%s')?.textContent ?? ''".formatted(selector))
                .asString();
    }

    /** Waits until an expression is true. The page itself looks, so that a reload in between only asks again. */
    void until(String expression) {
        long end = System.nanoTime() + LIMIT.toNanos();
        String look = """
                new Promise((done) => {
                  const end = performance.now() + 500;
                  const look = () => {
                    if (%s) done(true);
                    else if (performance.now() > end) done(false);
                    else setTimeout(look, 10);
                  };
                  look();
                })""".formatted(expression);
        while (System.nanoTime() < end) {
            try {
                if (js(look).asBoolean(false)) {
                    return;
                }
            } catch (IllegalStateException e) {
                if (!String.valueOf(e.getMessage()).contains("context")) { // the page went away while it was asked
                    throw e;
                }
            }
        }
        throw new AssertionError(
                "never became true: %s\nthe page says: %s\ncomplaints: %s".formatted(expression, told(), complaints));
    }

    /** What the page says is wrong. */
    private String told() {
        String alerts = "[...document.querySelectorAll('[role=alert]')].map((place) => place.textContent)";
        try {
            return js(alerts + ".join(' ').trim()").asString();
        } catch (IllegalStateException e) {
            return "nothing: " + e.getMessage();
        }
    }

    void click(String selector) {
        until("document.querySelector('%s')".formatted(selector));
        js("document.querySelector('%s').scrollIntoView({block: 'nearest'})".formatted(selector));
        Point middle = box(selector).at(0.5, 0.5);
        mouse("mousePressed", middle, 1);
        mouse("mouseReleased", middle, 0);
    }

    /** Clicks into a field and types. */
    void type(String selector, String text) {
        click(selector);
        send("Input.insertText", Map.of("text", text));
    }

    /** Presses the button at the first point, moves through the others, and lets go at the last. */
    void drag(List<Point> way) {
        mouse("mouseMoved", way.get(0), 0);
        mouse("mousePressed", way.get(0), 1);
        way.forEach(point -> mouse("mouseMoved", point, 1));
        mouse("mouseReleased", way.get(way.size() - 1), 0);
    }

    private void mouse(String type, Point point, int buttons) {
        String button = type.equals("mouseMoved") && buttons == 0 ? "none" : "left";
        send(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        type,
                        "x",
                        point.x(),
                        "y",
                        point.y(),
                        "button",
                        button,
                        "buttons",
                        buttons,
                        "clickCount",
                        type.equals("mouseMoved") ? 0 : 1));
    }

    /**
     * Where an element is, once it stays there from one frame to the next: the page draws what was changed with its next frame.
     * Only the tab in front has frames.
     */
    Box box(String selector) {
        send("Page.bringToFront", Map.of());
        JsonNode box = js("""
                (async () => {
                  let before = '';
                  for (let frame = 0; frame < 600; frame++) {
                    await new Promise(requestAnimationFrame);
                    const now = JSON.stringify(document.querySelector('%s').getBoundingClientRect());
                    if (now === before) return JSON.parse(now);
                    before = now;
                  }
                  throw new Error('it does not stay where it is');
                })()""".formatted(selector));
        return new Box(
                box.get("x").asDouble(),
                box.get("y").asDouble(),
                box.get("width").asDouble(),
                box.get("height").asDouble());
    }

    byte[] screenshot() {
        String data = send("Page.captureScreenshot", Map.of("format", "png"))
                .get("data")
                .asString();
        return Base64.getDecoder().decode(data);
    }

    @Override
    public void close() {
        tools.send(null, "Target.closeTarget", Map.of("targetId", target));
    }

    record Point(double x, double y) {}

    record Box(double x, double y, double width, double height) {
        /** A place in it, given as shares of its sides. */
        Point at(double across, double down) {
            return new Point(x + width * across, y + height * down);
        }
    }
}
