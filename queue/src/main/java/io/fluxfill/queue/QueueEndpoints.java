package io.fluxfill.queue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fluxfill.Endpoint;
import io.fluxfill.EndpointId;
import io.fluxfill.RequestHandle;
import io.fluxfill.SubmitOptions;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.Call.Delivery;
import io.fluxfill.transport.Call.Operation;
import io.fluxfill.transport.Call.Origin;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.JsonCodec;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.WriteWatch;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of fal's queue, all for handles of its endpoint. URLs are built from ids alone: those that fal sends along would take the key wherever they
 * point to.
 */
final class QueueEndpoints<O> {
    private static final JsonCodec.Decoder<WireStatus> STATUS = JsonCodec.decoder(WireStatus.class);

    private static final JsonCodec.Decoder<WireSubmit> SUBMIT = JsonCodec.decoder(WireSubmit.class);

    private final Endpoint<?, O> endpoint;
    private final String application;

    QueueEndpoints(Endpoint<?, O> endpoint) {
        this.endpoint = endpoint;
        application = endpoint.id().application();
    }

    Call<RequestHandle> submit(SubmitOptions options, byte[] body, WriteWatch watch, boolean resubmitWhenUnknown) {
        EndpointId id = endpoint.id();
        return Call.to(Operation.SUBMIT, "POST", Origin.QUEUE, "/" + id.full(), this::handle)
                .subject(id.full())
                .query(options.toQuery())
                .headers(options.toHeaders())
                .body(body)
                .watch(watch)
                .delivery(resubmitWhenUnknown ? Delivery.IDEMPOTENT : Delivery.AT_MOST_ONCE)
                .build();
    }

    private RequestHandle handle(byte[] body) {
        if (SUBMIT.decode(body).requestId() instanceof String id) {
            return new RequestHandle(endpoint.id().full(), id);
        }
        throw new IllegalArgumentException("there is no request_id");
    }

    Call<QueueStatus> status(RequestHandle handle, boolean logs) {
        return Call.to(
                        Operation.STATUS,
                        "GET",
                        Origin.QUEUE,
                        path(handle) + "/status",
                        body -> STATUS.decode(body).toStatus(handle))
                .query(logs ? Map.of("logs", "1") : Map.of())
                .handle(handle)
                .build();
    }

    Call<QueueStatus> stream(RequestHandle handle, boolean logs, boolean onlyIfRoom) {
        return Call.to(
                        Operation.STREAM,
                        "GET",
                        Origin.QUEUE,
                        path(handle) + "/status/stream",
                        body -> STATUS.decode(body).toStatus(handle))
                .query(logs ? Map.of("logs", "1") : Map.of())
                .handle(handle)
                .onlyIfRoom(onlyIfRoom)
                .build();
    }

    /** What an event of a stream says. */
    QueueStatus status(RequestHandle handle, ServerEvent event) {
        return STATUS.decode(event.data().getBytes(StandardCharsets.UTF_8)).toStatus(handle);
    }

    Call<O> result(RequestHandle handle) {
        return Call.to(Operation.RESULT, "GET", Origin.QUEUE, path(handle), endpoint.decoder())
                .accepts(status -> status >= 200 && status < 300 && status != 202)
                .handle(handle)
                .build();
    }

    Call<Map<String, @Nullable Object>> cancel(RequestHandle handle) {
        return Call.to(Operation.CANCEL, "PUT", Origin.QUEUE, path(handle) + "/cancel", QueueEndpoints::cancelDocument)
                .accepts(status -> (status >= 200 && status < 300) || status == 400 || status == 404)
                .handle(handle)
                .build();
    }

    private static Map<String, @Nullable Object> cancelDocument(byte[] body) {
        return body.length == 0 ? Map.of() : JsonCodec.document().decode(body);
    }

    /** The word decides, because older generations mix the HTTP statuses; without a word that is known, they do. */
    static CancelOutcome cancelOutcome(HttpReply<Map<String, @Nullable Object>> reply) {
        Object word = reply.body().get("status");
        if ("ALREADY_COMPLETED".equals(word)) {
            return CancelOutcome.ALREADY_COMPLETED;
        }
        if ("NOT_FOUND".equals(word) || reply.status() == 404) {
            return CancelOutcome.NOT_FOUND;
        }
        if (reply.status() == 400) {
            return CancelOutcome.ALREADY_COMPLETED;
        }
        return "OK".equals(word) || Boolean.TRUE.equals(reply.body().get("success"))
                ? CancelOutcome.CANCELLED
                : CancelOutcome.CANCELLATION_REQUESTED;
    }

    private String path(RequestHandle handle) {
        return "/" + application + "/requests/" + URLEncoder.encode(handle.requestId(), StandardCharsets.UTF_8);
    }

    /** What a submit is answered; all else in it is not needed, or not trusted. */
    record WireSubmit(@JsonProperty("request_id") @Nullable Object requestId) {}
}
