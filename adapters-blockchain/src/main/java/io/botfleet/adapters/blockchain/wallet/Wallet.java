package io.botfleet.adapters.blockchain.wallet;

import io.botfleet.adapters.blockchain.keccak.Keccak;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.SignedTransaction;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/** An account's private key; it never prints itself. */
public final class Wallet {
    private static final Pattern KEY = Pattern.compile("(0x)?[0-9a-fA-F]{64}");
    /** The order of secp256k1 (SEC 2 §2.4.1): a private key is 1 to this less 1. */
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private final Credentials credentials;

    private Wallet(Credentials credentials) {
        this.credentials = credentials;
    }

    /** Reads 64 hexadecimal digits; {@link IllegalArgumentException}, which repeats nothing of them, for anything else. */
    public static Wallet ofPrivateKey(String hex) {
        String stripped = hex.strip();
        if (!KEY.matcher(stripped).matches()) {
            throw new IllegalArgumentException("a private key is 64 hexadecimal digits, with or without 0x");
        }
        BigInteger key = new BigInteger(stripped.startsWith("0x") ? stripped.substring(2) : stripped, 16);
        if (key.signum() == 0 || key.compareTo(ORDER) >= 0) {
            throw new IllegalArgumentException("that number is no private key of secp256k1");
        }
        return new Wallet(Credentials.create(stripped));
    }

    public Address address() {
        return new Address(credentials.getAddress());
    }

    /** What to sign: {@code to} is empty for a transaction that creates a contract. */
    public record Unsigned(
            long chainId,
            long nonce,
            Optional<Address> to,
            BigInteger valueWei,
            Bytes data,
            long gasLimit,
            Fees fees) {}

    /** Signs an EIP-1559 transaction; deterministic (RFC 6979), so the same one gives the same bytes. */
    public SignedTransaction sign(Unsigned transaction) {
        @Nullable String to = transaction.to().map(Address::hex).orElse(null);
        RawTransaction raw = RawTransaction.createTransaction(
                transaction.chainId(),
                BigInteger.valueOf(transaction.nonce()),
                BigInteger.valueOf(transaction.gasLimit()),
                to,
                transaction.valueWei(),
                transaction.data().hex(),
                transaction.fees().maxPriorityFeePerGasWei(),
                transaction.fees().maxFeePerGasWei());
        byte[] signed = TransactionEncoder.signMessage(raw, credentials);
        return new SignedTransaction(Hash.of(Keccak.of(signed)), Bytes.of(signed), transaction.fees());
    }

    @Override
    public String toString() {
        return "Wallet[" + address() + ", redacted]";
    }
}
