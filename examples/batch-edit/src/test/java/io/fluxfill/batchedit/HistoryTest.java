package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fluxfill.RequestHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

class HistoryTest {
    private static final RequestHandle HANDLE = new RequestHandle("fal-ai/flux-pro/v1/fill", "id-1");

    @TempDir
    Path folder;

    private Path file;
    private Edit edit;

    @BeforeEach
    void edit() throws RowProblem {
        file = folder.resolve(Journal.NAME);
        edit = Samples.edit(folder, 1, "one");
    }

    private Journal journal() throws IOException {
        return Journal.create(folder, new Entry.Origin("http://127.0.0.1:8765/queue", "/m.csv", null, null));
    }

    private Plan plan(Edit edit) {
        return History.read(file).plan(List.of(edit), folder).get(0);
    }

    @Test
    void whatWasNeverSentIsSubmitted() throws IOException {
        journal().close();
        assertThat(plan(edit)).isEqualTo(new Plan.Submit(edit));
        assertThat(History.read(file).origin())
                .isEqualTo(new Entry.Origin("http://127.0.0.1:8765/queue", "/m.csv", null, null));
    }

    @Test
    void anIntentWithoutAHandleIsUnknown() throws IOException {
        try (Journal journal = journal()) {
            journal.intent(edit).block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Unknown(edit));
    }

    @Test
    void whatWasRefusedForCertainIsSubmitted() throws IOException {
        try (Journal journal = journal()) {
            journal.intent(edit).then(journal.refused(edit, "429")).block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Submit(edit));
    }

    @Test
    void aHandleIsWatchedAlsoWhenFollowingItFailed() throws IOException {
        try (Journal journal = journal()) {
            journal.intent(edit).then(journal.handle(edit, HANDLE)).block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Watch(edit, HANDLE));
        try (Journal journal = Journal.open(file)) {
            journal.failed(edit, "network").block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Watch(edit, HANDLE));
    }

    @Test
    void aHandleKeepsThePlanThatItWasBegunWith() throws Exception {
        Edit grown = Samples.edit(folder, 1, "one", Map.of(Column.GROW_MASK, "2", Column.FEATHER_MASK, "1"));
        assertThat(grown.content()).as("flags are not in it").isEqualTo(edit.content());
        try (Journal journal = journal()) {
            journal.intent(grown).then(journal.handle(grown, HANDLE)).block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Watch(edit.as(grown.planned()), HANDLE));
        Edit other = Samples.edit(folder, 1, "one", Map.of(Column.COMPOSITE, "true"));
        assertThat(plan(other)).isEqualTo(new Plan.Watch(other.as(grown.planned()), HANDLE));

        RowResult result = Samples.done(grown, "001-a.png");
        Files.writeString(folder.resolve("001-a.png"), "picture");
        try (Journal journal = Journal.open(file)) {
            journal.done(grown, result).block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Skip(edit.as(grown.planned()), result));
    }

    @Test
    void whatWasBegunWithoutAPlanIsFinishedWithoutOne() throws Exception {
        try (Journal journal = journal()) {
            journal.intent(edit).then(journal.handle(edit, HANDLE)).block();
        }
        Edit grown = Samples.edit(folder, 1, "one", Map.of(Column.GROW_MASK, "2"));
        assertThat(plan(grown)).isEqualTo(new Plan.Watch(grown.as(null), HANDLE));
    }

    @Test
    void aPlanOfALaterVersionIsNotGuessed() throws Exception {
        Edit grown = Samples.edit(folder, 1, "one", Map.of(Column.GROW_MASK, "2"));
        try (Journal journal = journal()) {
            journal.intent(grown).then(journal.handle(grown, HANDLE)).block();
        }
        Files.writeString(file, Files.readString(file).replace("\"grow_mask\":2", "\"sharpen\":2"));
        assertThatThrownBy(() -> plan(grown))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("The journal's plan for row 1 cannot be read by this version");
    }

    @Test
    void whatIsDoneIsSkippedAsLongAsItsPictureIsThere() throws IOException {
        RowResult result = Samples.done(edit, "001-a.png");
        try (Journal journal = journal()) {
            journal.intent(edit)
                    .then(journal.handle(edit, HANDLE))
                    .then(journal.done(edit, result))
                    .block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Watch(edit, HANDLE));
        Files.writeString(folder.resolve("001-a.png"), "picture");
        assertThat(plan(edit)).isEqualTo(new Plan.Skip(edit, result));
    }

    @Test
    void aRowThatMovedIsFoundByItsContentAndAChangedOneIsNew() throws Exception {
        try (Journal journal = journal()) {
            journal.intent(edit).then(journal.handle(edit, HANDLE)).block();
        }
        Edit moved = Samples.edit(folder, 7, "one");
        Edit changed = Samples.edit(folder, 1, "another prompt");
        assertThat(History.read(file).plan(List.of(changed, moved), folder))
                .containsExactly(new Plan.Submit(changed), new Plan.Watch(moved, HANDLE));
    }

    @Test
    void movedAndAddedAndRemovedRowsAreTheSameEditsAndAChangedOneIsNot() throws Exception {
        Edit second = Samples.edit(folder, 2, "two");
        try (Journal journal = journal()) {
            journal.intent(edit).then(journal.intent(second)).block();
        }
        History history = History.read(file);
        history.check(List.of(Samples.edit(folder, 1, "two"), Samples.edit(folder, 2, "one")));
        history.check(List.of(edit, second, Samples.edit(folder, 3, "three")));
        history.check(List.of(Samples.edit(folder, 1, "two")));
        List<Edit> changed = List.of(edit, Samples.edit(folder, 2, "changed"));
        assertThatThrownBy(() -> history.check(changed))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("The journal is of other edits: row 2 (edits.csv:3) has changed since.");
        List<Edit> others = List.of(Samples.edit(folder, 7, "seven"));
        assertThatThrownBy(() -> history.check(others)).hasMessageContaining("none of its rows is here");
    }

