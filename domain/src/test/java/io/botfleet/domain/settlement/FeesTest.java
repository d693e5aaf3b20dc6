package io.botfleet.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FeesTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "7, 8", "8, 9", "9, 11", "100, 113", "1000000000, 1125000000"})
    void risesByAnEighthRoundedUpAndAtLeastOneWei(BigInteger before, BigInteger after) {
        assertThat(new Fees(before, before).raised()).isEqualTo(new Fees(after, after));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void risesEnoughForANodeOnBothCaps(long seed) {
        Random random = new Random(seed);
        BigInteger most = new BigInteger(1 + random.nextInt(100), random);
        Fees before = new Fees(most, most.shiftRight(random.nextInt(8)));

        Fees after = before.raised();

        assertEnough(before.maxFeePerGasWei(), after.maxFeePerGasWei());
        assertEnough(before.maxPriorityFeePerGasWei(), after.maxPriorityFeePerGasWei());
    }

    @Test
    void takesTheHigherOfTwoOnEachCap() {
        assertThat(fees(100, 1).atLeast(fees(50, 20))).isEqualTo(fees(100, 20));
        assertThat(fees(50, 20).atLeast(fees(100, 1))).isEqualTo(fees(100, 20));
    }

    @Test
    void takesTheLowerOfTwoOnEachCap() {
        assertThat(fees(100, 1).atMost(fees(50, 20))).isEqualTo(fees(50, 1));
        assertThat(fees(50, 20).atMost(fees(100, 1))).isEqualTo(fees(50, 1));
    }

    @ParameterizedTest
    @CsvSource({"90, 18, true", "89, 18, false", "90, 17, false", "80, 16, false", "900, 1, false"})
    void areReplacedByOthersThatAreEnoughOnBothCaps(long most, long priority, boolean replaced) {
        assertThat(fees(80, 16).isReplacedBy(fees(most, priority))).isEqualTo(replaced);
    }

    @Test
    void keepsThePriorityFeeUnderTheCap() {
        assertThatIllegalArgumentException().isThrownBy(() -> fees(9, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> fees(10, -1));
    }

    @ParameterizedTest
    @CsvSource({"101, 11, true", "100, 11, false", "101, 10, false", "1000, 1, false", "11, 11, false"})
    void areFarAboveOthersOnceBothCapsAreMoreThanTenfold(long most, long priority, boolean farAbove) {
        assertThat(fees(most, priority).isFarAbove(fees(10, 1))).isEqualTo(farAbove);
    }

    private static void assertEnough(BigInteger before, BigInteger after) {
        assertThat(after.multiply(BigInteger.valueOf(1000)))
                .isGreaterThanOrEqualTo(before.multiply(BigInteger.valueOf(1125)));
        assertThat(after).isGreaterThan(before);
    }

    private static Fees fees(long most, long priority) {
        return new Fees(BigInteger.valueOf(most), BigInteger.valueOf(priority));
    }
}
