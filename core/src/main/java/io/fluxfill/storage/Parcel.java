package io.fluxfill.storage;

import io.fluxfill.ObjectLifecycle;
import io.fluxfill.transport.Body;
import io.fluxfill.transport.JsonCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** One upload under way: what is sent, as what, and whether it can still be begun anew. */
final class Parcel {
    private final Content content;
    private final String fileName;
    private final String mediaType;
    private final Map<String, String> lifecycle;
    private final Meter meter;
    private final Body whole;
    private volatile boolean begun;
    private volatile boolean committed;

    Parcel(Content content, String fileName, String mediaType, @Nullable ObjectLifecycle lifecycle, Meter meter) {
        this.content = content;
        this.fileName = fileName;
        this.mediaType = mediaType;
        this.lifecycle = headers(lifecycle);
        this.meter = meter;
        whole = Body.stream(mediaType, length(), isRepeatable(), counted(0, length()));
    }

    /** fal has two names for it, and which of them its storage reads has changed. */
    private static Map<String, String> headers(@Nullable ObjectLifecycle lifecycle) {
        if (lifecycle == null || lifecycle.toJson().isEmpty()) {
            return Map.of();
        }
        String json = new String(JsonCodec.encode(lifecycle.toJson()), StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Fal-Object-Lifecycle", json);
        headers.put("X-Fal-Object-Lifecycle-Preference", json);
        return headers;
    }

    String fileName() {
        return fileName;
    }

    String mediaType() {
        return mediaType;
    }

    Map<String, String> lifecycle() {
        return lifecycle;
    }

    long length() {
        return content.length();
    }

    boolean isRepeatable() {
        return content.isRepeatable();
    }

    Body whole() {
        return whole;
    }

    Body part(long offset, long length) {
        return Body.stream(mediaType, length, true, counted(offset, length));
    }

    /**
     * It is read on {@code boundedElastic}, whatever it is: what comes without waiting would keep the event loop for as
     * long as the receiver keeps up, and no cancel would be heard.
     */
    private Flux<ByteBuffer> counted(long offset, long length) {
        return meter.count(content.read(offset, length))
                .subscribeOn(Schedulers.boundedElastic())
                .doOnSubscribe(subscription -> begun = true);
    }

    /** The route that is taken now is the one: no other may follow it. */
    void commit() {
        committed = true;
    }

    /** Whether another route, or the same one once more, finds all of the content. */
    boolean maySendAgain() {
        return !committed && !isUsedUp();
    }

    /** Whether what can be read only once was begun. */
    boolean isUsedUp() {
        return begun && !isRepeatable();
    }
}
