package io.fluxfill.storage;

import io.fluxfill.transport.Call;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.JsonCodec;
import io.fluxfill.transport.Transport;
import java.net.URI;
import java.util.Map;
import reactor.core.publisher.Mono;

/** One POST to fal's CDN, with a token. */
final class CdnRoute implements Route {
    private final Transport transport;
    private final TokenCache tokens;
    private final JsonCodec.Decoder<URI> decoder;

    CdnRoute(Transport transport, TokenCache tokens, Hosts hosts) {
        this.transport = transport;
        this.tokens = tokens;
        decoder = body ->
                hosts.usable("access_url", JsonCodec.document().decode(body).get("access_url"));
    }

    @Override
    public Mono<URI> upload(Parcel parcel) {
        return tokens.authorized(
                token -> transport.exchange(call(token, parcel)).map(HttpReply::body), parcel::maySendAgain);
    }

    private Call<URI> call(Token token, Parcel parcel) {
        URI uri = URI.create(token.cdn() + "/files/upload");
        return Call.elsewhere(Call.Operation.UPLOAD, "POST", uri, decoder)
                .headers(token.headers())
                .headers(Map.of("X-Fal-File-Name", parcel.fileName()))
                .headers(parcel.lifecycle())
                .subject(parcel.fileName() + " to " + uri.getHost() + " (CDN route)")
                .body(parcel.whole())
                .build();
    }
}
