package io.botfleet.bootstrap.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rules on who may depend on whom, for packages below one root: the platform's own, or one of broken examples.
 *
 * @param root {@code io.botfleet}, or another package that is laid out in the same way
 */
record Layout(String root) {
    static final List<String> ADAPTERS = List.of("blockchain", "git", "k8s", "local", "postgres", "rest");

    /**
     * Which adapters may use a technology; {@code bootstrap} is named where its wiring has to, and its local part looks
     * into the database to show what a demonstration left there. The local adapter follows Git, holds a key and runs
     * PostgreSQL because it stands in for ArgoCD, the sealed-secrets controller and a server.
     */
    private static final Map<String, List<String>> TECHNOLOGIES = new TreeMap<>(Map.ofEntries(
            Map.entry("org.web3j..", List.of("adapters.blockchain")),
            Map.entry("org.bouncycastle..", List.of("adapters.blockchain", "adapters.local")),
            Map.entry("org.eclipse.jgit..", List.of("adapters.git", "adapters.local")),
            Map.entry("io.kubernetes..", List.of("adapters.k8s")),
            Map.entry("com.networknt..", List.of("adapters.git")),
            Map.entry("com.marcnuri.helm..", List.of("adapters.local")),
            Map.entry("org.snakeyaml..", List.of("adapters.git", "adapters.local", "testkit")),
            Map.entry("org.postgresql..", List.of("adapters.postgres", "adapters.local")),
            Map.entry("java.sql..", List.of("adapters.postgres", "adapters.local", "bootstrap.local")),
            Map.entry("org.flywaydb..", List.of("adapters.postgres")),
            Map.entry("com.zaxxer.hikari..", List.of("adapters.postgres")),
            Map.entry("io.swagger..", List.of("adapters.rest")),
            Map.entry("reactor..", List.of("adapters.rest")),
            Map.entry("io.micronaut.http.annotation..", List.of("adapters.rest")),
            Map.entry("io.micronaut..", List.of("adapters.rest", "adapters.postgres", "adapters.k8s", "bootstrap")),
            Map.entry("jakarta..", List.of("adapters.rest", "adapters.postgres", "adapters.k8s", "bootstrap")),
            Map.entry("com.fasterxml.jackson..", List.of("adapters", "bootstrap")),
            Map.entry("picocli..", List.of("bootstrap")),
            Map.entry("org.junit..", List.of("testkit")),
            Map.entry("org.assertj..", List.of("testkit"))));

    static final Layout PLATFORM = new Layout("io.botfleet");

    static List<String> technologies() {
        return List.copyOf(TECHNOLOGIES.keySet());
    }

    String in(String part) {
        return root + "." + part + "..";
    }

    /**
     * Dependencies point inwards, no adapter sees another, nothing needs the test kit, and every class has a layer. That
     * no layer is empty is looked at elsewhere, by counting a module's sources.
     */
    ArchRule onion() {
        LayeredArchitecture layers = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("domain")
                .definedBy(in("domain"))
                .layer("application")
                .definedBy(in("application"))
                .layer("bootstrap")
                .definedBy(in("bootstrap"))
                .layer("testkit")
                .definedBy(in("testkit"));
        for (String adapter : ADAPTERS) {
            layers = layers.layer(adapter)
                    .definedBy(in("adapters." + adapter))
                    .whereLayer(adapter)
                    .mayOnlyBeAccessedByLayers("bootstrap");
        }
        String[] users = Stream.concat(ADAPTERS.stream(), Stream.of("bootstrap", "testkit"))
                .toArray(String[]::new);
        return layers.whereLayer("application")
                .mayOnlyBeAccessedByLayers(users)
                .whereLayer("bootstrap")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("testkit")
                .mayNotBeAccessedByAnyLayer()
                .ensureAllClassesAreContainedInArchitecture();
    }

    ArchRule domainUsesTheJdkAndItself() {
        return classes()
                .that()
                .resideInAPackage(in("domain"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations", in("domain"));
    }

    ArchRule applicationUsesTheJdkAndTheDomain() {
        return classes()
                .that()
                .resideInAPackage(in("application"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations", in("domain"), in("application"));
    }

    /** What reaches out of the process belongs to adapters, even where the JDK has it. */
    ArchRule coreReachesNothingOutside() {
        return noClasses()
                .that()
                .resideInAnyPackage(in("domain"), in("application"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..", "java.sql..", "java.nio.file..", "java.nio.channels..", "java.util.logging..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(?!Serial|IOException|UncheckedIOException|ByteArrayInputStream).*");
    }

    ArchRule confines(String technology) {
        String[] homes = TECHNOLOGIES.getOrDefault(technology, List.of()).stream()
                .map(this::in)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(technology);
    }

    /** The image that is shipped leaves the local adapter out. */
    ArchRule onlyTheLocalWiringNeedsTheLocalAdapter() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("bootstrap.local"), in("adapters.local"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("adapters.local"));
    }

    ArchRule conceptsHaveNoCycles(String layer) {
        return slices().matching(root + "." + layer + ".(*)..").should().beFreeOfCycles();
    }
}
