package io.fluxfill.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.Reply;
import io.fluxfill.fill.FillResult;
import io.fluxfill.queue.LogLine;
import io.fluxfill.queue.QueueStatus;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is measured does what it says. */
class StepBenchmarkTest {
    private final StepBenchmark benchmark = new StepBenchmark();

    @Test
    void eachStepHasItsValue() {
        QueueStatus status = benchmark.decodeStatus();
        assertThat(status).isNotNull();
        assertThat(status.logs()).hasSize(5);
        Reply<FillResult> result = benchmark.decodeResult();
        assertThat(result).isNotNull();
        assertThat(result.output().images()).hasSize(1);
        byte[] body = benchmark.encodeRequest();
        assertThat(body).isNotNull();
        assertThat(new String(body, StandardCharsets.UTF_8)).contains("\"prompt\":\"a quiet street");
        benchmark.learn();
        assertThat(benchmark.decidePoll()).isPositive();
    }

    @Test
    void eachLineIsToldOnce() {
        assertThat(benchmark.tellNewLines())
                .extracting(LogLine::message)
                .containsExactlyElementsOf(IntStream.range(0, 20)
                        .mapToObj(line -> "step " + line + " of 20")
                        .toList());
    }
}
