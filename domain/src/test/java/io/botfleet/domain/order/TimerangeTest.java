package io.botfleet.domain.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerangeTest {
    @Test
    void readsTwoDaysAndWritesThemAsFreqtradeDoes() {
        assertThat(Timerange.parse("20240229-20250601"))
                .hasValue(new Timerange(LocalDate.of(2024, 2, 29), LocalDate.of(2025, 6, 1)))
                .map(Timerange::toString)
                .hasValue("20240229-20250601");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20250101",
                "20250101-",
                "-20250601",
                "20250230-20250601",
                "20250601-20250101",
                "20250101-20250101",
                "20250101-20250601 ",
                "2025-01-01-2025-06-01",
                "20150101-20250103",
                "1735689600-1748736000"
            })
    void readsNothingElse(String text) {
        assertThat(Timerange.parse(text)).isEmpty();
    }

    @Test
    void hasTenYearsAtMost() {
        assertThat(Timerange.parse("20150101-20250101")).isPresent();
        LocalDate begin = LocalDate.of(2015, 1, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timerange(begin, begin.plusDays(Timerange.LONGEST_DAYS + 1)));
    }
}
