package io.fluxfill.batchedit;

import io.fluxfill.image.FillPlan;
import java.math.BigDecimal;

/**
 * What is done with an edit's picture before it is sent, and with the model's afterwards.
 *
 * @param composite whether the original is put back outside of the mask; if not, the model's own picture is what is saved
 * @param estimatedUsd of what is sent
 * @param estimatedWholeUsd of what would be sent if the plan cut nothing out
 */
record Planned(FillPlan plan, boolean composite, BigDecimal estimatedUsd, BigDecimal estimatedWholeUsd) {

    boolean isCropping() {
        return plan.crop() != null;
    }
}
