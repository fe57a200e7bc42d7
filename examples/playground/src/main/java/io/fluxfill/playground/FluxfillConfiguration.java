package io.fluxfill.playground;

import io.fluxfill.FalClient;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.metrics.MicrometerMetrics;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.OnAbandon;
import io.fluxfill.queue.QueueOptions;
import io.fluxfill.queue.SpendingBudget;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The library as beans: one client per process, one queue, and what they may spend. */
@Configuration(proxyBeanMethods = false)
class FluxfillConfiguration {
    @Bean
    FalService falService(FluxfillProperties properties, @Value("${server.address}") InetAddress address) {
        return FalService.open(properties, address);
    }

    @Bean(destroyMethod = "dispose")
    FalClient falClient(FalService service, MeterRegistry registry) {
        return FalClient.builder()
                .options(service.options())
                .metrics(new MicrometerMetrics(registry))
                .build();
    }

    /** What is still running when the service ends is followed again by the next one, so it must not be cancelled. */
    @Bean
    FalQueue<FillRequest, FillResult> falQueue(FalClient client) {
        return FalQueue.create(
                client,
                Fill.PRO,
                QueueOptions.builder().onAbandon(OnAbandon.LEAVE_RUNNING).build());
    }

    @Bean
    SpendingBudget spendingBudget(FluxfillProperties properties) {
        return SpendingBudget.usd(properties.cap());
    }
}
