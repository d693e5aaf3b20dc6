package io.botfleet.testkit.memory;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Escrow;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The gateway's storage and log after a number of blocks. */
final class GatewayState {
    private final GatewayRules rules;
    private final List<Submission> submissions = new ArrayList<>();
    private final Map<Address, ClientId> clients = new HashMap<>();
    private final Map<CommandId, Escrow> escrows = new LinkedHashMap<>();
    private final Map<CommandId, OnChain> outcomes = new HashMap<>();
    private int lastClient;
    private long nextNonce;
    private long earnedGwei;
    private long returnedGwei;

    GatewayState(GatewayRules rules) {
        this.rules = rules;
    }

    /** The state after these blocks, from nothing. */
    static GatewayState after(List<Chain.Block> blocks, GatewayRules rules) {
        GatewayState state = new GatewayState(rules);
        for (Chain.Block block : blocks) {
            state.nextNonce += block.transactions().stream()
                    .filter(Chain.Settle.class::isInstance)
                    .count();
            block.events().forEach(state::record);
        }
        return state;
    }

    /** Runs a transaction as the last one of a block so far; false where it is reverted. */
    boolean execute(Chain.Block block, Chain.Transaction transaction) {
        return switch (transaction) {
            case Chain.Submit submit -> submit(block, submit);
            case Chain.Settle settle -> settle(block, settle);
            case Chain.Reclaim reclaim -> reclaim(block, reclaim);
            case Chain.Link link -> link(block, link);
        };
    }

    /** Verdicts of an account that is not the settler: reverted, so that nothing but a nonce is used up. */
    boolean refuse() {
        nextNonce++;
        return false;
    }

    private boolean submit(Chain.Block block, Chain.Submit submit) {
        emit(
                block,
                new ChainEvent.Submitted(new Submission(
                        new CommandId(1 + submissions.size()),
                        clients.getOrDefault(submit.sender(), new ClientId(1 + lastClient)),
                        submit.sender(),
                        submit.fee(),
                        block.at(),
                        block.at().plus(rules.window()),
                        Chain.tagOf(submit.envelope()),
                        submit.envelope(),
                        submit.hash(),
                        block.ref())));
        return true;
    }

    /** A lone verdict that can't take effect reverts; a batch leaves out what can't. */
    private boolean settle(Chain.Block block, Chain.Settle settle) {
        nextNonce++;
        boolean any = false;
        for (Entry entry : settle.entries()) {
            Escrow escrow = escrows.get(entry.command());
            if (escrow != null && rules.settles(entry, escrow, block.at())) {
                any = true;
                OnChain.Outcome outcome =
                        switch (entry.decision()) {
                            case Decision.Approve _ -> OnChain.Outcome.APPROVED;
                            case Decision.Rollback _ -> OnChain.Outcome.ROLLED_BACK;
                        };
                int reason = entry.decision().reasonCode();
                emit(
                        block,
                        new ChainEvent.Settled(
                                entry.command(),
                                new OnChain(
                                        outcome,
                                        reason,
                                        settle.root(),
                                        settle.hash(),
                                        block.ref(),
                                        block.at(),
                                        false)));
            }
        }
        return any || settle.entries().size() > 1;
    }

    private boolean reclaim(Chain.Block block, Chain.Reclaim reclaim) {
        Escrow escrow = escrows.get(reclaim.command());
        if (escrow == null || !rules.reclaims(escrow, block.at())) {
            return false;
        }
        emit(
                block,
                new ChainEvent.Settled(
                        reclaim.command(),
                        new OnChain(
                                OnChain.Outcome.RECLAIMED,
                                0,
                                new Hash("0x" + "0".repeat(64)),
                                reclaim.hash(),
                                block.ref(),
                                block.at(),
                                false)));
        return true;
    }

    private boolean link(Chain.Block block, Chain.Link link) {
        ClientId client = clients.get(link.of());
        if (client == null || clients.containsKey(link.wallet())) {
            return false;
        }
        emit(block, new ChainEvent.WalletLinked(client, link.wallet(), block.ref()));
        return true;
    }

    private void emit(Chain.Block block, ChainEvent event) {
        block.events().add(event);
        record(event);
    }

    private void record(ChainEvent event) {
        switch (event) {
            case ChainEvent.Submitted(Submission submission) -> {
                submissions.add(submission);
                clients.put(submission.sender(), submission.client());
                lastClient = Math.max(lastClient, submission.client().number());
                escrows.put(
                        submission.id(),
                        new Escrow(submission.sender(), submission.fee(), submission.deadline(), submission.tag()));
            }
            case ChainEvent.Settled(CommandId command, OnChain fact) -> {
                outcomes.put(command, fact);
                Escrow escrow = escrows.remove(command);
                long fee = escrow == null ? 0 : escrow.fee().amount();
                switch (fact.outcome()) {
                    case APPROVED -> earnedGwei += fee;
                    case ROLLED_BACK, RECLAIMED -> returnedGwei += fee;
                }
            }
            case ChainEvent.WalletLinked linked -> clients.put(linked.wallet(), linked.client());
        }
    }

    List<Submission> submissions() {
        return submissions;
    }

    Map<CommandId, Escrow> escrows() {
        return escrows;
    }

    Optional<OnChain> outcome(CommandId command) {
        return Optional.ofNullable(outcomes.get(command));
    }

    long nextNonce() {
        return nextNonce;
    }

    Chain.Books books() {
        return new Chain.Books(
                submissions.stream().mapToLong(each -> each.fee().amount()).sum(),
                escrows.values().stream().mapToLong(each -> each.fee().amount()).sum(),
                earnedGwei,
                returnedGwei);
    }
}
