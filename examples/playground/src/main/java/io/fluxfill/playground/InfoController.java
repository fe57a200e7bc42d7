package io.fluxfill.playground;

import io.fluxfill.fill.FillCost;
import io.fluxfill.queue.SpendingBudget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the page has to know before anything else. */
@RestController
final class InfoController {
    private final FalService service;
    private final SpendingBudget budget;
    private final FluxfillProperties properties;
    private final Samples samples;

    InfoController(FalService service, SpendingBudget budget, FluxfillProperties properties, Samples samples) {
        this.service = service;
        this.budget = budget;
        this.properties = properties;
        this.samples = samples;
    }

    @GetMapping("/api/info")
    InfoView info() {
        return new InfoView(
                service.word(),
                usd(budget.spent().add(budget.reserved())),
                usd(budget.limit()),
                usd(FillCost.estimate(1, 1, 1)),
                properties.maxUpload().toBytes(),
                properties.maxMegapixels(),
                properties.maxVariants(),
                properties.onClose(),
                samples.views());
    }

    private static String usd(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }
}
