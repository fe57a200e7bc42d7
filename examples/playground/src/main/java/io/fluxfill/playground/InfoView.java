package io.fluxfill.playground;

import java.util.List;

/** What the page has to know before anything else. */
record InfoView(
        String service,
        String spentUsd,
        String capUsd,
        String pricePerMegapixelUsd,
        long maxUploadBytes,
        int maxMegapixels,
        int maxVariants,
        OnClose onClose,
        List<SampleView> samples) {
    /** A bundled picture. */
    record SampleView(String name, String title, int width, int height, String url) {}
}
