package io.fluxfill.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    @ParameterizedTest
    @CsvSource({
        "mask.png, mask.png",
        "'  my mask (1).png ', my mask (1).png",
        "größe.png, gr%C3%B6%C3%9Fe.png",
        "\uD83D\uDE00.png, %F0%9F%98%80.png",
        "\uD83D.png, %3F.png",
        "../../etc/passwd, .._.._etc_passwd",
        "C:\\a.png, C:_a.png",
        "100%.png, 100%25.png",
        "..%2F..%2Fetc, ..%252F..%252Fetc",
        "., upload.png",
        "..., upload.png",
        "'', upload.png"
    })
    void aNameIsOneThatAHeaderCanCarry(String name, String safe) {
        assertThat(FileName.of(name, "image/png")).isEqualTo(safe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\u0000b", "a\nb", "\u2028", "a\tb", "\u007f"})
    void noNameIsMoreThanAValue(String name) {
        assertThat(FileName.of(name, "image/png")).matches("[\\x20-\\x7e]+");
    }

    @Test
    void ofALongNameTheEndIsKept() {
        assertThat(FileName.of("x".repeat(1000) + ".png", "image/png"))
                .endsWith("xxx.png")
                .hasSize(150);
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, upload.png",
        "image/svg+xml; charset=utf-8, upload.svg",
        "application/octet-stream, upload.bin",
        "image/-, upload.bin"
    })
    void withoutANameTheTypeGivesOne(String mediaType, String name) {
        assertThat(FileName.of(null, mediaType)).isEqualTo(name);
    }
}
