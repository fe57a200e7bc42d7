package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointIdTest {
    @ParameterizedTest
    @CsvSource({
        "fal-ai/flux-pro/v1/fill, fal-ai/flux-pro/v1/fill, fal-ai/flux-pro",
        "owner/alias, owner/alias, owner/alias",
        "workflows/owner/alias/x/y, workflows/owner/alias/x/y, workflows/owner/alias",
        "comfy/owner/alias, comfy/owner/alias, comfy/owner/alias",
        "12345-my-app, 12345/my-app, 12345/my-app",
        "fal-ai/any_llm.v2, fal-ai/any_llm.v2, fal-ai/any_llm.v2",
    })
    void anIdHasAPathThatTheQueueLeavesOut(String id, String full, String application) {
        EndpointId parsed = EndpointId.parse(id);
        assertThat(parsed.full()).isEqualTo(full).isEqualTo(parsed.toString());
        assertThat(parsed.application()).isEqualTo(application);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fill",
                "/fal-ai/flux",
                "fal-ai/flux/",
                "fal-ai//flux",
                "fal-ai/../queue",
                "fal-ai/.hidden",
                "../../evil",
                "workflows/owner",
                "comfy/owner",
                "https://evil.example/a",
                "fal-ai/flux?x=1",
                "fal-ai/flux#f",
                "fal-ai/%2e%2e",
                "fal-ai/flux@evil.example",
                "fal-ai/flux\n",
                "fal-ai\\flux",
                "fal-ai/flüx",
                "abc-def",
            })
    void whatCouldLeadAUrlElsewhereIsRefused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointId.parse(id))
                .withMessageContaining("owner/alias");
    }

    @Test
    void aRefusedIdIsShownShortAndVisible() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointId.parse("a\u001b[2J" + "x".repeat(500)))
                .withMessageContaining("a?[2Jxxx")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
    }
}
