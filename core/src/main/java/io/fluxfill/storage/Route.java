package io.fluxfill.storage;

import java.net.URI;
import reactor.core.publisher.Mono;

/** One way to fal's storage. */
interface Route {
    /** Where it lies then. Cold. */
    Mono<URI> upload(Parcel parcel);
}
