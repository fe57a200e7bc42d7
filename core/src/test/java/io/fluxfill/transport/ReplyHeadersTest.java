package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplyHeadersTest {
    private final List<String> cleaned = new ArrayList<>();
    private final Map<String, String> headers = new ReplyHeaders(
            new DefaultHttpHeaders()
                    .add("X-Fal-Request-Id", "r1")
                    .add("retry-after", "3")
                    .add("X-FAL-request-id", "r2")
                    .add("Echo", "key"),
            value -> {
                cleaned.add(value);
                return value.replace("key", "[key]");
            });

    @Test
    void findsTheFirstOfANameInAnyCase() {
        assertThat(headers.get("x-fal-request-id")).isEqualTo("r1");
        assertThat(headers).containsKey("RETRY-AFTER").doesNotContainKey("x-fal-request");
        assertThat(headers.get(null)).isNull();
        assertThat(headers.getOrDefault("none", "other")).isEqualTo("other");
    }

    @Test
    void cleansWhatIsAskedFor() {
        assertThat(headers.get("echo")).isEqualTo("[key]");
        assertThat(cleaned).containsExactly("key");
    }

    @Test
    void listsEachNameOnce() {
        assertThat(new ArrayList<>(headers.keySet())).containsExactly("Echo", "retry-after", "X-Fal-Request-Id");
        assertThat(headers.values()).containsExactly("[key]", "3", "r1");
        assertThat(headers.toString()).doesNotContain("=key");
    }

    @Test
    void aReplyKeepsThem() {
        HttpReply<String> reply = new HttpReply<>(200, headers, "");
        assertThat(reply.headers()).isSameAs(headers);
        assertThat(reply.header("Retry-After")).isEqualTo("3");
    }
}
