package io.fluxfill.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadBenchmarkTest {
    /** Small: its times mean nothing, but who takes part and what is counted does not depend on time. */
    @Test
    void runs() throws Exception {
        Report report = LoadBenchmark.run(
                List.of("zero"),
                Map.of(
                        "requests", "20",
                        "rounds", "1",
                        "warmups", "0",
                        "js", "none",
                        "clients", "floor stream h1,ours stream h1"));
        assertThat(report.text().lines().filter(line -> line.startsWith("| zero |")))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row).contains(" 3.00 (3.00–3.00)"));
        assertThat(report.verdicts().stream().filter(verdict -> verdict.what().contains("did not complete")))
                .hasSize(2)
                .allMatch(Verdict::isMet);
    }
}
