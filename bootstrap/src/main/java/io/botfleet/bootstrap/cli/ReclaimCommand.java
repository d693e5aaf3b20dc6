package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.blockchain.client.GatewayCall;
import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.client.Preview;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.Escrow;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Takes back the fee of a command that nobody settled in time. */
@CommandLine.Command(
        name = "reclaim",
        mixinStandardHelpOptions = true,
        description = "Sends the fee of a command that nobody settled before its deadline back to the wallet that paid"
                + " it. Any wallet may do it, and the platform need not be up.")
final class ReclaimCommand extends PlatformCommand {
    private static final BigInteger WEI_PER_GWEI = BigInteger.valueOf(1_000_000_000);

    @CommandLine.Parameters(
            paramLabel = "COMMAND",
            converter = Arguments.Command.class,
            description = "the command's number")
    private @Nullable CommandId command;

    @CommandLine.Mixin
    private ChainTarget chain = new ChainTarget();

    @CommandLine.Mixin
    private WalletChoice choice = new WalletChoice();

    @CommandLine.Mixin
    private Confirmation confirmation = new Confirmation();

    @Override
    int run() throws IOException {
        CommandId id = Objects.requireNonNull(command);
        Wallet wallet = choice.read(target());
        GatewayClient gateway = chain.client(target());
        Escrow escrow = gateway.escrow(id)
                .orElseThrow(() -> Ended.otherwise("the contract holds no fee of command #" + id
                        + ": it is settled, reclaimed, or was never sent"));
        Signing signing = new Signing(gateway, wallet);
        GatewayCall call = GatewayCall.reclaim(id);
        Preview.Possible preview = signing.preview(
                call,
                "the contract would not give it back now (deadline "
                        + Moments.show(escrow.deadline().toString(), Instant.now()) + ")");
        String fee = Signing.eth(BigInteger.valueOf(escrow.fee().amount()).multiply(WEI_PER_GWEI));
        note("The fee of command #" + id + ", " + fee + ", goes back to " + escrow.payer() + ".");
        note("Gas: about " + preview.gas() + ", at most " + Signing.eth(preview.mostForGasWei()) + ", paid by "
                + wallet.address() + ".");
        confirmation.ask("Sign and send?");
        Receipt receipt = signing.send(
                call, preview, sent -> note("Transaction " + sent.hash() + " is sent; waiting for its block …"));
        if (json()) {
            ObjectNode done = JsonNodeFactory.instance.objectNode();
            done.put("commandId", id.toString());
            done.put("outcome", "RECLAIMED");
            done.put("payer", escrow.payer().hex());
            done.put("feeGwei", escrow.fee().amount());
            done.put("transactionHash", receipt.transaction().hex());
            done.put("blockNumber", receipt.block().number());
            print(done);
        } else {
            say("Command #%s is reclaimed in block %d: %s went back to %s."
                    .formatted(id, receipt.block().number(), fee, escrow.payer()));
        }
        return 0;
    }
}
