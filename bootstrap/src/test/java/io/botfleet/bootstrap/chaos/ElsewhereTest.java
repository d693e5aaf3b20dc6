package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ElsewhereTest {
    @Test
    void namesMethodsOfPortsThatThereAre() {
        Set<String> methods = new ClassFileImporter()
                .importPackages("io.botfleet.application").stream()
                        .filter(JavaClass::isInterface)
                        .flatMap(port -> port.getMethods().stream())
                        .map(method -> method.getOwner().getSimpleName() + "." + method.getName())
                        .collect(Collectors.toSet());

        assertThat(methods)
                .contains("Commands.save")
                .containsAll(Elsewhere.reasons().keySet());
    }

    @Test
    void goesByTheMethodOfABoundary() {
        assertThat(Elsewhere.has("Inbox.halt after")).isTrue();
        assertThat(Elsewhere.has("Inbox.extend after")).isFalse();
        assertThat(Elsewhere.method("Inbox.extend after")).isEqualTo("Inbox.extend");
        assertThat(Elsewhere.side("Inbox.extend after")).isEqualTo("after");
    }
}
