/**
 * fal on your own machine: the protocol of the service, spoken by {@link io.fluxfill.localfal.LocalFal}.
 *
 * <p>It plays the synchronous endpoint, the queue, and the file storage with its upload routes.
 *
 * <p>It knows nothing of any client, so that tests of every client can use it.
 */
@NullMarked
package io.fluxfill.localfal;

import org.jspecify.annotations.NullMarked;
