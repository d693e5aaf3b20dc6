package io.botfleet.bootstrap.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The platform keeps to every rule; that each rule can fail is {@link BrokenRulesTest}'s part. */
class ArchitectureTest {
    private static final Layout LAYOUT = Layout.PLATFORM;
    private static final CoreRules CORE = new CoreRules(LAYOUT);
    private static final JavaClasses PLATFORM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(LAYOUT.root());

    static Stream<String> modules() {
        return Repository.MODULES.stream();
    }

    static Stream<String> technologies() {
        return Layout.technologies().stream();
    }

    /** Otherwise a rule could pass because it looked at nothing. */
    @ParameterizedTest
    @MethodSource("modules")
    void looksAtEveryClassOfAModule(String module) {
        String root = Repository.packageOf(module);
        long imported = PLATFORM.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getPackageName().equals(root)
                        || type.getPackageName().startsWith(root + "."))
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .count();

        assertThat(imported)
                .isGreaterThanOrEqualTo(Repository.sources(module, "main").size());
    }

    @Test
    void looksAtSeveralHundredClasses() {
        assertThat(PLATFORM.size()).isGreaterThan(400);
        assertThat(PLATFORM.stream().filter(CORE::isUseCase).map(JavaClass::getSimpleName))
                .contains("IngestingBlocks", "AdvancingCommands", "CommittingChanges", "SettlingCommands");
        assertThat(PLATFORM.stream().filter(CORE::isPort).map(JavaClass::getSimpleName))
                .contains("Commands", "Inbox", "GitOpsRepository", "SettlementLedger", "Workloads", "Bots")
                .hasSizeGreaterThanOrEqualTo(14);
    }

    @Test
    void looksAtNoTests() {
        assertThat(PLATFORM.stream().map(JavaClass::getName)).noneMatch(name -> name.contains(".architecture."));
    }

    @Test
    void pointsInwards() {
        check(LAYOUT.onion());
    }

    @Test
    void keepsTheDomainToTheJdkAndItself() {
        check(LAYOUT.domainUsesTheJdkAndItself());
    }

    @Test
    void keepsTheApplicationToTheJdkAndTheDomain() {
        check(LAYOUT.applicationUsesTheJdkAndTheDomain());
    }

    @Test
    void leavesTheOutsideToAdapters() {
        check(LAYOUT.coreReachesNothingOutside());
    }

    @ParameterizedTest
    @MethodSource("technologies")
    void confinesATechnologyToItsAdapter(String technology) {
        check(LAYOUT.confines(technology));
    }

    @Test
    void needsTheLocalAdapterInTheLocalWiringOnly() {
        check(LAYOUT.onlyTheLocalWiringNeedsTheLocalAdapter());
    }

    @ParameterizedTest
    @ValueSource(strings = {"domain", "application", "bootstrap"})
    void keepsConceptsFreeOfCycles(String layer) {
        check(LAYOUT.conceptsHaveNoCycles(layer));
    }

    @Test
    void keepsClockChanceEnvironmentAndThreadsOutOfTheCore() {
        check(CORE.hasNoClockChanceEnvironmentOrThreads());
    }

    @Test
    void givesEveryUseCaseOneThingToDo() {
        check(CORE.useCasesDoOneThing());
    }

    @Test
    void letsNoUseCaseCallAnother() {
        check(CORE.useCasesCallNoUseCases());
    }

    @Test
    void givesEveryPortAContract() {
        Set<String> contracts = PLATFORM.stream()
                .filter(type -> type.getPackageName().equals("io.botfleet.testkit.contract"))
                .filter(type -> type.getSimpleName().endsWith("Contract"))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());

        check(CORE.portsHaveContracts(contracts));
    }

    @Test
    void namesThingsForWhatTheyAre() {
        check(CORE.typesArePlainlyNamed());
    }

    @Test
    void marksEveryPackageForNullChecks() {
        check(CORE.packagesAreNullMarked());
    }

    private static void check(ArchRule rule) {
        rule.check(PLATFORM);
    }
}
