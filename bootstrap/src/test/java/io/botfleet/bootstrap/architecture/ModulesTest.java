package io.botfleet.bootstrap.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What the modules may ask Maven for: a class path without a library keeps its classes out better than any rule. */
class ModulesTest {
    /** One {@code <dependency>} of a module. */
    private record Needed(String group, String artifact, String scope) {
        boolean isOurs() {
            return group.equals("io.botfleet");
        }

        boolean isForTests() {
            return scope.equals("test");
        }
    }

    static Stream<String> modules() {
        return Repository.MODULES.stream();
    }

    static Stream<String> adapters() {
        return Repository.MODULES.stream().filter(module -> module.startsWith("adapters-"));
    }

    @Test
    void areTheOnesThatTheRulesKnow() throws IOException {
        String parent = Files.readString(Repository.root().resolve("pom.xml"));

        assertThat(Pattern.compile("<module>(.*?)</module>")
                        .matcher(parent)
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(Repository.MODULES);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void useTheTestKitInTestsOnly(String module) {
        assertThat(needed(module))
                .filteredOn(each -> each.isOurs() && each.artifact().equals("testkit"))
                .allMatch(Needed::isForTests);
    }

    @Test
    void giveTheDomainNoDependency() {
        assertThat(needed("domain")).allMatch(Needed::isForTests);
    }

    @Test
    void giveTheApplicationTheDomainOnly() {
        assertThat(needed("application"))
                .filteredOn(each -> !each.isForTests())
                .containsExactly(new Needed("io.botfleet", "domain", "compile"));
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void giveAnAdapterTheApplicationAndNoOtherAdapter(String module) {
        assertThat(needed(module))
                .filteredOn(each -> each.isOurs() && !each.isForTests())
                .containsExactly(new Needed("io.botfleet", "application", "compile"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void mockNothing(String module) {
        assertThat(needed(module))
                .noneMatch(each -> each.artifact().matches(".*(mockito|easymock|powermock|jmockit|mockk).*"));
    }

    private static List<Needed> needed(String module) {
        NodeList found;
        try {
            found = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Repository.pom(module).toFile())
                    .getElementsByTagName("dependency");
        } catch (IOException | SAXException | ParserConfigurationException failure) {
            throw new IllegalStateException("can't read the POM of " + module, failure);
        }
        List<Needed> needed = new ArrayList<>();
        for (int at = 0; at < found.getLength(); at++) {
            Element each = (Element) found.item(at);
            needed.add(new Needed(
                    text(each, "groupId", ""), text(each, "artifactId", ""), text(each, "scope", "compile")));
        }
        return needed;
    }

    private static String text(Element dependency, String name, String otherwise) {
        NodeList found = dependency.getElementsByTagName(name);
        for (int at = 0; at < found.getLength(); at++) {
            // Not one of an exclusion's.
            if (found.item(at).getParentNode().equals(dependency)) {
                return found.item(at).getTextContent().strip();
            }
        }
        return otherwise;
    }
}
