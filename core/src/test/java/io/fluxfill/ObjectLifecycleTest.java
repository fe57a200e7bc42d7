package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.ObjectLifecycle.Access;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectLifecycleTest {
    @Test
    void rulesAreExceptionsFromSomething() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectLifecycle(null, null, Map.of("a-user", Access.ALLOW)))
                .withMessageContaining("exceptions from");
    }

    @Test
    void noUserBreaksOutOfTheHeader() {
        for (String user : new String[] {"", "a\r\nAuthorization: x", "\u00fcser"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ObjectLifecycle(null, Access.HIDE, Map.of(user, Access.ALLOW)));
        }
    }

    @Test
    void itDoesNotShowWhoMayRead() {
        ObjectLifecycle lifecycle =
                new ObjectLifecycle(Duration.ofHours(1), Access.HIDE, Map.of("a-user", Access.ALLOW));
        assertThat(lifecycle).hasToString("ObjectLifecycle[expiration=PT1H, access=HIDE, rules=1]");
    }
}
