package io.botfleet.application;

import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.Escrow;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A ledger that notes what is sent, and lets a test answer in place of the node. */
final class WatchedLedger implements SettlementLedger {
    final List<SignedTransaction> sent = new ArrayList<>();
    Function<SignedTransaction, Broadcast> node;
    Function<SignedTransaction, Inclusion> transactions;
    Function<CommandId, Optional<Escrow>> escrows;
    Supplier<Account> account;
    Supplier<Fees> feeCap;
    private final SettlementLedger inner;

    WatchedLedger(SettlementLedger inner) {
        this.inner = inner;
        this.node = inner::send;
        this.transactions = inner::lookUp;
        this.escrows = inner::escrow;
        this.account = inner::account;
        this.feeCap = inner::feeCap;
    }

    @Override
    public Broadcast send(SignedTransaction signed) {
        sent.add(signed);
        return node.apply(signed);
    }

    @Override
    public Account account() {
        return account.get();
    }

    @Override
    public boolean maySettle() {
        return inner.maySettle();
    }

    @Override
    public Fees fees() {
        return inner.fees();
    }

    @Override
    public Fees feeCap() {
        return feeCap.get();
    }

    @Override
    public Settlement sign(List<Entry> entries, long nonce, Fees fees, Instant now) {
        return inner.sign(entries, nonce, fees, now);
    }

    @Override
    public SignedTransaction signAgain(Settlement settlement, Fees fees) {
        return inner.signAgain(settlement, fees);
    }

    @Override
    public Broadcast fill(long nonce, Fees fees) {
        return inner.fill(nonce, fees);
    }

    @Override
    public Inclusion lookUp(SignedTransaction signed) {
        return transactions.apply(signed);
    }

    @Override
    public Optional<Escrow> escrow(CommandId command) {
        return escrows.apply(command);
    }

    @Override
    public List<Hash> proof(Settlement settlement, CommandId command) {
        return inner.proof(settlement, command);
    }
}
