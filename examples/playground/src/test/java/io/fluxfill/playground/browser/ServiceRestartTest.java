package io.fluxfill.playground.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.paint.Painter;
import io.fluxfill.playground.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service goes away and comes back while somebody looks at an edit; fal does not, and the page stays open. */
@Timeout(180)
class ServiceRestartTest {
    @TempDir
    Path folder;

    private final CountDownLatch back = new CountDownLatch(1);

    private final Painter painter = (image, mask, seed, log) -> {
        log.accept("before the restart");
        back.await();
        log.accept("after the restart");
        return Painter.patchMatch().paint(image, mask, seed, log);
    };

    private ServiceProcess start(LocalFal fal, int port) throws IOException {
        return ServiceProcess.start(
                List.of("-Xmx256m"), "--port=" + port, "--url=" + fal.baseUri(), "--data=" + folder.resolve("data"));
    }

    @Test
    void theOpenPageRecoversByItselfAndShowsThePicture() throws Exception {
        try (Chromium chromium = Chromium.start();
                LocalFal fal = LocalFal.start(
                        LocalFalOptions.builder().painter(painter).build());
                ServiceProcess first = start(fal, 0);
                Tab tab = chromium.open(first.address(), Desk.WIDTH, Desk.HEIGHT)) {
            Playing.takeSample(tab, 1);
            for (double y : List.of(0.14, 0.18, 0.215)) {
                Playing.stroke(tab, 0.06, y, 0.97, y);
            }
            tab.js("document.querySelector('#onClose-keep').click()");
            tab.js("window.neverReloaded = true");
            String id = Playing.run(tab, "a hazy evening sky");
            tab.until("document.querySelector('.log').textContent.includes('before the restart')");

            first.stop();
            tab.until("!document.querySelector('.link-lost').hidden");
            try (ServiceProcess second = start(fal, URI.create(first.address()).getPort())) {
                assertThat(second.address()).isEqualTo(first.address());
                tab.until("document.querySelector('.link-lost').hidden");
                back.countDown();

                Playing.awaitState(tab, "Done");
                tab.until("document.querySelector('.wipe-after').naturalWidth > 0");
                tab.until(
                        "document.querySelector('[data-run=\"%s\"] .dot').dataset.state === 'COMPLETED'".formatted(id));
                assertThat(tab.js("window.neverReloaded").asBoolean()).isTrue();
                assertThat(tab.js("document.querySelector('#banner').hidden").asBoolean())
                        .as("nobody has to do anything")
                        .isTrue();
                assertThat(tab.text(".log"))
                        .containsOnlyOnce("before the restart")
                        .containsOnlyOnce("after the restart");
            }
            assertThat(fal.stats().submits()).isEqualTo(1);
            assertThat(fal.stats().cancelCalls()).isZero();
            assertThat(tab.complaints)
                    .as("beside the connections that were refused meanwhile")
                    .allMatch(complaint -> complaint.contains("net::ERR_"));
        }
    }
}
