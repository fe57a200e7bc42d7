package io.fluxfill.transport;

import io.fluxfill.ClientOptions;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.transport.Call.Operation;
import io.netty.buffer.Unpooled;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.NettyOutbound;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/** Calls over Reactor Netty, each sent once. No {@code ByteBuf} leaves it. */
final class NettyTransport implements Transport {
    private static final AsciiString JSON = AsciiString.cached("application/json");
    private static final AsciiString EVENTS = AsciiString.cached("text/event-stream");

    /** A larger body leaves in parts, so that it is seen to move. */
    private static final int ONE_WRITE = 64 << 10;

    private final ClientOptions options;
    private final Faults faults;
    private final Words words;
    private final AsciiString authorization;
    private final AsciiString userAgent;
    private final ReplyReader reader;
    private final Connections calls;
    private final Connections streams;
    private final Map<Call.Origin, Route> routes = new EnumMap<>(Call.Origin.class);
    private final ChannelGroup open = new DefaultChannelGroup("fluxfill", GlobalEventExecutor.INSTANCE, true);
    private final AtomicInteger openStreams = new AtomicInteger();
    private final SharedTimeout callTimeout;
    private final SharedTimeout runTimeout;
    private volatile boolean disposed;

    NettyTransport(ClientOptions options, UnaryOperator<HttpClient> customizer) {
        this.options = options;
        faults = new Faults(options);
        words = new Words(options.apiKey());
        authorization = AsciiString.of("Key " + options.apiKey().reveal());
        userAgent = AsciiString.of(options.userAgent());
        reader = new ReplyReader(options, faults);
        callTimeout = new SharedTimeout(options.callTimeout(), Schedulers::parallel);
        runTimeout = new SharedTimeout(options.runTimeout(), Schedulers::parallel);
        UnaryOperator<HttpClient> safe = client -> safe(customizer.apply(client));
        calls = new Connections("fluxfill-calls", callConnections(options), options, safe);
        streams = new Connections("fluxfill-streams", options.maxOpenStreams(), options, safe);
        routes.put(Call.Origin.RUN, route(options.runUri()));
        routes.put(Call.Origin.QUEUE, route(options.queueUri()));
        routes.put(Call.Origin.REST, route(options.restUri()));
    }

    /** What is known to speak HTTP/2 needs one where HTTP/1.1 has to have a hundred (RFC 9113, 6.5.2). */
    private static int callConnections(ClientOptions options) {
        return options.h2c() ? (options.maxConnections() + 99) / 100 : options.maxConnections();
    }

    private Route route(URI origin) {
        String path = origin.getRawPath();
        HttpClient json = calls.of(origin);
        HttpClient events = streams.of(origin);
        return new Route(
                json.request(HttpMethod.GET),
                json.request(HttpMethod.POST),
                json.request(HttpMethod.PUT),
                events.request(HttpMethod.GET),
                path == null ? "" : path);
    }

    /**
     * What no customizer may change: a POST that is silently sent again is paid twice, a redirect takes the key along, and
     * the limits are options.
     */
    private HttpClient safe(HttpClient client) {
        return client.disableRetry(true)
                .followRedirect(false)
                .channelGroup(open)
                .responseTimeout(null);
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        return Mono.defer(() -> {
            if (disposed) {
                return Mono.error(closed(call));
            }
            WriteGate gate = new WriteGate(call.watch());
            ConnectionLoop loop = new ConnectionLoop(gate);
            Flux<HttpReply<T>> exchange = send(
                    call,
                    gate,
                    loop,
                    (response, content) ->
                            reader.read(call, response.status().code(), headers(response), content.asByteArray()));
            Body body = call.body();
            return OneReply.of(
                    exchange,
                    loop,
                    timeout(call),
                    error -> faults.broken(call, gate, error, disposed),
                    body != null && body.bytes() == null);
        });
    }

