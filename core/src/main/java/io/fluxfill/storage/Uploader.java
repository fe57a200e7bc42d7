package io.fluxfill.storage;

import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.TransportException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Takes the first route, and the next one if that may mend what failed. */
final class Uploader {
    private static final Logger LOG = LoggerFactory.getLogger("fluxfill.storage");

    /** What is said of the route; every other 4xx is said of the content, or of who sends it. */
    private static final Set<Integer> OF_THE_ROUTE = Set.of(401, 403, 404, 405, 408, 410, 411);

    private final Route single;
    private final Multipart multipart;
    private final List<Route> others;

    Uploader(Route single, Multipart multipart, List<Route> others) {
        this.single = single;
        this.multipart = multipart;
        this.others = others;
    }

    Mono<URI> upload(Parcel parcel) {
        return Mono.defer(() -> by(multipart.suits(parcel) ? multipart : single, 0, parcel, new ArrayList<>()));
    }

    private Mono<URI> by(Route route, int next, Parcel parcel, List<Throwable> earlier) {
        return route.upload(parcel).onErrorResume(error -> {
            if (next < others.size() && anotherMayMend(error) && parcel.maySendAgain()) {
                LOG.debug("Another route is taken after: {}", error.getMessage());
                earlier.add(error);
                return by(others.get(next), next + 1, parcel, earlier);
            }
            Throwable last = error instanceof Unreachable unreachable ? unreachable.failure() : error;
            earlier.stream().filter(e -> !e.equals(last)).forEach(last::addSuppressed);
            if (anotherMayMend(error) && parcel.isUsedUp()) {
                last.addSuppressed(
                        new IllegalStateException("The content can be read only once, and was begun: no other"
                                + " route was tried. If it gives the same bytes again, say so with repeatable(true)."));
            }
            return Mono.error(last);
        });
    }

    /** The key is not refused by a route: whoever refuses it refuses it to all of them. */
    private static boolean anotherMayMend(Throwable error) {
        if (error instanceof RequestFailedException failed) {
            return failed.statusCode() < 400
                    || failed.statusCode() >= 500
                    || OF_THE_ROUTE.contains(failed.statusCode());
        }
        return error instanceof TransportException || error instanceof ReplyFormatException;
    }
}
