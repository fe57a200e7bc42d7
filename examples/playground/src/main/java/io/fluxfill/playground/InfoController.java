package io.fluxfill.playground;

import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the page has to know before anything else. */
@RestController
final class InfoController {
    @GetMapping("/api/info")
    Map<String, Object> info() {
        return Map.of(
                "service",
                "local-fal",
                "spentUsd",
                "0.00",
                "capUsd",
                "5.00",
                "pricePerMegapixelUsd",
                "0.05",
                "maxUploadBytes",
                20 << 20,
                "maxMegapixels",
                50,
                "onClose",
                "keep",
                "samples",
                List.of());
    }
}
