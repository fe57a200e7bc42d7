package io.fluxfill.storage;

import io.fluxfill.error.FalException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.transport.Body;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.JsonCodec;
import io.fluxfill.transport.Transport;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A large upload to fal's CDN in parts, some of them at once. Each part is a PUT and repeated by itself. Once it is begun
 * there is no other route, as with fal's own clients.
 */
final class Multipart implements Route {
    private final Transport transport;
    private final TokenCache tokens;
    private final Sizes sizes;
    private final JsonCodec.Decoder<Session> decoder;

    Multipart(Transport transport, TokenCache tokens, Hosts hosts, Sizes sizes) {
        this.transport = transport;
        this.tokens = tokens;
        this.sizes = sizes;
        decoder = body -> {
            Map<String, @Nullable Object> document = JsonCodec.document().decode(body);
            URI access = hosts.usable("access_url", document.get("access_url"));
            // The parts are sent below it, with the token.
            if (!hosts.isCdn(access) || access.getRawQuery() != null || access.getRawFragment() != null) {
                throw new IllegalArgumentException("access_url is none of the CDN");
            }
            if (!(document.get("uploadId") instanceof String id) || id.isEmpty()) {
                throw new IllegalArgumentException("no uploadId");
            }
            return new Session(
                    access, URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
        };
    }

    boolean suits(Parcel parcel) {
        return parcel.isRepeatable() && parcel.length() > sizes.threshold();
    }

    @Override
    public Mono<URI> upload(Parcel parcel) {
        return tokens.authorized(token -> transport.exchange(create(token, parcel)), () -> true)
                .map(HttpReply::body)
                .flatMap(session -> {
                    parcel.commit();
                    return parts(session, parcel)
                            .flatMap(parts -> complete(session, parcel, parts))
                            .thenReturn(session.access());
                });
    }

    private Call<Session> create(Token token, Parcel parcel) {
        URI uri = URI.create(token.cdn() + "/files/upload/multipart");
        return Call.elsewhere(Call.Operation.UPLOAD, "POST", uri, decoder)
                .headers(token.headers())
                .headers(Map.of("Content-Type", parcel.mediaType(), "X-Fal-File-Name", parcel.fileName()))
                .headers(parcel.lifecycle())
                .subject(parcel.fileName() + " to " + uri.getHost() + " (CDN route, in parts)")
                .build();
    }

    private Mono<List<Part>> parts(Session session, Parcel parcel) {
        long count = (parcel.length() + sizes.part() - 1) / sizes.part();
        return Flux.range(1, Math.toIntExact(count))
                .flatMap(number -> part(session, parcel, number), sizes.parallel(), 1)
                .collectSortedList(Comparator.comparingInt(Part::number));
    }

    private Mono<Part> part(Session session, Parcel parcel, int number) {
        return Mono.defer(() -> {
            long offset = (long) (number - 1) * sizes.part();
            Body body = parcel.part(offset, Math.min(sizes.part(), parcel.length() - offset));
            URI uri = session.below("/" + number);
            return tokens.authorized(token -> transport.exchange(put(uri, token, parcel, number, body)), () -> true)
                    .map(reply -> new Part(number, etag(reply, number)));
        });
    }

    private static Call<byte[]> put(URI uri, Token token, Parcel parcel, int number, Body body) {
        return Call.elsewhere(Call.Operation.UPLOAD, "PUT", uri, reply -> reply)
                .headers(token.headers())
                // Who compresses an answer on its way may change its tag.
                .headers(Map.of("Accept-Encoding", "identity"))
                .subject("part " + number + " of " + parcel.fileName() + " to " + uri.getHost() + " (CDN route)")
                .body(body)
                .build();
    }

    private static String etag(HttpReply<?> reply, int number) {
        String etag = reply.header("etag");
        if (etag == null || etag.isEmpty()) {
            throw new ReplyFormatException(
                    "upload: the answer to part " + number + " has no ETag, without which the parts cannot be joined.",
                    FalException.Origin.LOCAL,
                    null);
        }
        return etag;
    }

    private Mono<HttpReply<byte[]>> complete(Session session, Parcel parcel, List<Part> parts) {
        URI uri = session.below("/complete");
        byte[] document = JsonCodec.encode(
                Map.of("parts", parts.stream().map(Part::toJson).toList()));
        return tokens.authorized(
                token -> transport.exchange(Call.elsewhere(Call.Operation.UPLOAD, "POST", uri, reply -> reply)
                        .headers(token.headers())
                        .subject("the joined parts of " + parcel.fileName() + " to " + uri.getHost() + " (CDN route)")
                        .body(document)
                        .build()),
                () -> true);
    }

    /**
     * How it is cut.
     *
     * @param threshold what has more bytes goes in parts
     * @param part bytes of each part but the last
     * @param parallel how many at once
     */
    record Sizes(long threshold, int part, int parallel) {
        /** fal's own clients begin at 100 MiB, with parts of 10. */
        static final Sizes DEFAULT = new Sizes(100L << 20, 10 << 20, 4);
    }

    private record Session(URI access, String id) {
        URI below(String path) {
            return URI.create(access + "/multipart/" + id + path);
        }
    }

    private record Part(int number, String etag) {
        Map<String, Object> toJson() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("partNumber", number);
            json.put("etag", etag);
            return json;
        }
    }
}
