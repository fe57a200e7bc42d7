package io.fluxfill.hygiene;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Looks into the pools of a client, which Reactor Netty shows to Micrometer only. */
public final class PoolGauges implements UnaryOperator<HttpClient> {
    /** One every 0.2 ms. */
    private static final int QUIET_LOOKS = 50;

    private final Set<ConnectionProvider> providers = Collections.newSetFromMap(new IdentityHashMap<>());

    /** As the customizer of a client: it changes nothing. */
    @Override
    public HttpClient apply(HttpClient client) {
        providers.add(client.configuration().connectionProvider());
        return client;
    }

    /** Connections that somebody uses. */
    public int acquired() {
        return sum("acquiredSize");
    }

    /** Callers that wait for a connection. */
    public int pending() {
        return sum("pendingAcquireSize");
    }

    /** Open connections, used or not. */
    public int allocated() {
        return sum("allocatedSize");
    }

    /**
     * Until nobody has a connection or waits for one. The pool counts a caller in neither gauge while it hands a connection over, so
     * one look at both proves nothing: they have to stay at zero.
     */
    public void awaitNobody() {
        AtomicInteger acquired = new AtomicInteger();
        AtomicInteger pending = new AtomicInteger();
        AtomicInteger quietLooks = new AtomicInteger();
        await(() -> {
            acquired.set(acquired());
            pending.set(pending());
            boolean isQuiet = acquired.get() == 0 && pending.get() == 0;
            return (isQuiet ? quietLooks.incrementAndGet() : quietLooks.getAndSet(0)) >= QUIET_LOOKS;
        });
        assertThat(acquired).as("connections that nobody gave back").hasValue(0);
        assertThat(pending).as("callers that wait for ever").hasValue(0);
    }

    /** Until a condition holds, or long enough to be sure that it never will. */
    public static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(200_000);
        }
    }

    private int sum(String gauge) {
        int sum = 0;
        try {
            for (ConnectionProvider provider : providers) {
                for (Object pool : pools(provider).values()) {
                    Method metrics = pool.getClass().getMethod("metrics");
                    metrics.setAccessible(true);
                    Object values = metrics.invoke(pool);
                    Method value = values.getClass().getMethod(gauge);
                    value.setAccessible(true);
                    sum += (int) value.invoke(values);
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Reactor Netty keeps its pools elsewhere now", e);
        }
        return sum;
    }

    private static Map<?, ?> pools(ConnectionProvider provider) throws ReflectiveOperationException {
        Class<?> type = provider.getClass();
        while (type != null) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals("channelPools")) {
                    field.setAccessible(true);
                    return (Map<?, ?>) field.get(provider);
                }
            }
            type = type.getSuperclass();
        }
        throw new NoSuchFieldException("channelPools of " + provider.getClass());
    }
}
