package io.fluxfill.playground;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says where the page is. */
@Component
final class Welcome {
    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

    private final FalService service;
    private final FluxfillProperties properties;

    Welcome(FalService service, FluxfillProperties properties) {
        this.service = service;
        this.properties = properties;
    }

    @EventListener
    void ready(ReactiveWebServerInitializedEvent event) {
        String cost = service.isReal()
                ? "edits cost money, at most $" + properties.cap().toPlainString() + " until it ends"
                : "nothing costs anything";
        LOG.info(
                "The playground is at http://127.0.0.1:{} on {}: {}. Ctrl-C ends it.",
                event.getWebServer().getPort(),
                service.word(),
                cost);
    }
}
