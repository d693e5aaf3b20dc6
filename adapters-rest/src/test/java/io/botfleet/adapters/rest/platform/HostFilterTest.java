package io.botfleet.adapters.rest.platform;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.rest.problem.Refusal;
import io.micronaut.http.HttpRequest;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostFilterTest {
    private final HostFilter filter = new HostFilter(Set.of("localhost", "127.0.0.1", "[::1]"));

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "127.0.0.1:21225", "[::1]:80", "[::1]"})
    void letsThroughWhatIsForThisMachine(String host) {
        assertThatCode(() -> filter.filter(HttpRequest.GET("/commands").header("Host", host)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost:80:80", ""})
    void refusesWhatIsForAnother(String host) {
        assertThatThrownBy(() -> filter.filter(HttpRequest.GET("/commands").header("Host", host)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Host");
    }
}
