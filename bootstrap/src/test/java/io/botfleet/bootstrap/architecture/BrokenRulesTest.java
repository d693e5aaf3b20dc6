package io.botfleet.bootstrap.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule reports the class in {@code broken} that breaks it: a rule that can't fail proves nothing. */
class BrokenRulesTest {
    private static final Layout LAYOUT = new Layout("io.botfleet.bootstrap.architecture.broken");
    private static final CoreRules CORE = new CoreRules(LAYOUT);
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(LAYOUT.root());

    static Stream<String> technologies() {
        return Layout.technologies().stream();
    }

    @Test
    void reportsADomainThatSeesTheApplication() {
        assertThat(violations(LAYOUT.onion())).anyMatch(each -> each.contains("SeesTheApplication"));
        assertThat(violations(LAYOUT.domainUsesTheJdkAndItself()))
                .anyMatch(each -> each.contains("SeesTheApplication"));
    }

    @Test
    void reportsAnAdapterThatSeesAnother() {
        assertThat(violations(LAYOUT.onion())).anyMatch(each -> each.contains("SeesAnotherAdapter"));
    }

    @Test
    void reportsAnAdapterThatNeedsTheTestKit() {
        assertThat(violations(LAYOUT.onion())).anyMatch(each -> each.contains("NeedsTheTestKit"));
    }

    @Test
    void reportsAClassThatIsInNoLayer() {
        assertThat(violations(LAYOUT.onion())).anyMatch(each -> each.contains("Homeless"));
    }

    @Test
    void reportsALibraryInTheDomain() {
        assertThat(violations(LAYOUT.domainUsesTheJdkAndItself())).anyMatch(each -> each.contains("UsesALibrary"));
    }

    @Test
    void reportsALibraryInTheApplication() {
        assertThat(violations(LAYOUT.applicationUsesTheJdkAndTheDomain()))
                .anyMatch(each -> each.contains("DoingTwoThings") && each.contains("Tag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.nio.file.Path", "java.io.InputStream", "java.net.URI"})
    void reportsADomainThatReachesOutside(String type) {
        assertThat(violations(LAYOUT.coreReachesNothingOutside()))
                .anyMatch(each -> each.contains("ReachesOutside") && each.contains(type));
    }

    /** A class of the domain that holds something of the technology, made here so that no library has to be there. */
    @ParameterizedTest
    @MethodSource("technologies")
    void reportsATechnologyOutsideItsAdapter(String technology, @TempDir Path folder) throws IOException {
        ClassDesc library = ClassDesc.of(technology.replace("..", "") + ".Something");
        byte[] borrowing = ClassFile.of()
                .build(ClassDesc.of(LAYOUT.root() + ".domain.Borrowing"), built -> built.withField("it", library, 0));
        Files.write(folder.resolve("Borrowing.class"), borrowing);
        JavaClasses classes = new ClassFileImporter().importPath(folder);

        assertThat(violations(LAYOUT.confines(technology), classes))
                .singleElement()
                .asString()
                .contains("Borrowing")
                .contains(technology.replace("..", ""));
    }

    @Test
    void reportsProductionWiringThatNeedsTheLocalAdapter() {
        assertThat(violations(LAYOUT.onlyTheLocalWiringNeedsTheLocalAdapter()))
                .anyMatch(each -> each.contains("NeedsTheMachine"))
                .noneMatch(each -> each.contains("Wiring"));
    }

    @Test
    void reportsACycleOfConcepts() {
        assertThat(violations(LAYOUT.conceptsHaveNoCycles("domain")))
                .anyMatch(each -> each.contains("Slice left") && each.contains("Slice right"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "now",
                "today",
                "clock",
                "milliseconds",
                "nanoseconds",
                "identity",
                "chance",
                "shuffled",
                "environment",
                "sleep",
                "thread",
                "parallel",
                "exit"
            })
    void reportsAMethodThatIsNotGivenItsAnswer(String method) {
        assertThat(violations(CORE.hasNoClockChanceEnvironmentOrThreads()))
                .anyMatch(each -> each.contains("Impure." + method + "("));
    }

    @Test
    void reportsNoClockThatWasGiven() {
        assertThat(violations(CORE.hasNoClockChanceEnvironmentOrThreads()))
                .noneMatch(each -> each.contains("Impure.told("));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FINAL", "one public method", "no annotation"})
    void reportsAUseCaseThatIsNotOneThing(String missing) {
        assertThat(violations(CORE.useCasesDoOneThing()))
                .anyMatch(each -> each.contains("DoingTwoThings") && each.contains(missing))
                .noneMatch(each -> each.contains("CallingAnother"));
    }

    @Test
    void reportsAUseCaseThatCallsAnother() {
        assertThat(violations(CORE.useCasesCallNoUseCases())).anyMatch(each -> each.contains("CallingAnother"));
    }

    @Test
    void reportsAPortWithoutAContract() {
        assertThat(violations(CORE.portsHaveContracts(Set.of("KeptContract"))))
                .singleElement()
                .asString()
                .contains("Lonely");
    }

    @Test
    void reportsANameThatSaysNothing() {
        assertThat(violations(CORE.typesArePlainlyNamed()))
                .singleElement()
                .asString()
                .contains("ThingHelper");
    }

    @Test
    void reportsAPackageWithoutNullChecks() {
        assertThat(violations(CORE.packagesAreNullMarked()))
                .anyMatch(each -> each.contains("Homeless"))
                .noneMatch(each -> each.contains("Impure"));
    }

    private static List<String> violations(ArchRule rule) {
        return violations(rule, BROKEN);
    }

    private static List<String> violations(ArchRule rule, JavaClasses classes) {
        return rule.evaluate(classes).getFailureReport().getDetails();
    }
}
