package io.fluxfill.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
