package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.error.BudgetExceededException;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.test.util.RaceTestUtils;

class SpendingBudgetTest {
    private static final BigDecimal NICKEL = new BigDecimal("0.05");

    private final SpendingBudget budget = SpendingBudget.usd("0.12");

    private void assertThatItIs(String spent, String reserved) {
        assertThat(budget.spent()).isEqualByComparingTo(spent);
        assertThat(budget.reserved()).isEqualByComparingTo(reserved);
        assertThat(budget.left())
                .isEqualByComparingTo(
                        new BigDecimal("0.12").subtract(new BigDecimal(spent)).subtract(new BigDecimal(reserved)));
    }

    private SpendingBudget.Reservation taken() {
        SpendingBudget.Reservation reservation = budget.reservation();
        reservation.take(NICKEL);
        return reservation;
    }

    @Test
    void takesWhatFitsToTheCent() {
        SpendingBudget.Reservation first = taken();
        assertThatItIs("0", "0.05");
        taken();
        assertThatThrownBy(this::taken)
                .isInstanceOfSatisfying(BudgetExceededException.class, error -> {
                    assertThat(error.estimate()).isEqualByComparingTo("0.05");
                    assertThat(error.left()).isEqualByComparingTo("0.02");
                    assertThat(error.isSafeToResubmit()).isTrue();
                })
                .hasMessage("It is estimated at $0.05, and of the budget of $0.12 $0.02 is left "
                        + "(option budget of the fan-out). Nothing was sent.");
        budget.reservation().take(new BigDecimal("0.02"));
        assertThatItIs("0", "0.12");
        first.end(true);
        assertThatItIs("0.05", "0.07");
        assertThatThrownBy(this::taken).isInstanceOf(BudgetExceededException.class);
    }

    @Test
    void whatWasNotBilledIsFreeAgain() {
        SpendingBudget.Reservation first = taken();
        taken();
        first.end(false);
        assertThatItIs("0", "0.05");
        taken();
        assertThatItIs("0", "0.10");
    }

    @Test
    void onlyTheFirstEndCountsButWhatIsKnownLater() {
        SpendingBudget.Reservation reservation = taken();
        assertThat(reservation.end(true)).isEqualByComparingTo("0.05");
        assertThat(reservation.end(false)).isZero();
        assertThatItIs("0.05", "0");
        assertThat(reservation.free()).isEqualByComparingTo("-0.05");
        assertThat(reservation.free()).isZero();
        assertThatItIs("0", "0");
        assertThat(reservation.end(true)).isZero();
        assertThatItIs("0", "0");
    }

    @Test
    void whoHasLeftTakesNothing() {
        SpendingBudget.Reservation reservation = budget.reservation();
        reservation.end(true);
        reservation.take(NICKEL);
        assertThatItIs("0", "0");
    }

    @Test
    void saysWhatItCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> SpendingBudget.usd("-1"));
        assertThatIllegalArgumentException().isThrownBy(() -> SpendingBudget.usd("five"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> budget.reservation().take(NICKEL.negate()));
        assertThat(SpendingBudget.usd(BigDecimal.TEN).limit()).isEqualTo(BigDecimal.TEN);
    }

    @Test
    void isNeverExceededWhoeverRaces() {
        for (int round = 0; round < 10_000; round++) {
            SpendingBudget small = SpendingBudget.usd("0.10");
            AtomicInteger taken = new AtomicInteger();
            AtomicInteger billed = new AtomicInteger();
            boolean isBilled = round % 2 == 0;
            Runnable buyer = () -> {
                for (int i = 0; i < 2; i++) {
                    SpendingBudget.Reservation reservation = small.reservation();
                    try {
                        reservation.take(NICKEL);
                    } catch (BudgetExceededException full) {
                        continue;
                    }
                    taken.incrementAndGet();
                    if (i == 0 && reservation.end(isBilled).signum() > 0) {
                        billed.incrementAndGet();
                    }
                    assertThat(small.left().signum()).isNotNegative();
                }
            };
            RaceTestUtils.race(buyer, buyer, buyer);
            assertThat(small.spent().add(small.reserved())).isLessThanOrEqualTo(small.limit());
            assertThat(small.spent()).isEqualByComparingTo(NICKEL.multiply(BigDecimal.valueOf(billed.get())));
            if (isBilled) {
                assertThat(taken.get()).as("all that fits").isEqualTo(2);
            }
        }
    }

    @Test
    void anEndRacesItsBegin() {
        for (int round = 0; round < 10_000; round++) {
            SpendingBudget small = SpendingBudget.usd("0.05");
            SpendingBudget.Reservation reservation = small.reservation();
            RaceTestUtils.race(() -> reservation.take(NICKEL), () -> reservation.end(false));
            assertThat(small.left()).isEqualByComparingTo("0.05");
        }
    }
}
