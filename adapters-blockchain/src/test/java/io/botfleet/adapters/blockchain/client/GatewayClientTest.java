package io.botfleet.adapters.blockchain.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.blockchain.devnet.Anvil;
import io.botfleet.adapters.blockchain.devnet.GatewayOnAnvil;
import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.envelope.HpkeEnvelopes;
import io.botfleet.adapters.blockchain.envelope.Suite;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.command.Envelopes;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayClientTest {
    private static final Wallet WALLET = Anvil.wallet(3);
    private static final Json PAYLOAD = Json.EMPTY.with("version", Json.of(1));
    private GatewayOnAnvil chain;
    private GatewayClient client;

    @BeforeEach
    void begin() {
        chain = new GatewayOnAnvil();
        client = chain.client();
    }

    @AfterEach
    void end() {
        chain.close();
    }

    @Test
    void readsWhatThePlatformPublished() {
        assertThat(client.keys())
                .extracting(PlatformKey::key)
                .containsExactlyElementsOf(chain.keys().publicKeys());
        assertThat(client.minimumFee()).isEqualTo(new Gwei(1));
        assertThat(client.window()).isEqualTo(Duration.ofMinutes(10));
        assertThat(client.settler()).isEqualTo(Anvil.wallet(9).address());
    }

    @Test
    void sealsACommandThatOpensFromItsEventOnly() {
        EncryptionPublicKey key = client.currentKey(Suite.X_WING).orElseThrow();
        Bytes envelope = client.seal(PAYLOAD, key, WALLET.address());

        Receipt receipt = sent(WALLET, GatewayCall.submit(envelope, new Gwei(5)));
        Submission submission = ((ChainEvent.Submitted) client.events(receipt).stream()
                        .filter(ChainEvent.Submitted.class::isInstance)
                        .findFirst()
                        .orElseThrow())
                .submission();

        HpkeEnvelopes platform = new HpkeEnvelopes(chain.keys());
        assertThat(platform.open(submission.envelope(), new Envelopes.Binding(client.gateway(), submission.sender())))
                .isEqualTo(new Envelopes.Opened(PAYLOAD));
        assertThat(platform.open(
                        submission.envelope(),
                        new Envelopes.Binding(client.gateway(), Anvil.wallet(4).address())))
                .isInstanceOf(Envelopes.Refused.class);
    }

    @Test
    void previewsGasThatIsEnoughAndFeesAsTheyAre() {
        GatewayCall call = GatewayCall.submit(Bytes.ofUtf8("noise"), new Gwei(5));
        Preview.Possible preview = (Preview.Possible) client.preview(WALLET.address(), call);
        Receipt receipt = sent(WALLET, call);
        assertThat(preview.gas()).isGreaterThanOrEqualTo(receipt.gasUsed());
        assertThat(preview.valueWei()).isEqualTo(call.valueWei());
        assertThat(preview.fees().maxFeePerGasWei()).isGreaterThanOrEqualTo(receipt.pricePerGasWei());
    }

    @Test
    void namesTheContractsReasonForARefusal() {
        GatewayCall free = GatewayCall.submit(Bytes.ofUtf8("noise"), new Gwei(0));
        assertThat(client.preview(WALLET.address(), free)).isEqualTo(new Preview.Impossible("FeeTooLow"));
        GatewayCall nothing = GatewayCall.reclaim(new CommandId(7));
        assertThat(client.preview(WALLET.address(), nothing)).isEqualTo(new Preview.Impossible("CommandNotOpen"));
    }

    @Test
    void givesAWalletItsNumber() {
        assertThat(client.clientOf(WALLET.address())).isEmpty();
        Receipt receipt = sent(WALLET, GatewayCall.register());
        assertThat(client.clientOf(WALLET.address())).contains(new ClientId(1));
        assertThat(client.events(receipt))
                .containsExactly(new ChainEvent.WalletLinked(new ClientId(1), WALLET.address(), receipt.block()));
    }

    @Test
    void linksASecondWallet() {
        Wallet second = Anvil.wallet(4);
        sent(WALLET, GatewayCall.register());
        sent(WALLET, GatewayCall.invite(second.address()));
        sent(second, GatewayCall.accept(1));
        assertThat(client.clientOf(second.address())).contains(new ClientId(1));
    }

    @Test
    void getsTheFeeBackOnceTheDeadlineHasPassed() {
        sent(WALLET, GatewayCall.submit(Bytes.ofUtf8("noise"), new Gwei(1_000_000)));
        CommandId command = new CommandId(1);
        assertThat(client.preview(WALLET.address(), GatewayCall.reclaim(command)))
                .isEqualTo(new Preview.Impossible("DeadlineNotPassed"));
        chain.anvil().passTime(Duration.ofMinutes(11));
        var before = client.balanceWei(WALLET.address());

        Receipt receipt = sent(Anvil.wallet(5), GatewayCall.reclaim(command));

        assertThat(receipt.succeeded()).isTrue();
        assertThat(client.escrow(command)).isEmpty();
        assertThat(client.balanceWei(WALLET.address()).subtract(before)).isEqualTo("1000000000000000");
    }

    @Test
    void saysWhenATransactionIsNotMinedInTime() {
        Hash unknown = new Hash("0x" + "ab".repeat(32));
        assertThatThrownBy(() -> client.await(unknown, Duration.ofMillis(50))).isInstanceOf(Unavailable.class);
    }

    private Receipt sent(Wallet wallet, GatewayCall call) {
        Preview.Possible preview = (Preview.Possible) client.preview(wallet.address(), call);
        SignedTransaction signed = client.sign(wallet, call, preview);
        assertThat(client.send(signed)).isEqualTo(new Broadcast.Accepted());
        chain.mine(1);
        return client.await(signed.hash(), Duration.ofMinutes(1));
    }
}
