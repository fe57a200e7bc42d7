package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.test.util.RaceTestUtils;

/** A picture that is on its way into an edit is not removed; one that is being removed is not found. */
class PicturesInUseTest {
    private static final String ID = "picture-1";

    private final PicturesInUse inUse = new PicturesInUse();
    private final AtomicBoolean isThere = new AtomicBoolean(true);
    private final AtomicBoolean isOfAnEdit = new AtomicBoolean();

    private boolean remove() {
        return inUse.remove(ID, id -> isOfAnEdit.get(), () -> isThere.set(false));
    }

    @Test
    void whatIsHeldStaysUntilTheLastLetsGo() {
        PicturesInUse.Hold page = inUse.hold(List.of(ID, ID));
        PicturesInUse.Hold edit = page.again();
        page.close();
        assertThat(remove()).isFalse();
        edit.close();
        isOfAnEdit.set(true);
        assertThat(remove()).as("an edit has it").isFalse();
        isOfAnEdit.set(false);
        assertThat(remove()).isTrue();
        assertThat(isThere).isFalse();
    }

    @Test
    void whatIsBeingRemovedIsNotHeld() {
        AtomicBoolean had = new AtomicBoolean(true);
        assertThat(inUse.remove(ID, id -> false, () -> {
                    try (PicturesInUse.Hold late = inUse.hold(List.of(ID))) {
                        had.set(late.has(ID));
                    }
                }))
                .isTrue();
        assertThat(had).isFalse();
    }

    @Test
    void anEditThatBeginsAndARemovalNeverBothHaveIt() {
        int removals = 0;
        for (int round = 0; round < 10_000; round++) {
            isThere.set(true);
            isOfAnEdit.set(false);
            AtomicBoolean begun = new AtomicBoolean();
            RaceTestUtils.race(
                    () -> {
                        try (PicturesInUse.Hold hold = inUse.hold(List.of(ID))) {
                            if (hold.has(ID) && isThere.get()) {
                                isOfAnEdit.set(true);
                                begun.set(true);
                            }
                        }
                    },
                    this::remove);
            assertThat(isThere.get()).as("round %d", round).isEqualTo(begun.get());
            removals += begun.get() ? 0 : 1;
        }
        assertThat(removals).as("both happen").isBetween(1, 9_999);
    }
}