    @Override
    public Flux<ByteBuffer> bytes(Call<?> call) {
        return Flux.defer(() -> {
            if (disposed) {
                return Flux.error(closed(call));
            }
            return this.<ByteBuffer>open(
                    call,
                    (response, content) -> {
                        int status = response.status().code();
                        if (call.accepts(status)) {
                            return content.asByteArray().map(ByteBuffer::wrap);
                        }
                        return reader.<ByteBuffer>refusal(call, status, headers(response), content.asByteArray());
                    },
                    () -> {});
        });
    }

    @Override
    public Flux<ServerEvent> events(Call<?> call) {
        return Flux.defer(() -> {
            if (disposed) {
                return Flux.error(closed(call));
            }
            if (openStreams.incrementAndGet() > options.maxOpenStreams() && call.onlyIfRoom()) {
                openStreams.decrementAndGet();
                return Flux.error(faults.noRoom(call));
            }
            return this.<ServerEvent>open(
                    call,
                    (response, content) -> {
                        int status = response.status().code();
                        Map<String, String> headers = headers(response);
                        if (!call.accepts(status)) {
                            return reader.<ServerEvent>refusal(call, status, headers, content.asByteArray());
                        }
                        return isEventStream(response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE, ""))
                                ? DecodedEvents.of(
                                        content.asByteArray(),
                                        options.eventLimit(),
                                        () -> faults.tooLarge(call, headers, options.eventLimit(), "eventLimit"))
                                : reader.<ServerEvent>notEvents(call, status, headers, content.asByteArray());
                    },
                    openStreams::decrementAndGet);
        });
    }

    private <V> Flux<V> open(
            Call<?> call, BiFunction<HttpClientResponse, ByteBufFlux, Publisher<V>> receiver, Runnable closed) {
        WriteGate gate = new WriteGate(call.watch());
        ConnectionLoop loop = new ConnectionLoop(gate);
        return OpenExchange.of(
                send(call, gate, loop, receiver), loop, error -> faults.broken(call, gate, error, disposed), closed);
    }

    private static boolean isEventStream(String contentType) {
        return contentType.regionMatches(true, 0, "text/event-stream", 0, 17);
    }

    /** Some of them become ids and messages, so the key is taken out of what repeats it. */
    private Map<String, String> headers(HttpClientResponse response) {
        return new ReplyHeaders(response.responseHeaders(), words::withoutKey);
    }

    /** To be cancelled by the loop. */
    private <V> Flux<V> send(
            Call<?> call,
            WriteGate gate,
            ConnectionLoop loop,
            BiFunction<HttpClientResponse, ByteBufFlux, Publisher<V>> receiver) {
        BiFunction<HttpClientRequest, NettyOutbound, Publisher<Void>> sender = (request, outbound) -> {
            outbound.withConnection(connection -> {
                loop.is(connection.channel().eventLoop());
                ExchangeGuard.watch(
                        connection.channel(),
                        NettyPipeline.ReactiveBridge,
                        words,
                        call.body() == null ? silence(call) : null);
            });
            return write(call, gate, request, outbound);
        };
        return request(call).send(sender).response(receiver);
    }

    private HttpClient.RequestSender request(Call<?> call) {
        boolean isStream = call.operation() == Operation.STREAM;
        Route route = call.origin() == null ? null : routes.get(call.origin());
        if (route != null) {
            return (isStream ? route.stream() : route.calls(call.method())).uri(route.path() + call.address());
        }
        URI uri = URI.create(call.address());
        // The origins were looked at when they were configured.
        if (!options.mayReach(uri)) {
            throw faults.cleartext(call, uri);
        }
        return (isStream ? streams : calls)
                .client(uri)
                .request(HttpMethod.valueOf(call.method()))
                .uri(uri);
    }

    private Publisher<Void> write(Call<?> call, WriteGate gate, HttpClientRequest request, NettyOutbound outbound) {
        // Behind all hooks of a customizer: none of them sees the key, or puts another in its place.
        if (call.origin() == null) {
            settleElsewhere(request, call.operation());
        } else {
            settle(request, call.operation());
        }
        call.headers().forEach(request::header);
        Body body = call.body();
        if (body != null) {
            Duration silence = silence(call);
            if (silence != null) {
                // It begins when the body is out.
                request.responseTimeout(silence);
            }
            request.header(HttpHeaderNames.CONTENT_TYPE, body.mediaType());
            if (body.length() >= 0) {
                request.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(body.length()));
            }
        } else if (!call.method().equals("GET")) {
            request.header(HttpHeaderNames.CONTENT_LENGTH, "0");
        }
        if (disposed) {
            // The pool may still hand out a connection to who waited for one.
            throw new CancellationException("The client was disposed of before the request was written.");
        }
        try {
            gate.open();
        } catch (CancellationException e) {
            // Nothing was written, so it would go back to the pool; and the cancel, which is still on its way to it,
            // would then close it under whoever has it next.
            outbound.withConnection(connection -> {
                var unused = connection.channel().close();
            });
            throw e;
        }
        return body == null ? outbound : write(body, outbound);
    }

    private void settle(HttpClientRequest request, Operation operation) {
        request.header(HttpHeaderNames.USER_AGENT, userAgent)
                .header(HttpHeaderNames.ACCEPT, operation == Operation.STREAM ? EVENTS : JSON)
                .header(HttpHeaderNames.AUTHORIZATION, authorization);
    }

    private void settleElsewhere(HttpClientRequest request, Operation operation) {
        request.header(HttpHeaderNames.USER_AGENT, userAgent);
        if (operation == Operation.DOWNLOAD) {
            // Pictures are compressed already, and of what is not one can see whether it came whole.
            request.header(HttpHeaderNames.ACCEPT_ENCODING, "identity");
        } else {
            request.header(HttpHeaderNames.ACCEPT, JSON);
        }
        // What a customizer says of it is meant for fal, and this may be anybody.
        request.requestHeaders().remove(HttpHeaderNames.AUTHORIZATION);
    }

    private Publisher<Void> write(Body body, NettyOutbound outbound) {
        byte[] bytes = body.bytes();
        if (bytes != null && bytes.length <= ONE_WRITE) {
            return outbound.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(bytes)));
        }
        return outbound.withConnection(connection ->
                        connection.addHandlerLast(StalledWrite.NAME, new StalledWrite(options.idleTimeout())))
                .send(Flux.from(body.content()).map(Unpooled::wrappedBuffer));
    }

    /** Null for what is cut as a whole before it could be silent for too long. */
    private @Nullable Duration silence(Call<?> call) {
        Duration silence = switch (call.operation()) {
            case RUN -> options.runTimeout();
            case STREAM -> options.streamIdleTimeout();
            default -> options.idleTimeout();
        };
        Duration whole = limit(call);
        return whole == null || silence.compareTo(whole) < 0 ? silence : null;
    }

    private @Nullable SharedTimeout timeout(Call<?> call) {
        if (limit(call) == null) {
            return null;
        }
        return call.operation() == Operation.RUN ? runTimeout : callTimeout;
    }

    private @Nullable Duration limit(Call<?> call) {
        Body body = call.body();
        return switch (call.operation()) {
            case RUN -> options.runTimeout();
            case SUBMIT, STATUS, CANCEL -> options.callTimeout();
            case UPLOAD -> body == null || body.bytes() != null ? options.callTimeout() : null;
            case RESULT, DOWNLOAD, STREAM -> null;
        };
    }

    private static ClientClosedException closed(Call<?> call) {
        return new ClientClosedException(
                call + " was not sent: the client was disposed of.",
                new FalException.Origin(null, call.handle(), true),
                null);
    }

    @Override
    public void dispose() {
        disposed = true;
        calls.dispose();
        streams.dispose();
        // Each channel fails what runs on it; nobody waits for the sockets themselves.
        var unused = open.close();
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    /**
     * The way to one of the configured origins.
     *
     * @param path what stands before the paths of its calls
     */
    private record Route(
            HttpClient.RequestSender get,
            HttpClient.RequestSender post,
            HttpClient.RequestSender put,
            HttpClient.RequestSender stream,
            String path) {
        HttpClient.RequestSender calls(String method) {
            return switch (method) {
                case "GET" -> get;
                case "POST" -> post;
                case "PUT" -> put;
                default -> throw new IllegalArgumentException("No call is made with " + method + ".");
            };
        }
    }
}
