package io.botfleet.adapters.blockchain.gateway;

import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Tag;
import java.math.BigInteger;

/** One verdict of a batch as the contract packs it: {@code commandId << 40 | tag << 16 | verdict << 8 | reason}. */
record SettlementEntry(CommandId command, Tag tag, int verdict, int reason) {
    static SettlementEntry of(Entry entry) {
        return new SettlementEntry(
                entry.command(),
                entry.tag(),
                entry.decision().verdictCode(),
                entry.decision().reasonCode());
    }

    static SettlementEntry unpack(BigInteger packed) {
        return new SettlementEntry(
                new CommandId(packed.shiftRight(40).longValueExact()),
                new Tag(packed.shiftRight(16).intValue() & 0xffffff),
                packed.shiftRight(8).intValue() & 0xff,
                packed.intValue() & 0xff);
    }

    BigInteger pack() {
        long low = ((long) tag.value() << 16) | ((long) verdict << 8) | reason;
        return BigInteger.valueOf(command.number()).shiftLeft(40).or(BigInteger.valueOf(low));
    }
}
