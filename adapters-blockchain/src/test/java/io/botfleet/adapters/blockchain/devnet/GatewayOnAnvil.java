package io.botfleet.adapters.blockchain.devnet;

import io.botfleet.adapters.blockchain.client.GatewayCall;
import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.client.GatewayDeployer;
import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.blockchain.gateway.GatewayCalls;
import io.botfleet.adapters.blockchain.gateway.GatewaySettings;
import io.botfleet.adapters.blockchain.log.EvmCommandLog;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.settlement.EvmSettlementLedger;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.testkit.contract.ChainUnderTest;
import io.botfleet.testkit.rpc.FaultProxy;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/** A fresh node with a gateway: account 0 owns it and account 9 settles; the node can be talked to through a proxy. */
public final class GatewayOnAnvil implements ChainUnderTest {
    public static final BigInteger FEE_CAP = BigInteger.valueOf(500_000_000_000L);
    private static final long SUBMIT_GAS = 500_000;

    private final Anvil anvil;
    private final FaultProxy proxy;
    private final EncryptionKeys keys = EncryptionKeys.generate(new SecureRandom());
    private final JsonRpc rpc;
    private final EvmNode node;
    private final EvmNode direct;
    private final GatewayDeployer.Deployed deployed;
    private final CommandLog log;

    /** @param options more of anvil's own options */
    public GatewayOnAnvil(String... options) {
        anvil = Anvil.start(options);
        proxy = new FaultProxy(anvil.endpoint());
        rpc = new JsonRpc(proxy.endpoint(), Duration.ofSeconds(60));
        node = new EvmNode(rpc);
        direct = new EvmNode(new JsonRpc(anvil.endpoint(), Duration.ofSeconds(60)));
        anvil.call("evm_setAutomine", true);
        deployed = new GatewayDeployer(direct, FEE_CAP)
                .deploy(
                        Anvil.wallet(0),
                        new GatewaySettings(
                                Anvil.wallet(0).address(),
                                Anvil.wallet(9).address(),
                                new Gwei(1),
                                Duration.ofMinutes(10),
                                Optional.empty(),
                                keys.publicKeys()),
                        Duration.ofSeconds(60));
        anvil.call("evm_setAutomine", false);
        log = new EvmCommandLog(node, deployed.gateway(), deployed.startBlock());
    }

    public Anvil anvil() {
        return anvil;
    }

    public FaultProxy proxy() {
        return proxy;
    }

    public URI endpoint() {
        return proxy.endpoint();
    }

    public EvmNode node() {
        return node;
    }

    public EncryptionKeys keys() {
        return keys;
    }

    public GatewayDeployer.Deployed deployed() {
        return deployed;
    }

    public GatewayClient client() {
        return new GatewayClient(node, deployed.gateway(), FEE_CAP);
    }

    @Override
    public CommandLog log() {
        return log;
    }

    @Override
    public SettlementLedger ledger() {
        return new EvmSettlementLedger(node, deployed.gateway(), Anvil.wallet(9), FEE_CAP);
    }

    @Override
    public Hash submit(int wallet, Bytes envelope, long feeGwei) {
        return send(Anvil.wallet(wallet), GatewayCall.submit(envelope, new Gwei(feeGwei)));
    }

    @Override
    public void nameAnotherSettler() {
        Bytes call = GatewayCalls.setSettler(Anvil.wallet(8).address());
        send(Anvil.wallet(0), new GatewayCall(call, BigInteger.ZERO));
    }

    /** Signs without an estimate, which the pool's state could make fail, and puts it into the pool. */
    public Hash send(Wallet wallet, GatewayCall call) {
        return send(wallet, deployed.gateway().address(), call);
    }

    /** Puts a submission into the pool, and gives the signed transaction, for a block that replaces its own. */
    public SignedTransaction submitSigned(int wallet, Bytes envelope) {
        return sent(signed(
                Anvil.wallet(wallet), deployed.gateway().address(), GatewayCall.submit(envelope, new Gwei(1_000))));
    }

    private SignedTransaction signed(Wallet wallet, Address to, GatewayCall call) {
        return wallet.sign(new Wallet.Unsigned(
                deployed.gateway().chainId(),
                direct.nonceWithPool(wallet.address()),
                Optional.of(to),
                call.valueWei(),
                call.data(),
                SUBMIT_GAS,
                new Fees(FEE_CAP, BigInteger.ONE)));
    }

    /** The same by way of another contract. */
    public Hash send(Wallet wallet, Address to, GatewayCall call) {
        return sent(signed(wallet, to, call)).hash();
    }

    private SignedTransaction sent(SignedTransaction signed) {
        Broadcast broadcast = direct.send(signed.raw());
        if (!(broadcast instanceof Broadcast.Accepted)) {
            throw new IllegalStateException("the node refused a transaction: " + broadcast);
        }
        return signed;
    }

    @Override
    public void mine(int blocks) {
        anvil.mine(blocks);
    }

    @Override
    public void reorganise(int depth) {
        anvil.reorganise(depth);
    }

    @Override
    public void disconnect() {
        proxy.disconnect();
    }

    @Override
    public void close() {
        rpc.close();
        proxy.close();
        anvil.close();
    }
}
