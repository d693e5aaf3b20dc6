package io.botfleet.bootstrap.cli;

import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.bootstrap.client.RunningPlatform;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Gateway;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Where a command finds the chain and the contract: the platform is not asked about either. */
final class ChainTarget {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final BigInteger WEI_PER_GWEI = BigInteger.valueOf(1_000_000_000);

    @CommandLine.Option(
            names = "--rpc",
            paramLabel = "URL",
            description = "an EVM node's JSON-RPC; from platform.json when missing")
    private @Nullable URI rpc;

    @CommandLine.Option(
            names = "--gateway",
            paramLabel = "ADDRESS",
            converter = Arguments.Account.class,
            description = "the contract that you trust; from platform.json when missing")
    private @Nullable Address gateway;

    @CommandLine.Option(
            names = "--chain-id",
            paramLabel = "N",
            description = "the chain that you mean; from platform.json, or else the node's own, when missing")
    private @Nullable Long chainId;

    @CommandLine.Option(
            names = "--gas-price-cap",
            paramLabel = "GWEI",
            defaultValue = "500",
            description = "the most to offer for a gas; ${DEFAULT-VALUE} gwei when missing")
    private long gasPriceCap;

    /** The contract on its chain, by way of the node; ends the command where nothing says where they are. */
    GatewayClient client(Target target) throws IOException {
        Optional<RunningPlatform> platform = target.platform();
        URI endpoint = Optional.ofNullable(rpc)
                .or(() -> platform.map(RunningPlatform::rpcUrl))
                .orElseThrow(() -> missing("--rpc URL", target));
        EvmNode node = new EvmNode(new JsonRpc(Target.requireHttp("--rpc", endpoint), PATIENCE));
        Address contract = Optional.ofNullable(gateway)
                .or(() -> platform.map(each -> each.gateway().address()))
                .orElseThrow(() -> missing("--gateway ADDRESS", target));
        // A node named by hand may serve another chain than the platform that happens to be in the data directory.
        long chain = Optional.ofNullable(chainId)
                .or(() -> rpc == null ? platform.map(each -> each.gateway().chainId()) : Optional.empty())
                .orElseGet(node::chainId);
        if (gasPriceCap < 1) {
            throw Ended.usage("--gas-price-cap must be 1 gwei or more");
        }
        return new GatewayClient(
                node,
                new Gateway(chain, contract),
                BigInteger.valueOf(gasPriceCap).multiply(WEI_PER_GWEI));
    }

    private static Ended missing(String option, Target target) {
        return Ended.unavailable("no platform is known here: "
                + target.data().resolve("platform.json") + " is missing. Start one with ./botfleet up, name one with"
                + " --data DIR, or give " + option + ".");
    }
}
