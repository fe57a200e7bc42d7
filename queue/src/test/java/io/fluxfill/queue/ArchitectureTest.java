package io.fluxfill.queue;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Sinks;

/** What the code of core and queue must not do, whoever writes it. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("local-fal") && !location.contains("localfal"))
            .importPackages("io.fluxfill");

    /** Who may subscribe: for a caller who is gone. */
    private static final Set<String> COMPENSATION = Set.of("io.fluxfill.transport.Compensations");

    /** Operators subscribe when they are subscribed to, for their own subscriber; one begins its work elsewhere. */
    private static final DescribedPredicate<JavaClass> OPERATOR = DescribedPredicate.describe(
            "are operators",
            type -> type.isAssignableTo(Publisher.class)
                    || type.isAssignableTo(Subscriber.class)
                    || type.getName().equals("io.fluxfill.transport.RunningWork"));

    /** The deliberate leak, and the factory behind it. */
    private static final Set<String> MAY_NAME_NETTY = Set.of(
            "io.fluxfill.FalClient$Builder.httpClient(java.util.function.UnaryOperator)",
            "io.fluxfill.transport.Transport.netty(io.fluxfill.ClientOptions, java.util.function.UnaryOperator)",
            "io.fluxfill.transport.Transport.netty(io.fluxfill.ClientOptions, java.util.function.UnaryOperator, io.fluxfill.metrics.ClientMetrics)");

    private static final DescribedPredicate<JavaClass> IMPLEMENTATION =
            resideInAnyPackage("tools.jackson..", "com.fasterxml..", "io.netty..", "reactor.netty..", "reactor.pool..");

    @Test
    void nothingBlocks() {
        noClasses()
                .should()
                .callMethodWhere(publisherCall("block|blockFirst|blockLast|blockOptional|toIterable|toStream"))
                .check(MAIN);
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(MAIN);
    }

    @Test
    void onlyCompensationSubscribes() {
        noClasses()
                .that(DescribedPredicate.describe("do not compensate", type -> !COMPENSATION.contains(type.getName())))
                .and(DescribedPredicate.not(OPERATOR))
                .should()
                .callMethodWhere(publisherCall("subscribe|subscribeWith"))
                .check(MAIN);
        noClasses()
                .that(OPERATOR)
                .should()
                .callMethodWhere(publisherCall("subscribe|subscribeWith")
                        .and(DescribedPredicate.describe(
                                "without a subscriber of its own",
                                call -> call.getTarget().getRawParameterTypes().stream()
                                        .noneMatch(type -> type.isAssignableTo(Subscriber.class)))))
                .check(MAIN);
    }

    @Test
    void nobodyTouchesHooksOrSinks() {
        noClasses().should().dependOnClassesThat(are(assignableTo(Hooks.class))).check(MAIN);
        noClasses().should().dependOnClassesThat(are(assignableTo(Sinks.class))).check(MAIN);
    }

    @Test
    void errorsAreNotSwallowed() {
        noClasses().should().callMethodWhere(publisherCall("onErrorContinue")).check(MAIN);
    }

    @Test
    void noImplementationTypeStandsInAPublicSignature() {
        codeUnits()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and(DescribedPredicate.<JavaCodeUnit>describe(
                        "are not the deliberate leak", method -> !isDeliberate(method)))
                .should(notNameImplementationTypes())
                .check(MAIN);
    }

    @Test
    void onlyTheTransportKnowsReactorNetty() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.fluxfill.transport.NettyTransport")
                .and()
                .doNotHaveFullyQualifiedName("io.fluxfill.transport.NettyTransport$Route")
                .and()
                .doNotHaveFullyQualifiedName("io.fluxfill.transport.Connections")
                .and()
                .doNotHaveFullyQualifiedName("io.fluxfill.transport.Connections$QuietLog")
                .and()
                .doNotHaveFullyQualifiedName("io.fluxfill.transport.Transport")
                .and()
                .doNotHaveFullyQualifiedName("io.fluxfill.FalClient")
                .and()
                .doNotHaveFullyQualifiedName("io.fluxfill.FalClient$Builder")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor.netty..")
                .check(MAIN);
    }

    @Test
    void publicTypesSayWhichNullsTheyAllow() {
        classes()
                .that()
                .arePublic()
                .should(new ArchCondition<>("live in a @NullMarked package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean marked = type.getPackage()
                                .tryGetAnnotationOfType("org.jspecify.annotations.NullMarked")
                                .isPresent();
                        events.add(new SimpleConditionEvent(type, marked, type.getName() + " marked: " + marked));
                    }
                })
                .check(MAIN);
    }

    private static DescribedPredicate<JavaMethodCall> publisherCall(String names) {
        return DescribedPredicate.describe(
                "is " + names + " of a publisher",
                call -> call.getName().matches(names)
                        && call.getTarget().getOwner().isAssignableTo(Publisher.class));
    }

    private static boolean isDeliberate(JavaCodeUnit method) {
        return MAY_NAME_NETTY.contains(method.getFullName());
    }

    private static ArchCondition<JavaCodeUnit> notNameImplementationTypes() {
        return new ArchCondition<>("not name a type of Jackson, Netty or the pool") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                Stream<JavaClass> named = Stream.concat(
                        Stream.concat(
                                unit.getReturnType().getAllInvolvedRawTypes().stream(),
                                unit.getParameterTypes().stream()
                                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())),
                        unit.getExceptionTypes().stream());
                named.filter(IMPLEMENTATION)
                        .forEach(type -> events.add(
                                SimpleConditionEvent.violated(unit, unit.getFullName() + " names " + type.getName())));
            }
        };
    }
}
