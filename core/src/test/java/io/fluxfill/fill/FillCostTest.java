package io.fluxfill.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.image.ImageFormat;
import io.fluxfill.image.ImageHeader;
import io.fluxfill.image.ImageSource;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;

class FillCostTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 0.05",
        "1024, 768, 1, 0.05",
        "1000, 1000, 1, 0.05",
        "1000, 1001, 1, 0.10",
        "1024, 1024, 1, 0.10",
        "1920, 1080, 2, 0.30",
        "4000, 3000, 4, 2.40",
        "2147483647, 2147483647, 1, 230584300706.65",
    })
    void everyPictureIsRoundedUpToAMegapixel(int width, int height, int images, BigDecimal usd) {
        assertThat(FillCost.estimate(width, height, images)).isEqualByComparingTo(usd);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0", "-1, 1, 1"})
    void nothingHasNoPrice(int width, int height, int images) {
        assertThatIllegalArgumentException().isThrownBy(() -> FillCost.estimate(width, height, images));
    }

    @Test
    void aHeaderTellsTheSize() {
        assertThat(FillCost.estimate(new ImageHeader(ImageFormat.JPEG, 1920, 1080, 6), 2))
                .isEqualByComparingTo("0.30");
    }

    @Test
    void theEndpointReadsTheSizeOfWhatIsHere() {
        String png = "data:image/png;base64,"
                + Base64.getEncoder()
                        .encodeToString(ByteBuffer.allocate(33)
                                .put(new byte[] {
                                    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
                                })
                                .putInt(1920)
                                .putInt(1080)
                                .put(new byte[] {8, 0, 0, 0, 0})
                                .array());
        String remote = "https://a.example/x.png";
        estimate(request(png, remote).numImages(2), "0.30");
        estimate(request(remote, png), "0.15");
        estimate(request(remote, remote), "");
    }

    @Test
    void aPictureThatCannotBeReadHasNoPrice() {
        StepVerifier.create(Fill.PRO.estimate(request("data:image/png;base64,aGVsbG8=", "https://a.example/x.png")
                        .build()))
                .expectError(InvalidRequestException.class)
                .verify(Duration.ofSeconds(30));
    }

    private static FillRequest.Builder request(String image, String mask) {
        return FillRequest.builder()
                .image(ImageSource.url(image))
                .mask(ImageSource.url(mask))
                .prompt("x");
    }

    private static void estimate(FillRequest.Builder request, String usd) {
        StepVerifier.create(Fill.PRO.estimate(request.build()).map(BigDecimal::toPlainString))
                .expectNextSequence(usd.isEmpty() ? List.of() : List.of(usd))
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }
}
