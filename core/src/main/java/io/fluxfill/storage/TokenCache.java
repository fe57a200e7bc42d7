package io.fluxfill.storage;

import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * The token of the CDN, shared by all uploads of a client: one call fetches it for all that wait for it. A failure is not
 * kept, and who leaves takes it from nobody else.
 */
final class TokenCache {
    private final Mono<Token> token;

    TokenCache(Transport transport, Hosts hosts) {
        Call<byte[]> fetch = Call.to(
                        Call.Operation.UPLOAD, "POST", Call.Origin.REST, "/storage/auth/token", body -> body)
                .query(Map.of("storage_type", "fal-cdn-v3"))
                .subject("/storage/auth/token (CDN route)")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .build();
        token = transport
                .exchange(fetch)
                .onErrorMap(TransportException.class, Unreachable::mark)
                .map(reply -> Token.parse(reply.body(), hosts))
                .cacheInvalidateIf(Token::isStale);
    }

    /**
     * Makes a call with the token, and once more with a new one if the CDN does not take the first.
     *
     * @param mayRepeat asked when it does not
     */
    <T> Mono<T> authorized(Function<Token, Mono<T>> call, BooleanSupplier mayRepeat) {
        return token.flatMap(first -> call.apply(first).onErrorResume(TokenCache::isRefusal, refused -> {
            first.reject();
            return mayRepeat.getAsBoolean() ? token.flatMap(call) : Mono.error(refused);
        }));
    }

    private static boolean isRefusal(Throwable error) {
        return error instanceof RequestFailedException failed
                && (failed.statusCode() == 401 || failed.statusCode() == 403);
    }
}
