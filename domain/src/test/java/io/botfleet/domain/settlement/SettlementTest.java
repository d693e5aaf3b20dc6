package io.botfleet.domain.settlement;

import static io.botfleet.domain.Examples.LATER;
import static io.botfleet.domain.Examples.NOW;
import static io.botfleet.domain.Examples.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Tag;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private static final Entry ENTRY = new Entry(new CommandId(1), new Tag(2), new Decision.Approve(), hash(3));
    private static final SignedTransaction FIRST = signed(4);

    @Test
    void keepsItsVerdictsAndNonceWhenItIsReplaced() {
        Settlement settlement = new Settlement(5, List.of(ENTRY), hash(6), List.of(FIRST), NOW);

        Settlement replaced = settlement.replacedBy(signed(7), LATER);

        assertThat(replaced).isEqualTo(new Settlement(5, List.of(ENTRY), hash(6), List.of(FIRST, signed(7)), LATER));
        assertThat(replaced.latest()).isEqualTo(signed(7));
        assertThat(settlement.latest()).isEqualTo(FIRST);
    }

    @Test
    void isResentAsItIs() {
        Settlement settlement = new Settlement(5, List.of(ENTRY), hash(6), List.of(FIRST), NOW);

        assertThat(settlement.resent(LATER))
                .isEqualTo(new Settlement(5, List.of(ENTRY), hash(6), List.of(FIRST), LATER));
    }

    @Test
    void startsWithTheFirstNonceOfAnAccount() {
        assertThat(new Settlement(0, List.of(ENTRY), hash(6), List.of(FIRST), NOW).nonce())
                .isZero();
    }

    @Test
    void carriesSomethingAndIsSigned() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settlement(5, List.of(), hash(6), List.of(FIRST), NOW));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settlement(5, List.of(ENTRY), hash(6), List.of(), NOW));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settlement(-1, List.of(ENTRY), hash(6), List.of(FIRST), NOW));
    }

    private static SignedTransaction signed(int seed) {
        return new SignedTransaction(hash(seed), Bytes.ofUtf8("raw " + seed), new Fees(BigInteger.TEN, BigInteger.ONE));
    }
}
