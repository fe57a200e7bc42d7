package io.fluxfill.batchedit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fluxfill.fill.PreparedFill;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/**
 * What a journal keeps of an edit with a plan, so that it is finished as it was begun.
 *
 * @param fill as {@link PreparedFill#toJson()} writes it
 */
record Begun(
        JsonNode fill,
        boolean composite,
        @JsonProperty("estimated_usd") BigDecimal estimatedUsd,
        @JsonProperty("estimated_whole_usd") BigDecimal estimatedWholeUsd) {

    static Begun of(PreparedFill fill, Planned planned) {
        return new Begun(
                Json.MAPPER.readTree(fill.toJson()),
                planned.composite(),
                planned.estimatedUsd(),
                planned.estimatedWholeUsd());
    }

    /**
     * Its plan.
     *
     * @throws IllegalArgumentException if this version cannot read it
     */
    Planned planned() {
        PreparedFill stored = PreparedFill.fromJson(Json.MAPPER.writeValueAsString(fill));
        return new Planned(stored.plan(), composite, estimatedUsd, estimatedWholeUsd);
    }
}
