package io.fluxfill.playground;

import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;

/** Every refusal and failure as {@code application/problem+json}, with the fields that it is about. */
@RestControllerAdvice
final class Problems extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final Json json;
    private final LocalPaths paths;

    Problems(Json json, LocalPaths paths) {
        this.json = json;
        this.paths = paths;
    }

    @ExceptionHandler
    Mono<ResponseEntity<Object>> handleFal(FalException error, ServerWebExchange exchange) {
        boolean mine = error instanceof InvalidRequestException;
        EditError told = EditError.of(error, paths);
        return respond(ProblemException.body(mine ? 422 : 502, told.title(), told.detail(), told.errors()), exchange);
    }

    @ExceptionHandler
    Mono<ResponseEntity<Object>> handleLimit(DataBufferLimitException error, ServerWebExchange exchange) {
        return respond(
                ProblemException.body(413, "Too large", "The form is longer than any that the page sends.", List.of()),
                exchange);
    }

    @ExceptionHandler
    Mono<ResponseEntity<Object>> handleAnything(Exception error, ServerWebExchange exchange) {
        if (exchange.getResponse().isCommitted() || DisconnectedClientHelper.isClientDisconnectedException(error)) {
            // Nobody is left to be told.
            return Mono.error(error);
        }
        LOG.error("{} failed", exchange.getRequest().getPath(), error);
        return respond(
                ProblemException.body(500, "This went wrong", "The service failed; its log says more.", List.of()),
                exchange);
    }

    @Override
    protected Mono<ResponseEntity<Object>> handleServerWebInputException(
            ServerWebInputException error, HttpHeaders headers, HttpStatusCode status, ServerWebExchange exchange) {
        if (cause(error, DataBufferLimitException.class) instanceof DataBufferLimitException limit) {
            return handleLimit(limit, exchange);
        }
        if (cause(error, DatabindException.class) instanceof JacksonException json
                && !json.getPath().isEmpty()) {
            String field = String.valueOf(json.getPath().get(0).getPropertyName());
            FieldProblem problem = new FieldProblem(field, field + " has a value of another kind than it takes.");
            return respond(ProblemException.of(List.of(problem)).getBody(), exchange);
        }
        return respond(
                ProblemException.body(400, "Not understood", "The body is no JSON of the expected form.", List.of()),
                exchange);
    }

    private static @Nullable Throwable cause(Throwable error, Class<?> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return cause;
            }
        }
        return null;
    }

    @Override
    protected Mono<ResponseEntity<Object>> createResponseEntity(
            @Nullable Object body, @Nullable HttpHeaders headers, HttpStatusCode status, ServerWebExchange exchange) {
        if (body instanceof ProblemDetail problem) {
            ProblemException.complete(problem);
        }
        return super.createResponseEntity(body, headers, status, exchange);
    }

    private Mono<ResponseEntity<Object>> respond(ProblemDetail body, ServerWebExchange exchange) {
        return createResponseEntity(body, null, HttpStatusCode.valueOf(body.getStatus()), exchange);
    }

    /** What the library says of fields, under the names of the form. */
    static List<FieldProblem> fields(Throwable error, LocalPaths paths) {
        return error instanceof InvalidRequestException invalid
                ? invalid.fieldErrors().stream()
                        .map(field -> new FieldProblem(EditError.formField(field.field()), paths.hidden(field.msg())))
                        .toList()
                : List.of();
    }

    /** Where no controller is involved. */
    Mono<Void> write(ServerWebExchange exchange, int status, String title, String detail) {
        exchange.getResponse().setStatusCode(HttpStatusCode.valueOf(status));
        exchange.getResponse().getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        byte[] body = json.bytes(Objects.requireNonNull(java.util.Map.of(
                "type", "about:blank", "title", title, "status", status, "detail", detail, "errors", List.of())));
        return exchange.getResponse()
                .writeWith(Mono.fromSupplier(
                        () -> exchange.getResponse().bufferFactory().wrap(body)));
    }
}
