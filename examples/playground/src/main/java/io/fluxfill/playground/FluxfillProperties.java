package io.fluxfill.playground;

import io.fluxfill.ApiKey;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties {@code fluxfill.*}.
 *
 * @param real whether edits go to fal itself and cost money
 * @param key the key for that; without one, that of {@code keyFile}, or of the environment
 * @param keyFile a file that holds the key
 * @param url a local-fal of another process; without it, and without {@code real}, there is one within
 * @param cap what one run of the service may spend, in US dollars
 * @param data where pictures and the history are kept
 * @param maxUpload the largest picture file
 * @param maxMegapixels the largest picture
 * @param keepUnused how long a picture is kept that no edit has, from when it was last used
 * @param maxUnused how large all of them together may be; the oldest go first
 * @param maxVariants how many edits one form may start
 * @param maxInFlight how many edits are at fal at once
 * @param onClose what becomes of an edit when nobody looks any more, unless its form says otherwise
 * @param closeAfter for how long nobody has to have looked
 * @param heartbeat how long a stream of events may be silent
 * @param settle how long the end of the service waits for what it has begun
 * @param allowPublic whether a real key may be used behind an address that other machines reach
 * @param hosts names, beside addresses and {@code localhost}, by which browsers may call this service
 * @param local how the local-fal within behaves
 */
@ConfigurationProperties("fluxfill")
record FluxfillProperties(
        boolean real,
        @Nullable ApiKey key,
        @Nullable Path keyFile,
        @Nullable URI url,
        @DefaultValue("5.00") BigDecimal cap,
        Path data,
        @DefaultValue("20MB") DataSize maxUpload,
        @DefaultValue("50") int maxMegapixels,
        @DefaultValue("7d") Duration keepUnused,
        @DefaultValue("1GB") DataSize maxUnused,
        @DefaultValue("8") int maxVariants,
        @DefaultValue("64") int maxInFlight,
        @DefaultValue("keep") OnClose onClose,
        @DefaultValue("10s") Duration closeAfter,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("10s") Duration settle,
        boolean allowPublic,
        @DefaultValue({}) List<String> hosts,
        @DefaultValue Local local) {
    /**
     * A local-fal that shows something of the life of a request.
     *
     * @param runners how many edits it works on at once
     * @param queueWait how long each waits at least
     * @param serviceTime how long each is worked on at least
     */
    record Local(
            @DefaultValue("2") int runners,
            @DefaultValue("500ms") Duration queueWait,
            @DefaultValue("2s") Duration serviceTime) {}
}
