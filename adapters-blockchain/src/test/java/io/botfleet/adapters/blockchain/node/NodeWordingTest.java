package io.botfleet.adapters.blockchain.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.failure.Unavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of geth, erigon, nethermind and besu, as their sources have them. */
class NodeWordingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "already known",
                "ALREADY_EXISTS: already known",
                "AlreadyKnown",
                "Known transaction",
                "transaction already imported"
            })
    void takesAKnownTransactionAsAccepted(String words) {
        assertThat(read(words)).isEqualTo(new Broadcast.Accepted());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonce too low",
                "nonce too low: next nonce 5, tx nonce 4",
                "Nonce too low",
                "OldNonce, Current nonce: 5, nonce of rejected tx: 4",
                "NONCE_TOO_LOW"
            })
    void knowsAUsedNonce(String words) {
        assertThat(read(words)).isEqualTo(new Broadcast.NonceUsed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replacement transaction underpriced",
                "transaction underpriced: tip needed 1, tip permitted 0",
                "could not replace existing tx",
                "ReplacementNotAllowed",
                "FeeTooLow, MaxFeePerGas too low",
                "Transaction gas price below configured minimum gas price; gas price too low",
                "max fee per gas less than block base fee: address 0x00, maxFeePerGas: 1, baseFee: 7"
            })
    void knowsAPriceThatIsTooLow(String words) {
        assertThat(read(words)).isEqualTo(new Broadcast.Underpriced());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insufficient funds for gas * price + value: balance 0, tx cost 1",
                "Insufficient funds for gas * price + value",
                "InsufficientFunds, Account balance: 0, cumulative cost: 1",
                "Upfront cost exceeds account balance"
            })
    void knowsAnEmptyAccount(String words) {
        assertThat(read(words)).isEqualTo(new Broadcast.OutOfFunds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"txpool is full", "request rate limit exceeded", "Too Many Requests", "request timed out"})
    void comesBackLaterWhereTheNodeIsBusy(String words) {
        assertThatThrownBy(() -> read(words)).isInstanceOf(Unavailable.class);
    }

    @Test
    void repeatsAnyOtherRefusal() {
        assertThat(read("intrinsic gas too low")).isEqualTo(new Broadcast.Refused("intrinsic gas too low"));
    }

    @Test
    void takesAHashAsAccepted() {
        assertThat(NodeWording.read(new Reply.Result(NullNode.getInstance()))).isEqualTo(new Broadcast.Accepted());
    }

    private static Broadcast read(String words) {
        return NodeWording.read(new Reply.Failure(-32000, words, ""));
    }
}
