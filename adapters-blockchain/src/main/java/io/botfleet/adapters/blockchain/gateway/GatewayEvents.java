package io.botfleet.adapters.blockchain.gateway;

import io.botfleet.adapters.blockchain.keccak.Keccak;
import io.botfleet.adapters.blockchain.node.LogEntry;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.OnChain.Outcome;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.domain.submission.Tag;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint40;
import org.web3j.abi.datatypes.generated.Uint8;

/** The gateway's events that the core knows; what can't be decoded is never left out. */
public final class GatewayEvents {
    public static final Hash SUBMITTED = Abi.topic("EncryptedCommand(uint256,uint32,address,uint40,uint32,bytes)");
    static final Hash APPROVED = Abi.topic("Approved(uint256,bytes32)");
    static final Hash ROLLED_BACK = Abi.topic("RolledBack(uint256,uint8,bytes32)");
    static final Hash BATCH_SETTLED = Abi.topic("BatchSettled(bytes32,uint256[])");
    static final Hash RECLAIMED = Abi.topic("Reclaimed(uint256,address)");
    static final Hash CLIENT_REGISTERED = Abi.topic("ClientRegistered(uint32,address)");
    static final Hash WALLET_LINKED = Abi.topic("WalletLinked(uint32,address)");

    /** The first topics of all of them. */
    public static final Set<Hash> TOPICS =
            Set.of(SUBMITTED, APPROVED, ROLLED_BACK, BATCH_SETTLED, RECLAIMED, CLIENT_REGISTERED, WALLET_LINKED);

    private static final Hash NO_EVIDENCE = new Hash("0x" + "0".repeat(64));
    private static final TypeReference<DynamicArray<Uint256>> ENTRIES = new TypeReference<>() {};

    private GatewayEvents() {}

    /** @param at the timestamp of the log's block */
    public static List<ChainEvent> decode(LogEntry log, Instant at, boolean finalised) {
        try {
            return decoded(log, at, finalised);
        } catch (ArithmeticException | IllegalArgumentException impossible) {
            throw new Unavailable("the node gave a log that the gateway can't have written", impossible);
        }
    }

    private static List<ChainEvent> decoded(LogEntry log, Instant at, boolean finalised) {
        Hash topic = topic(log, 0);
        if (topic.equals(SUBMITTED)) {
            return List.of(new ChainEvent.Submitted(submission(log, at)));
        }
        if (topic.equals(BATCH_SETTLED)) {
            return batch(log, at, finalised);
        }
        if (topic.equals(APPROVED)) {
            Hash root = Hash.of(Abi.bytes(Abi.decode(log.data(), Bytes32.class).getFirst()));
            return List.of(settled(indexedCommand(log), Outcome.APPROVED, 0, root, log, at, finalised));
        }
        if (topic.equals(ROLLED_BACK)) {
            List<Type<?>> values = Abi.decode(log.data(), Uint8.class, Bytes32.class);
            Hash root = Hash.of(Abi.bytes(values.get(1)));
            int reason = (int) Abi.number(values.get(0));
            return List.of(settled(indexedCommand(log), Outcome.ROLLED_BACK, reason, root, log, at, finalised));
        }
        if (topic.equals(RECLAIMED)) {
            return List.of(settled(indexedCommand(log), Outcome.RECLAIMED, 0, NO_EVIDENCE, log, at, finalised));
        }
        if (topic.equals(CLIENT_REGISTERED) || topic.equals(WALLET_LINKED)) {
            return List.of(new ChainEvent.WalletLinked(client(log, 1), address(log, 2), log.block()));
        }
        return List.of();
    }

    private static Submission submission(LogEntry log, Instant at) {
        List<Type<?>> values = Abi.decode(log.data(), Uint40.class, Uint32.class, DynamicBytes.class);
        byte[] envelope = Abi.bytes(values.get(2));
        return new Submission(
                indexedCommand(log),
                client(log, 2),
                address(log, 3),
                new Gwei(Abi.number(values.get(0))),
                at,
                Instant.ofEpochSecond(Abi.number(values.get(1))),
                tagOf(envelope),
                Bytes.of(envelope),
                log.transaction(),
                log.block());
    }

    /** The low 24 bits of keccak-256 of an envelope. */
    public static Tag tagOf(byte[] envelope) {
        byte[] hash = Keccak.of(envelope);
        return new Tag(new BigInteger(1, Arrays.copyOfRange(hash, 29, 32)).intValue());
    }

    private static List<ChainEvent> batch(LogEntry log, Instant at, boolean finalised) {
        List<?> entries = (List<?>) Abi.decode(log.data(), ENTRIES).getFirst().getValue();
        List<ChainEvent> events = new ArrayList<>();
        for (Object entry : entries) {
            SettlementEntry unpacked = SettlementEntry.unpack(((Uint256) entry).getValue());
            Outcome outcome = unpacked.verdict() == 0 ? Outcome.APPROVED : Outcome.ROLLED_BACK;
            events.add(settled(unpacked.command(), outcome, unpacked.reason(), topic(log, 1), log, at, finalised));
        }
        return events;
    }

    private static ChainEvent settled(
            CommandId command, Outcome outcome, int reason, Hash root, LogEntry log, Instant at, boolean finalised) {
        return new ChainEvent.Settled(
                command, new OnChain(outcome, reason, root, log.transaction(), log.block(), at, finalised));
    }

    private static CommandId indexedCommand(LogEntry log) {
        return new CommandId(new BigInteger(1, topic(log, 1).toArray()).longValueExact());
    }

    private static ClientId client(LogEntry log, int place) {
        return new ClientId(new BigInteger(1, topic(log, place).toArray()).intValueExact());
    }

    private static Address address(LogEntry log, int place) {
        return new Address("0x" + topic(log, place).hex().substring(26));
    }

    private static Hash topic(LogEntry log, int place) {
        if (log.topics().size() <= place) {
            throw new Unavailable("the node gave a log without a topic that it must have");
        }
        return log.topics().get(place);
    }
}
