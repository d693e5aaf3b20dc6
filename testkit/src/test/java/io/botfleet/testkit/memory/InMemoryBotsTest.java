package io.botfleet.testkit.memory;

import io.botfleet.application.command.Provisioning;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Bots.Login;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.BotsContract;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class InMemoryBotsTest extends BotsContract {
    private static final ClientId CLIENT = new ClientId(1);

    private final World world = new World();

    @Override
    protected Bots bots() {
        return new InMemoryBots(world);
    }

    @Override
    protected Login login() {
        return Provisioning.login(new InMemoryTenantSecrets(), CLIENT, new CommandId(1));
    }

    @Override
    protected WorkloadId startBot() {
        StartTrading order = new StartTrading(
                "SampleStrategy",
                "binance",
                true,
                "USDT",
                new StakeAmount.Fixed(new BigDecimal("100")),
                3,
                "5m",
                List.of("BTC/USDT", "ETH/USDT"),
                false);
        ValuesDocument values = ValuesDocument.ofTrade(CLIENT, new CommandId(1), order, Map.of());
        world.git().commitByHand(RepositoryPath.ofBot(CLIENT), Optional.of(values.yaml()));
        world.cluster().reconcile();
        return WorkloadId.ofBot(CLIENT);
    }

    @Override
    protected void putIntoTheBooks(WorkloadId bot, OpenTrade trade) {
        world.cluster().open(bot, trade);
    }

    @Override
    protected void cutOff() {
        world.stop(World.Part.CLUSTER);
    }
}
