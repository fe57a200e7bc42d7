package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.RequestHandle;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {
    @ParameterizedTest
    @EnumSource
    void whatPaysAndEveryPostIsSentAtMostOnce(Call.Operation operation) {
        boolean pays = operation == Call.Operation.RUN || operation == Call.Operation.SUBMIT;
        Call<?> call = Call.to(operation, "PUT", Call.Origin.QUEUE, "/x", JsonCodec.document())
                .build();
        assertThat(call.delivery()).isEqualTo(pays ? Call.Delivery.AT_MOST_ONCE : Call.Delivery.IDEMPOTENT);
        assertThat(Call.to(operation, "POST", Call.Origin.QUEUE, "/x", JsonCodec.document())
                        .build()
                        .delivery())
                .isEqualTo(Call.Delivery.AT_MOST_ONCE);
        assertThat(Call.to(operation, "POST", Call.Origin.QUEUE, "/x", JsonCodec.document())
                        .delivery(Call.Delivery.IDEMPOTENT)
                        .build()
                        .delivery())
                .isEqualTo(Call.Delivery.IDEMPOTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", ".evil.example/x", "https://evil.example/x"})
    void whatGoesToAnOriginHasOnlyAPath(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Call.to(Call.Operation.STATUS, "GET", Call.Origin.QUEUE, path, JsonCodec.document()));
    }

    @Test
    void aDownloadShowsNeitherQueryNorControlCharacters() {
        Call<?> call = Call.download(URI.create("https://a.example/x%0Ay%1B/z.png?sig=secret#f"));
        assertThat(call.origin()).isNull();
        assertThat(call.toString()).isEqualTo("download of a.example/x%0Ay%1B/z.png");
        assertThat(Call.download(URI.create("https://a.example/" + "p".repeat(5000)))
                        .toString())
                .hasSizeLessThan(300);
    }

    @Test
    void aCallAboutARequestNamesIt() {
        Call<?> call = Call.to(Call.Operation.CANCEL, "PUT", Call.Origin.QUEUE, "/x", JsonCodec.document())
                .handle(new RequestHandle("a/b/c", "r-1"))
                .build();
        assertThat(call).hasToString("cancel of a/b/c, request r-1");
    }

    @Test
    void acceptedStatusesCanBeChosen() {
        Call<?> call = Call.to(Call.Operation.STATUS, "GET", Call.Origin.QUEUE, "/x", JsonCodec.document())
                .accepts(status -> status == 404)
                .build();
        assertThat(call.accepts(404)).isTrue();
        assertThat(call.accepts(200)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "42, 42", "3.14159265, 3.14159265", "' 7 ', 7"})
    void billableUnitsAreExact(String header, BigDecimal units) {
        assertThat(reply(Map.of("X-Fal-Billable-Units", header)).toReply().billableUnits())
                .isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "1,5", "NaN", "1e999999999", "11111111111111111111111111111111111111111"})
    void unitsThatAreNoNumberDoNotHideTheResult(String header) {
        assertThat(reply(Map.of("X-Fal-Billable-Units", header)).toReply())
                .satisfies(reply -> assertThat(reply.billableUnits()).isNull())
                .satisfies(reply -> assertThat(reply.output()).isEqualTo("body"));
    }

    @Test
    void headersAreFoundInAnyCase() {
        HttpReply<String> reply = reply(Map.of("Retry-AFTER", "3", "x-fal-request-id", "id"));
        assertThat(reply.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(reply.header("X-Fal-Request-Id")).isEqualTo("id");
        assertThat(reply.toReply().requestId()).isEqualTo("id");
        assertThat(reply.header("other")).isNull();
    }

    private static HttpReply<String> reply(Map<String, String> headers) {
        return new HttpReply<>(200, headers, "body");
    }
}
