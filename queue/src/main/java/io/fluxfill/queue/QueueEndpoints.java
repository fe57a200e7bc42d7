package io.fluxfill.queue;

import io.fluxfill.Endpoint;
import io.fluxfill.EndpointId;
import io.fluxfill.RequestHandle;
import io.fluxfill.SubmitOptions;
import io.fluxfill.transport.Admission;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.Call.Delivery;
import io.fluxfill.transport.Call.Operation;
import io.fluxfill.transport.Call.Origin;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.JsonCodec;
import io.fluxfill.transport.JsonReader;
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
    /** All else that a submit is answered is not needed, or not trusted. */
    private static final JsonCodec.Decoder<String> REQUEST_ID = JsonCodec.reader(QueueEndpoints::requestId);

    private final Endpoint<?, O> endpoint;
    private final String requests;
    private final @Nullable RequestBudget budget;

    /** Without a budget. */
    QueueEndpoints(Endpoint<?, O> endpoint) {
        this(endpoint, null);
    }

    QueueEndpoints(Endpoint<?, O> endpoint, @Nullable RequestBudget budget) {
        this.endpoint = endpoint;
        requests = "/" + endpoint.id().application() + "/requests/";
        this.budget = budget;
    }

    private Admission admission(Operation operation) {
        return budget == null ? Admission.OPEN : budget.admission(operation);
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
                .admission(admission(Operation.SUBMIT))
                .build();
    }

    private static String requestId(JsonReader answer) {
        @Nullable Object[] found = new @Nullable Object[1];
        answer.members((name, value) -> {
            if (name.equals("request_id")) {
                found[0] = value.any();
            }
        });
        if (found[0] instanceof String id) {
            return id;
        }
        throw new IllegalArgumentException("there is no request_id");
    }

    private RequestHandle handle(byte[] body) {
        return new RequestHandle(endpoint.id().full(), REQUEST_ID.decode(body));
    }

    Call<QueueStatus> status(RequestHandle handle, boolean logs) {
        return Call.to(
                        Operation.STATUS,
                        "GET",
                        Origin.QUEUE,
                        path(handle) + "/status" + query(logs),
                        body -> WireStatus.DECODER.decode(body).toStatus(handle))
                .handle(handle)
                .admission(admission(Operation.STATUS))
                .build();
    }

    Call<QueueStatus> stream(RequestHandle handle, boolean logs, boolean onlyIfRoom) {
        return Call.to(
                        Operation.STREAM,
                        "GET",
                        Origin.QUEUE,
                        path(handle) + "/status/stream" + query(logs),
                        body -> WireStatus.DECODER.decode(body).toStatus(handle))
                .handle(handle)
                .onlyIfRoom(onlyIfRoom)
                .admission(admission(Operation.STREAM))
                .build();
    }

    /** What an event of a stream says. */
    QueueStatus status(RequestHandle handle, ServerEvent event) {
        return WireStatus.DECODER
                .decode(event.data().getBytes(StandardCharsets.UTF_8))
                .toStatus(handle);
    }

    Call<O> result(RequestHandle handle) {
        return Call.to(Operation.RESULT, "GET", Origin.QUEUE, path(handle), endpoint.decoder())
                .accepts(status -> status >= 200 && status < 300 && status != 202)
                .handle(handle)
                .admission(admission(Operation.RESULT))
                .build();
    }

    Call<Map<String, @Nullable Object>> cancel(RequestHandle handle) {
        return Call.to(Operation.CANCEL, "PUT", Origin.QUEUE, path(handle) + "/cancel", QueueEndpoints::cancelDocument)
                .accepts(status -> (status >= 200 && status < 300) || status == 400 || status == 404)
                .handle(handle)
                .admission(admission(Operation.CANCEL))
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

    private static String query(boolean logs) {
        return logs ? "?logs=1" : "";
    }

    private String path(RequestHandle handle) {
        String id = handle.requestId();
        // Those of fal are UUIDs.
        return requests + (isPlain(id) ? id : URLEncoder.encode(id, StandardCharsets.UTF_8));
    }

    private static boolean isPlain(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z')) {
                return false;
            }
        }
        return true;
    }
}
