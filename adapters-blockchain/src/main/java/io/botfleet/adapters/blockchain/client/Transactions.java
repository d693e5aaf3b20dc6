package io.botfleet.adapters.blockchain.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.blockchain.gateway.GatewayArtifact;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.FeeMarket;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.adapters.blockchain.node.Reply;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.SignedTransaction;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Estimates, signs, sends and waits, for whoever holds a private key. */
public final class Transactions {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final EvmNode node;
    private final FeeMarket market;

    /** @param feeCapWei the most to offer for a gas */
    public Transactions(EvmNode node, BigInteger feeCapWei) {
        this.node = node;
        this.market = new FeeMarket(node, feeCapWei);
    }

    /** Tries a transaction out at the latest block; {@code to} is empty where it creates a contract. */
    public Preview preview(Address from, Optional<Address> to, Bytes data, BigInteger valueWei) {
        Map<String, String> transaction = new HashMap<>();
        transaction.put("from", from.hex());
        to.ifPresent(address -> transaction.put("to", address.hex()));
        transaction.put("data", data.hex());
        transaction.put("value", "0x" + valueWei.toString(16));
        return switch (node.estimate(transaction)) {
            case Reply.Result(JsonNode gas) -> new Preview.Possible(Long.decode(gas.asText()), market.now(), valueWei);
            case Reply.Failure failure -> new Preview.Impossible(words(failure));
        };
    }

    /** Signs with the account's next nonce and a fifth more gas than the preview says. */
    public SignedTransaction sign(
            Wallet wallet, Optional<Address> to, Bytes data, BigInteger valueWei, Preview.Possible preview) {
        long gasLimit = preview.gas() + preview.gas() / 5;
        return sign(wallet, to, data, valueWei, gasLimit, preview.fees());
    }

    /** Signs with the account's next nonce and a gas limit of the caller's. */
    public SignedTransaction sign(
            Wallet wallet, Optional<Address> to, Bytes data, BigInteger valueWei, long gasLimit, Fees fees) {
        return wallet.sign(new Wallet.Unsigned(
                node.chainId(), node.nonceWithPool(wallet.address()), to, valueWei, data, gasLimit, fees));
    }

    public Broadcast send(SignedTransaction signed) {
        return node.send(signed.raw());
    }

    /** Waits until it is mined; {@link Unavailable} where that takes longer than {@code most}. */
    public Receipt await(Hash transaction, Duration most) {
        long until = System.nanoTime() + most.toNanos();
        while (true) {
            Optional<Receipt> receipt = node.receipt(transaction);
            if (receipt.isPresent()) {
                return receipt.get();
            }
            if (System.nanoTime() > until) {
                throw new Unavailable("transaction " + transaction + " is not mined after " + most.toSeconds() + " s");
            }
            pause();
        }
    }

    private static String words(Reply.Failure failure) {
        String data = failure.data();
        Optional<String> error =
                data.matches("0x([0-9a-fA-F]{2})+") ? GatewayArtifact.errorName(Bytes.ofHex(data)) : Optional.empty();
        return error.orElse(failure.message());
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for a transaction", interrupted);
        }
    }
}
