package io.fluxfill.storage;

import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.JsonCodec;
import io.fluxfill.transport.Transport;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A PUT to an address that fal signed for it, and which needs no more than that. */
final class PresignedRoute implements Route {
    private final Transport transport;
    private final String storageType;
    private final JsonCodec.Decoder<Place> decoder;

    /** @param storageType where fal puts it: {@code fal-cdn-v3} or {@code gcs} */
    PresignedRoute(Transport transport, String storageType, Hosts hosts) {
        this.transport = transport;
        this.storageType = storageType;
        decoder = body -> {
            Map<String, @Nullable Object> document = JsonCodec.document().decode(body);
            return new Place(
                    hosts.usable("upload_url", document.get("upload_url")),
                    hosts.usable("file_url", document.get("file_url")));
        };
    }

    @Override
    public Mono<URI> upload(Parcel parcel) {
        return transport
                .exchange(initiate(parcel))
                .onErrorMap(TransportException.class, Unreachable::mark)
                .flatMap(reply -> {
                    Place place = reply.body();
                    return transport.exchange(put(place.upload(), parcel)).thenReturn(place.file());
                });
    }

    private Call<Place> initiate(Parcel parcel) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("content_type", parcel.mediaType());
        document.put("file_name", parcel.fileName());
        return Call.to(Call.Operation.UPLOAD, "POST", Call.Origin.REST, "/storage/upload/initiate", decoder)
                .query(Map.of("storage_type", storageType))
                .headers(parcel.lifecycle())
                .subject("/storage/upload/initiate (pre-signed route, " + storageType + ")")
                .body(JsonCodec.encode(document))
                .build();
    }

    private Call<byte[]> put(URI uri, Parcel parcel) {
        return Call.elsewhere(Call.Operation.UPLOAD, "PUT", uri, body -> body)
                .subject(parcel.fileName() + " to " + uri.getHost() + " (pre-signed route, " + storageType + ")")
                .body(parcel.whole())
                .build();
    }

    /** Where fal waits for it, and where it will lie. */
    private record Place(URI upload, URI file) {}
}
