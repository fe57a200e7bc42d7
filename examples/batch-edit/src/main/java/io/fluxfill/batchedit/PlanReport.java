package io.fluxfill.batchedit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fluxfill.image.OutsideChange;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of an edit's plan.
 *
 * @param composite whether the pictures are the original outside of the mask
 * @param outsideChange how far each of the model's own pictures differed there
 * @param modelFiles these pictures, if they were to be kept, relative to the output folder
 * @param estimatedWholeUsd what the edit would have cost if nothing had been cut out
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record PlanReport(
        boolean composite,
        @JsonProperty("outside_change") List<OutsideChange> outsideChange,
        @JsonProperty("model_files") @Nullable List<String> modelFiles,
        @JsonProperty("estimated_whole_usd") @Nullable BigDecimal estimatedWholeUsd) {}
