package io.botfleet.bootstrap.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules on what use cases, ports and the code of the core look like. */
record CoreRules(Layout layout) {
    private static final Pattern GERUND = Pattern.compile("[A-Z][a-z]+ing([A-Z][A-Za-z]*)?");

    /** Methods that answer differently from one call to the next, or wait, or end the process. */
    private static final Pattern IMPURE =
            Pattern.compile("java\\.lang\\.System\\.(currentTimeMillis|nanoTime|getenv|getProperty|getProperties|exit)"
                    + "|java\\.lang\\.Math\\.random"
                    + "|java\\.util\\.UUID\\.randomUUID"
                    + "|java\\.util\\.Collections\\.shuffle"
                    + "|java\\.time\\.Clock\\.(system|tick).*"
                    + "|java\\.lang\\.Object\\.(wait|notify|notifyAll)"
                    + "|java\\.util\\..*\\.(parallel|parallelStream)"
                    + "|java\\.time\\.ZoneId\\.systemDefault"
                    + "|java\\.util\\.Locale\\.getDefault");

    private static final Pattern IMPURE_TYPE = Pattern.compile(
            "java\\.lang\\.(Thread|Thread\\$.*|ThreadLocal|Runtime|Process|ProcessBuilder|ProcessHandle)"
                    + "|java\\.util\\.(Random|SplittableRandom|Timer|TimerTask)"
                    + "|java\\.util\\.random\\..*"
                    + "|java\\.security\\.SecureRandom"
                    + "|java\\.util\\.concurrent\\..*");

    ArchRule hasNoClockChanceEnvironmentOrThreads() {
        return noClasses()
                .that()
                .resideInAnyPackage(layout.in("domain"), layout.in("application"))
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe("the answer is not given by the arguments", CoreRules::isImpure))
                .orShould()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "bring chance or threads",
                        type -> IMPURE_TYPE.matcher(type.getName()).matches()));
    }

    private static boolean isImpure(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        String name = owner.getName() + "." + call.getName();
        boolean readsTheClock = owner.getPackageName().startsWith("java.time")
                && call.getName().equals("now")
                && call.getTarget().getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
        return readsTheClock || IMPURE.matcher(name).matches();
    }

    /** A use case is a class of the application that is named by a gerund and can be called from outside. */
    boolean isUseCase(JavaClass type) {
        return type.getPackageName().startsWith(layout.root() + ".application")
                && type.isTopLevelClass()
                && GERUND.matcher(type.getSimpleName()).matches()
                && !publicMethods(type).isEmpty();
    }

    ArchRule useCasesDoOneThing() {
        return classes()
                .that(DescribedPredicate.describe("are use cases", this::isUseCase))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .andShould(have("one public method", type -> publicMethods(type).size() == 1))
                .andShould(have("no annotation but the JDK's and JSpecify's", CoreRules::isPlain));
    }

    ArchRule useCasesCallNoUseCases() {
        return noClasses()
                .that(DescribedPredicate.describe("are use cases", this::isUseCase))
                .should(new ArchCondition<>("depend on another use case") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                            JavaClass target = dependency.getTargetClass();
                            boolean another = isUseCase(target) && !target.equals(type);
                            events.add(new SimpleConditionEvent(type, another, dependency.getDescription()));
                        }
                    }
                });
    }

    /** A port is an interface of the application that adapters implement: open, and not nested in another type. */
    boolean isPort(JavaClass type) {
        return type.getPackageName().startsWith(layout.root() + ".application")
                && type.isInterface()
                && type.isTopLevelClass()
                && type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.isAnnotation()
                && !type.reflect().isSealed();
    }

    /** Every port has a suite of tests that each of its adapters passes, named after it. */
    ArchRule portsHaveContracts(Set<String> contracts) {
        return classes()
                .that(DescribedPredicate.describe("are ports", this::isPort))
                .should(have(
                        "a contract suite in the test kit",
                        port -> contracts.contains(port.getSimpleName() + "Contract")));
    }

    ArchRule typesArePlainlyNamed() {
        return classes()
                .that()
                .resideInAnyPackage(layout.in("domain"), layout.in("application"), layout.in("adapters"))
                .should(have(
                        "a name without Impl, Port, Util, Helper, Dto, Manager or an I before it",
                        type -> !type.getSimpleName()
                                .matches(".+(Impl|Port|Utils?|Helper|D[Tt][Oo]|Manager)|I[A-Z][a-z].*")));
    }

    ArchRule packagesAreNullMarked() {
        return classes().should(have("a package that is @NullMarked", type -> type.getPackage()
                .isAnnotatedWith("org.jspecify.annotations.NullMarked")));
    }

    private static List<JavaMethod> publicMethods(JavaClass type) {
        return type.getMethods().stream()
                .filter(method -> !method.getModifiers().contains(JavaModifier.STATIC))
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                .toList();
    }

    private static boolean isPlain(JavaClass type) {
        return Stream.of(
                        type.getAnnotations().stream(),
                        type.getMembers().stream().flatMap(member -> member.getAnnotations().stream()))
                .flatMap(each -> each)
                .map(annotation -> annotation.getRawType().getPackageName())
                .allMatch(name -> name.startsWith("java.") || name.equals("org.jspecify.annotations"));
    }

    private static ArchCondition<JavaClass> have(String what, Predicate<JavaClass> holds) {
        return new ArchCondition<>("have " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        type, holds.test(type), type.getName() + (holds.test(type) ? " has " : " lacks ") + what));
            }
        };
    }
}