    @Test
    void whatWasCancelledIsSubmittedUnlessItEndedAllTheSame() throws IOException {
        try (Journal journal = journal()) {
            journal.intent(edit)
                    .then(journal.handle(edit, HANDLE))
                    .then(journal.cancelled(edit, "stopped"))
                    .block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Submit(edit));
        RowResult result = Samples.done(edit, "001-a.png");
        Files.writeString(folder.resolve("001-a.png"), "picture");
        try (Journal journal = Journal.open(file)) {
            journal.handle(edit, HANDLE)
                    .then(journal.done(edit, result))
                    .then(journal.cancelled(edit, "stopped"))
                    .block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Skip(edit, result));
    }

    @Test
    void whatTheServiceDoesNotKnowIsLost() throws IOException {
        try (Journal journal = journal()) {
            journal.intent(edit)
                    .then(journal.handle(edit, HANDLE))
                    .then(journal.lost(edit, "404"))
                    .block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Lost(edit, new Plan.Watch(edit, HANDLE)));
    }

    static Stream<Arguments> unansweredResubmits() {
        return Stream.of(
                arguments("refused", (Lines) (journal, edit) -> journal.refused(edit, "429")),
                arguments("cancelled", (Lines) (journal, edit) -> journal.handle(edit, new RequestHandle("a/b", "id-2"))
                        .then(journal.cancelled(edit, "stopped"))),
                arguments("refused twice", (Lines) (journal, edit) ->
                        journal.refused(edit, "429").then(journal.intent(edit)).then(journal.refused(edit, "429"))));
    }

    interface Lines {
        Mono<Void> write(Journal journal, Edit edit);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unansweredResubmits")
    void whatMayBePaidIsRememberedUntilItsNextSubmitIsAnswered(String name, Lines resubmit) throws Exception {
        Edit unknown = Samples.edit(folder, 2, "two");
        try (Journal journal = journal()) {
            journal.intent(edit)
                    .then(journal.handle(edit, HANDLE))
                    .then(journal.lost(edit, "404"))
                    .then(journal.intent(unknown))
                    .block();
            for (Edit each : List.of(edit, unknown)) {
                journal.intent(each).then(resubmit.write(journal, each)).block();
            }
        }
        assertThat(History.read(file).plan(List.of(edit, unknown), folder))
                .containsExactly(new Plan.Lost(edit, new Plan.Watch(edit, HANDLE)), new Plan.Unknown(unknown));
        assertThat(History.read(file).unended()).isEqualTo(2);
    }

    @Test
    void aResubmitThatWasAcceptedIsFollowedAndNotTheLostOne() throws Exception {
        RequestHandle second = new RequestHandle("fal-ai/flux-pro/v1/fill", "id-2");
        try (Journal journal = journal()) {
            journal.intent(edit)
                    .then(journal.handle(edit, HANDLE))
                    .then(journal.lost(edit, "404"))
                    .then(journal.intent(edit))
                    .then(journal.handle(edit, second))
                    .block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Watch(edit, second));
    }

    @Test
    void aRefusalIsNotOfWhatWasAccepted() throws Exception {
        try (Journal journal = journal()) {
            journal.intent(edit)
                    .then(journal.handle(edit, HANDLE))
                    .then(journal.refused(edit, "the client is closed"))
                    .block();
        }
        assertThat(plan(edit)).isEqualTo(new Plan.Watch(edit, HANDLE));
    }

    @Test
    void theRequestsOfAServerWithinEndedWithIt() throws Exception {
        Edit second = Samples.edit(folder, 2, "two");
        try (Journal journal = Journal.create(folder, new Entry.Origin(Service.EMBEDDED, "/m.csv", null, null))) {
            journal.intent(edit)
                    .then(journal.handle(edit, HANDLE))
                    .then(journal.intent(second))
                    .block();
        }
        assertThat(History.read(file).plan(List.of(edit, second), folder))
                .containsExactly(new Plan.Submit(edit), new Plan.Submit(second));
    }

    @Test
    void twoEqualRowsDoNotShareOneHandle() throws Exception {
        try (Journal journal = journal()) {
            journal.intent(edit).then(journal.handle(edit, HANDLE)).block();
        }
        Edit twin = Samples.edit(folder, 2, "one");
        assertThat(History.read(file).plan(List.of(edit, twin), folder))
                .containsExactly(new Plan.Watch(edit, HANDLE), new Plan.Submit(twin));
    }

    @Test
    void aTornLastLineIsForgottenAndWrittenOver() throws Exception {
        try (Journal journal = journal()) {
            journal.intent(edit).block();
        }
        Files.writeString(file, "{\"event\":\"HANDLE\",\"row\":1,\"inp", StandardOpenOption.APPEND);
        assertThat(plan(edit)).isEqualTo(new Plan.Unknown(edit));
        try (Journal journal = Journal.open(file)) {
            journal.handle(edit, HANDLE).block();
        }
        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThat(plan(edit)).isEqualTo(new Plan.Watch(edit, HANDLE));
    }

    @Test
    void aBrokenLineInTheMiddleIsNamed() throws IOException {
        journal().close();
        Files.writeString(file, "nonsense\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> History.read(file))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith(Journal.NAME + ":2 is no line of a journal.");
    }

    @Test
    void anEarlierJournalIsKept() throws IOException {
        journal().close();
        journal().close();
        assertThat(folder.resolve("journal.1.jsonl")).exists();
    }
}
