package io.botfleet.adapters.blockchain.gateway;

import io.botfleet.domain.settlement.Entry;

/** Packed entries for the worked examples. */
public final class SettlementEntryExamples {
    private SettlementEntryExamples() {}

    public static String packed(Entry entry) {
        return "0x%064x".formatted(SettlementEntry.of(entry).pack());
    }
}
