package io.botfleet.testkit.memory;

import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.testkit.contract.ChainUnderTest;

/** The world's chain as a suite drives it. */
final class InMemoryChain implements ChainUnderTest {
    private final World world = new World();
    private final CommandLog log = new InMemoryCommandLog(world);
    private final SettlementLedger ledger = new InMemorySettlementLedger(world);

    @Override
    public CommandLog log() {
        return log;
    }

    @Override
    public SettlementLedger ledger() {
        return ledger;
    }

    @Override
    public Hash submit(int wallet, Bytes envelope, long feeGwei) {
        return world.chain().submit(new Address("0x%040x".formatted(wallet)), envelope, feeGwei);
    }

    @Override
    public void mine(int blocks) {
        world.chain().mine(blocks);
    }

    @Override
    public void nameAnotherSettler() {
        world.chain().takeVerdicts(false);
    }

    @Override
    public void reorganise(int depth) {
        world.chain().drop(depth, false);
        world.chain().mine(depth);
    }

    @Override
    public void disconnect() {
        world.stop(World.Part.CHAIN);
    }

    @Override
    public void close() {}
}
