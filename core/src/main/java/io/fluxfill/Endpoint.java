package io.fluxfill;

import io.fluxfill.image.ImageUrls;
import io.fluxfill.transport.JsonCodec;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A model that fal serves: where it is, how an input becomes its JSON, how its JSON becomes an output. Immutable and
 * meant to be a constant.
 *
 * <p>{@link io.fluxfill.fill.Fill} has those of FLUX.1 [pro] Fill. Any other one is a line:
 *
 * <pre>{@code
 * Endpoint<ErasePictures, Erased> ERASE = Endpoint.of("fal-ai/flux-pro/v1/erase", ErasePictures.class, Erased.class);
 * }</pre>
 *
 * @param <I> the input that callers give
 * @param <O> the output that they get
 * @since 0.1
 */
public final class Endpoint<I, O> {
    private final EndpointId id;
    private final Preparation<? super I> preparation;
    private final JsonCodec.Encoder encoder;
    private final JsonCodec.Decoder<O> decoder;
    private final Function<? super I, ? extends Mono<BigDecimal>> estimate;

    private Endpoint(
            EndpointId id,
            Preparation<? super I> preparation,
            JsonCodec.Encoder encoder,
            JsonCodec.Decoder<O> decoder,
            Function<? super I, ? extends Mono<BigDecimal>> estimate) {
        this.id = id;
        this.preparation = preparation;
        this.encoder = encoder;
        this.decoder = decoder;
        this.estimate = estimate;
    }

    /**
     * An endpoint whose input and output are mapped as they are: records, beans or maps.
     *
     * @throws IllegalArgumentException if the id is not one, or a type cannot be mapped
     */
    public static <I, O> Endpoint<I, O> of(String id, Class<I> inputType, Class<O> outputType) {
        JsonCodec.Decoder<O> decoder = JsonCodec.decoder(outputType);
        return new Endpoint<>(
                EndpointId.parse(id),
                (input, images) -> Mono.just(input),
                JsonCodec.encoder(inputType),
                decoder,
                input -> Mono.empty());
    }

    /**
     * An endpoint whose input is prepared before it is sent and whose output is converted after it arrived.
     *
     * @param preparation turns an input into a document of {@code documentType}; it runs once per subscription, may
     *     take its time, and must not block; an error from it means that nothing was sent
     * @param wireType what the reply is read as
     * @param conversion turns that into the output; it must accept whatever fal may send
     */
    public static <I, W, O> Endpoint<I, O> of(
            String id,
            Type documentType,
            Preparation<? super I> preparation,
            Type wireType,
            Function<? super W, ? extends O> conversion) {
        JsonCodec.Decoder<W> wire = JsonCodec.decoder(wireType);
        return of(id, documentType, preparation, wire.map(conversion));
    }

    /**
     * An endpoint whose input is prepared before it is sent, and whose output is read by hand.
     *
     * @param preparation as {@link #of(String, Type, Preparation, Type, Function)} has it
     * @param decoder reads the reply, see {@link JsonCodec#reader}; it must accept whatever fal may send
     * @throws IllegalArgumentException if the id is not one, or the type of the document cannot be mapped
     */
    public static <I, O> Endpoint<I, O> of(
            String id, Type documentType, Preparation<? super I> preparation, JsonCodec.Decoder<O> decoder) {
        return new Endpoint<>(
                EndpointId.parse(id),
                preparation,
                JsonCodec.encoder(documentType),
                Objects.requireNonNull(decoder, "decoder"),
                input -> Mono.empty());
    }

    /**
     * The same endpoint, which can tell what an input is expected to cost.
     *
     * @param estimate gives US dollars, or is empty if that cannot be told; it runs once per subscription, may take its
     *     time, and must not block
     */
    public Endpoint<I, O> withEstimate(Function<? super I, ? extends Mono<BigDecimal>> estimate) {
        return new Endpoint<>(id, preparation, encoder, decoder, estimate);
    }

    /** Where it is. */
    public EndpointId id() {
        return id;
    }

    /** Turns an input into the body of a request. Cold: files are read when it is subscribed to. */
    public Mono<byte[]> encode(I input, ImageUrls images) {
        // Not single(): who leaves while the value passes it gets an error of its own making, that nothing came.
        return Mono.defer(() -> preparation.prepare(input, images))
                .map(encoder::encode)
                .switchIfEmpty(
                        Mono.error(() -> new IllegalStateException("the preparation of the endpoint gave nothing")));
    }

    /**
     * What an input is expected to cost, in US dollars, before anything is sent. Cold: files are read when it is
     * subscribed to. Empty if it cannot be told: no estimate is known for this endpoint, or pictures are remote. A
     * picture that cannot be read ends in an {@link io.fluxfill.error.InvalidRequestException}.
     */
    public Mono<BigDecimal> estimate(I input) {
        return Mono.defer(() -> estimate.apply(input));
    }

    /** Reads an output. */
    public JsonCodec.Decoder<O> decoder() {
        return decoder;
    }

    @Override
    public String toString() {
        return id.full();
    }

    /**
     * The step from a caller's input to the document that is sent.
     *
     * @param <I> the input
     */
    @FunctionalInterface
    public interface Preparation<I> {
        /** Makes the document; local pictures become URLs by {@code images}. */
        Mono<?> prepare(I input, ImageUrls images);
    }
}
