package io.botfleet.adapters.blockchain.gateway;

import io.botfleet.application.chain.Escrow;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Tag;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Bytes8;
import org.web3j.abi.datatypes.generated.Uint24;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint40;
import org.web3j.abi.datatypes.generated.Uint8;

/** What the gateway's functions are called with, and what its views return. */
public final class GatewayCalls {
    public static final Bytes REGISTER = Abi.call("register");
    public static final Bytes NEXT_COMMAND_ID = Abi.call("nextCommandId");
    public static final Bytes MIN_FEE = Abi.call("minFeeGwei");
    public static final Bytes WINDOW = Abi.call("window");
    public static final Bytes SETTLER = Abi.call("settler");
    public static final Bytes KEY_IDS = Abi.call("keyIds");
    private static final TypeReference<DynamicArray<Bytes8>> KEY_ID_LIST = new TypeReference<>() {};

    private GatewayCalls() {}

    /** An encryption key as the contract keeps it. */
    public record PublishedKey(int suite, Instant activeFrom, Optional<Instant> retiredAt, Bytes publicKey) {}

    public static Bytes submit(Bytes envelope) {
        return Abi.call("submit", new DynamicBytes(envelope.toArray()));
    }

    public static Bytes reclaim(CommandId command) {
        return Abi.call("reclaim", id(command));
    }

    public static Bytes withdrawCredit(Address to) {
        return Abi.call("withdrawCredit", address(to));
    }

    public static Bytes setSettler(Address settler) {
        return Abi.call("setSettler", address(settler));
    }

    public static Bytes invite(Address wallet) {
        return Abi.call("invite", address(wallet));
    }

    public static Bytes accept(int client) {
        return Abi.call("accept", new Uint32(client));
    }

    public static Bytes clientOf(Address wallet) {
        return Abi.call("clientOf", address(wallet));
    }

    public static Bytes creditOf(Address payer) {
        return Abi.call("creditOf", address(payer));
    }

    public static Bytes escrowOf(CommandId command) {
        return Abi.call("escrowOf", id(command));
    }

    public static Bytes keyOf(Bytes keyId) {
        return Abi.call("keyOf", new Bytes8(keyId.toArray()));
    }

    /** Settles one command by itself. */
    public static Bytes settleOne(Entry entry, Hash root) {
        Uint24 tag = new Uint24(entry.tag().value());
        Bytes32 evidence = new Bytes32(root.toArray());
        return switch (entry.decision()) {
            case Decision.Approve _ -> Abi.call("approve", id(entry.command()), tag, evidence);
            case Decision.Rollback rollback ->
                Abi.call(
                        "rollback",
                        id(entry.command()),
                        tag,
                        new Uint8(rollback.reason().code()),
                        evidence);
        };
    }

    /** Settles many commands. */
    public static Bytes settle(List<Entry> entries, Hash root) {
        List<Uint256> packed = entries.stream()
                .map(entry -> new Uint256(SettlementEntry.of(entry).pack()))
                .toList();
        return Abi.call("settle", new DynamicArray<>(Uint256.class, packed), new Bytes32(root.toArray()));
    }

    /** A whole number that a view returned. */
    public static BigInteger integer(Bytes returned) {
        return Abi.integer(
                Abi.decode(returned, TypeReference.create(Uint256.class)).getFirst());
    }

    public static Duration seconds(Bytes returned) {
        return Duration.ofSeconds(integer(returned).longValueExact());
    }

    public static Address address(Bytes returned) {
        return addressOf(Abi.decode(returned, TypeReference.create(org.web3j.abi.datatypes.Address.class))
                .getFirst());
    }

    /** Empty where the escrow is settled or was never there. */
    public static Optional<Escrow> escrow(Bytes returned) {
        List<Type<?>> values =
                Abi.decode(returned, org.web3j.abi.datatypes.Address.class, Uint40.class, Uint32.class, Uint24.class);
        Address payer = addressOf(values.get(0));
        if (new BigInteger(1, payer.toArray()).signum() == 0) {
            return Optional.empty();
        }
        return Optional.of(new Escrow(
                payer,
                new Gwei(Abi.number(values.get(1))),
                Instant.ofEpochSecond(Abi.number(values.get(2))),
                new Tag((int) Abi.number(values.get(3)))));
    }

    public static List<Bytes> keyIds(Bytes returned) {
        List<Bytes> ids = new ArrayList<>();
        for (Object id : (List<?>) Abi.decode(returned, KEY_ID_LIST).getFirst().getValue()) {
            ids.add(Bytes.of(((Bytes8) id).getValue()));
        }
        return ids;
    }

    public static PublishedKey key(Bytes returned) {
        List<Type<?>> values = Abi.decode(returned, Uint8.class, Uint40.class, Uint40.class, DynamicBytes.class);
        long retiredAt = Abi.number(values.get(2));
        return new PublishedKey(
                (int) Abi.number(values.get(0)),
                Instant.ofEpochSecond(Abi.number(values.get(1))),
                retiredAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(retiredAt)),
                Bytes.of(Abi.bytes(values.get(3))));
    }

    private static Uint256 id(CommandId command) {
        return new Uint256(command.number());
    }

    private static org.web3j.abi.datatypes.Address address(Address address) {
        return new org.web3j.abi.datatypes.Address(address.hex());
    }

    private static Address addressOf(Type<?> value) {
        return new Address(value.toString());
    }
}
