package io.botfleet.domain.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainIdentitiesTest {
    @Test
    void areTheSameInEveryCasing() {
        // The first example of EIP-55.
        Address checksummed = new Address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");

        assertThat(checksummed).isEqualTo(new Address("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"));
        assertThat(checksummed).hasToString("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
        assertThat(checksummed.toArray()).hasSize(20).startsWith(0x5a, 0xae);
        assertThat(new Hash("0x" + "AB".repeat(32))).hasToString("0x" + "ab".repeat(32));
        assertThat(new Hash("0x" + "AB".repeat(32)))
                .isEqualTo(Hash.of(Bytes.ofHex("ab".repeat(32)).toArray()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaedff",
                "0xgaaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae\n"
            })
    void haveTheirWholeLength(String hex) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Address(hex))
                .withMessageContaining("40 hexadecimal digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hash(hex))
                .withMessageContaining("64 hexadecimal digits");
    }

    @Test
    void keepBytesFromWhoeverHoldsTheArray() {
        byte[] mine = {1, 2, 3};
        Bytes bytes = Bytes.of(mine);
        mine[0] = 9;
        bytes.toArray()[1] = 9;

        assertThat(bytes.hex()).isEqualTo("0x010203");
        assertThat(bytes).isEqualTo(Bytes.ofHex("010203")).hasSameHashCodeAs(Bytes.ofHex("0x010203"));
        assertThat(bytes).isNotEqualTo(Bytes.EMPTY);
    }

    @Test
    void printNoBytes() {
        assertThat(Bytes.ofUtf8("secret")).hasToString("6 bytes");
    }

    @Test
    void keepFeesInWhatTheContractCanHold() {
        assertThat(new Gwei(0).amount()).isZero();
        assertThat(new Gwei((1L << 40) - 1).amount()).isEqualTo(1_099_511_627_775L);
        assertThatIllegalArgumentException().isThrownBy(() -> new Gwei(1L << 40));
        assertThatIllegalArgumentException().isThrownBy(() -> new Gwei(-1));
    }

    @Test
    void knowNoNegativeBlockAndNoChainZero() {
        Hash hash = new Hash("0x" + "0".repeat(64));
        Address address = new Address("0x" + "0".repeat(40));

        assertThat(new BlockRef(0, hash).number()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new BlockRef(-1, hash));
        assertThatIllegalArgumentException().isThrownBy(() -> new Gateway(0, address));
    }
}
