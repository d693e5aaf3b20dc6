package io.botfleet.adapters.blockchain.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.failure.Unavailable;
import java.util.regex.Pattern;

/**
 * What the refusals of {@code eth_sendRawTransaction} mean. Nodes give most of them the one code −32000, so here, and
 * only here, their words decide: those of geth (and anvil, reth, op-geth, which copy it), erigon, nethermind and besu.
 */
enum NodeWording {
    KNOWN("already ?known|known transaction|already imported|transaction_already_known"),
    NONCE_USED("nonce too low|nonce_too_low|oldnonce|nonce is too low|nonce too small"),
    UNDERPRICED("underpriced|replacementnotallowed|fee ?too ?low|gas price too low|gas_price_too_low"
            + "|could not replace existing|less than block base fee|gas_price_below_current_base_fee"),
    OUT_OF_FUNDS("insufficient ?funds|upfront cost exceeds|upfront_cost_exceeds_balance"),
    /** It says nothing about this transaction: the node is busy, full or still syncing. */
    LATER(Busy.WORDS + "|limit exceeded|pool is full|time(d )?out|syncing|try again");

    /** Providers' words for a client that asks too often; "limit exceeded" alone may also mean too long a range. */
    private static final class Busy {
        static final String WORDS =
                "rate.?limit|too many requests|(per |/)second|compute units|request count|request limit";
        static final Pattern PATTERN = Pattern.compile(WORDS, Pattern.CASE_INSENSITIVE);
    }

    private final Pattern words;

    NodeWording(String words) {
        this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
    }

    /** Throws {@link Unavailable} where a refusal says nothing about the call, only that there were too many. */
    static void requireNotBusy(String message) {
        if (Busy.PATTERN.matcher(message).find()) {
            throw new Unavailable("the node asks for fewer calls: " + message);
        }
    }

    static Broadcast read(Reply reply) {
        return switch (reply) {
            case Reply.Result(JsonNode _) -> new Broadcast.Accepted();
            case Reply.Failure failure -> read(failure);
        };
    }

    private static Broadcast read(Reply.Failure failure) {
        for (NodeWording wording : values()) {
            if (wording.words.matcher(failure.message()).find()) {
                return switch (wording) {
                    case KNOWN -> new Broadcast.Accepted();
                    case NONCE_USED -> new Broadcast.NonceUsed();
                    case UNDERPRICED -> new Broadcast.Underpriced();
                    case OUT_OF_FUNDS -> new Broadcast.OutOfFunds();
                    case LATER -> throw new Unavailable("the node takes no transaction now: " + failure.message());
                };
            }
        }
        return new Broadcast.Refused(failure.message());
    }
}
