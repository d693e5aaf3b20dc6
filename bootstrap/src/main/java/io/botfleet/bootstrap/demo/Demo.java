package io.botfleet.bootstrap.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.blockchain.client.GatewayCall;
import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.adapters.git.GitRemote;
import io.botfleet.adapters.git.RepositoryReader;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.client.Sender;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.bootstrap.local.DevelopmentTime;
import io.botfleet.bootstrap.local.LocalInspection;
import io.botfleet.bootstrap.local.LocalPlatform;
import io.botfleet.bootstrap.verify.VerifyingEvidence;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.order.Credentials;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.order.Timerange;
import io.botfleet.domain.secret.Secret;
import io.botfleet.domain.submission.Submission;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Sends real commands through a local platform and checks that each ends as it should. */
public final class Demo {
    private static final String NO_SUCH_STRATEGY = "MoonLambo";

    private final LocalPlatform platform;
    private final Reporter reporter;

    public Demo(LocalPlatform platform, Reporter reporter) {
        this.platform = platform;
        this.reporter = reporter;
    }

    /** Whether everything came out right. */
    public boolean run() throws IOException, InterruptedException {
        try (JsonRpc rpc = new JsonRpc(platform.rpcUrl(), Duration.ofSeconds(10));
                ApiClient api = new ApiClient(platform.apiUrl());
                Timeline timeline = new Timeline(api, reporter)) {
            EvmNode node = new EvmNode(rpc);
            GatewayClient gateway = new GatewayClient(node, platform.gateway(), BigInteger.valueOf(500_000_000_000L));
            Expectations expectations = new Expectations(api, timeline);
            Acts acts = new Acts(node, gateway, api, rpc, timeline, expectations);
            acts.firstCommands();
            acts.backtests();
            acts.replacementThatFails();
            acts.stop();
            acts.nobodySettles();
            reporter.tell(result(expectations.held(), expectations.failed()));
            return expectations.failed().isEmpty();
        }
    }

    static Event result(int held, List<String> failed) {
        String words = failed.isEmpty()
                ? "%nAll %d expectations held.".formatted(held)
                : "%n%d expectations held, %d did not:%n  ✗ ".formatted(held, failed.size())
                        + String.join("%n  ✗ ".formatted(), failed);
        return new Event("result", words)
                .with("held", held)
                .with("failed", failed.size())
                .with("right", failed.isEmpty());
    }

    /** The demo's scenes, in order. */
    private final class Acts {
        private final EvmNode node;
        private final GatewayClient gateway;
        private final ApiClient api;
        private final JsonRpc rpc;
        private final Timeline timeline;
        private final Expectations expect;
        private final Sender sender;
        private final LocalInspection inspection = new LocalInspection(platform);
        private Optional<ClientId> ann = Optional.empty();
        private String annStart = "";

        Acts(EvmNode node, GatewayClient gateway, ApiClient api, JsonRpc rpc, Timeline timeline, Expectations expect) {
            this.node = node;
            this.gateway = gateway;
            this.api = api;
            this.rpc = rpc;
            this.timeline = timeline;
            this.expect = expect;
            this.sender = new Sender(gateway);
        }

        void firstCommands() throws IOException, InterruptedException {
            timeline.scene("Four clients send a command each:");
            Bytes annsEnvelope = seal("ann", start("SampleStrategy"));
            Submission approved = submit("ann", "start SampleStrategy", annsEnvelope);
            Submission unknown =
                    submit("bob", "start " + NO_SUCH_STRATEGY + " (not there)", seal("bob", start(NO_SUCH_STRATEGY)));
            byte[] noise = new byte[304];
            new SecureRandom().nextBytes(noise);
            Submission unreadable = submit("carol", "noise", Bytes.of(noise));
            Submission copied = submit("eve", "a copy of ann's envelope", annsEnvelope);
            ann = Optional.of(approved.client());
            annStart = approved.id().toString();

            JsonNode command = expect.ended(annStart);
            expect.holds(
                    "ann's bot runs as commanded, and the fee is captured",
                    () -> outcome(command, "APPROVED")
                            && gateway.escrow(approved.id()).isEmpty()
                            && inspection.runningCommand(approved.client()).equals(Optional.of(annStart)));
            expect.holds("its evidence holds, checked from outside against chain and Git", () -> verified(annStart));
            expectRefund(unknown, "EXECUTION_FAILED", "Impossible to load Strategy '" + NO_SUCH_STRATEGY + "'");
            expectRefund(unreadable, "UNREADABLE", "");
            expectRefund(copied, "UNREADABLE", "");
            expect.holds(
                    "bob's bot is gone again",
                    () -> inspection.runningCommand(unknown.client()).isEmpty()
                            && !inspection.hasValues(unknown.client()));
        }

        void backtests() throws IOException, InterruptedException {
            timeline.scene("Frank has a strategy backtested, and grace one that stakes more than there is:");
            Submission works = submit("frank", "backtest SampleStrategy", seal("frank", backtest(100)));
            Submission refused = submit("grace", "backtest with too high a stake", seal("grace", backtest(1_000_000)));

            JsonNode command = expect.ended(works.id().toString());
            expect.holds(
                    "frank's backtest is at work, and the fee is captured",
                    () -> outcome(command, "APPROVED")
                            && gateway.escrow(works.id()).isEmpty());
            expect.holds(
                    "its evidence holds, checked from outside against chain and Git",
                    () -> verified(works.id().toString()));
            expectRefund(refused, "EXECUTION_FAILED", "Starting balance");
            expect.comesTrue(
                    "frank's backtest has succeeded and has results",
                    () -> api.get("/backtest/" + works.id() + "/status")
                                    .path("state")
                                    .asText()
                                    .equals("SUCCEEDED")
                            && api.get("/backtest/" + works.id() + "/results")
                                    .path("total_trades")
                                    .isNumber());
        }

        void replacementThatFails() throws IOException, InterruptedException {
            timeline.scene("Ann replaces her running bot by one whose strategy is not there:");
            Submission replacement =
                    submit("ann", "start " + NO_SUCH_STRATEGY + " instead", seal("ann", start(NO_SUCH_STRATEGY)));
            expectRefund(replacement, "EXECUTION_FAILED", "Impossible to load Strategy");
            expect.comesTrue(
                    "the old bot is back and runs",
                    () -> inspection.runningCommand(replacement.client()).equals(Optional.of(annStart))
                            && api.get("/trade/" + replacement.client() + "/status")
                                    .path("bot")
                                    .path("state")
                                    .asText()
                                    .equals("Running"));
        }

        void stop() throws IOException, InterruptedException {
            timeline.scene("Ann stops her bot:");
            ClientId client = ann.orElseThrow();
            long rows = inspection.tenant(client).allRows();
            Submission stop = submit("ann", "stop", seal("ann", new StopTrading(StopMode.DRAIN)));
            JsonNode command = expect.ended(stop.id().toString());
            expect.holds("the stop is approved", () -> outcome(command, "APPROVED"));
            expect.holds(
                    "no process and no values file is left",
                    () -> inspection.runningCommand(client).isEmpty()
                            && !inspection.hasProcess(client)
                            && !inspection.hasValues(client));
            expect.holds(
                    "the schema's data is intact (" + rows + " rows)",
                    () -> rows > 0 && inspection.tenant(client).allRows() == rows);
        }

        void nobodySettles() throws IOException, InterruptedException {
            timeline.scene("The platform is stopped, and dan sends a command that nobody settles:");
            platform.stopServer();
            Submission lost = submit("dan", "start, with the platform down", seal("dan", start("SampleStrategy")));
            DevelopmentTime.set(rpc, lost.deadline().plusSeconds(1));
            timeline.scene(
                    "… the deadline passes (the chain's clock is set on), and eve has dan's fee sent back to him:");
            BigInteger before = gateway.balanceWei(wallet("eve").address());
            BigInteger poorer = gateway.balanceWei(wallet("dan").address());
            sender.call(wallet("eve"), GatewayCall.reclaim(lost.id()));
            expect.holds(
                    "dan has the fee back: anyone may reclaim, and it goes to who paid",
                    () -> gateway.balanceWei(wallet("dan").address())
                                    .subtract(poorer)
                                    .equals(wei(lost.fee()))
                            && gateway.balanceWei(wallet("eve").address()).compareTo(before) < 0
                            && gateway.escrow(lost.id()).isEmpty());
            platform.startServer();
            JsonNode command = expect.ended(lost.id().toString());
            expect.holds(
                    "the platform, back again, shows it as reclaimed and starts nothing",
                    () -> outcome(command, "RECLAIMED") && !inspection.hasValues(lost.client()));
        }

        private void expectRefund(Submission submission, String reason, String detail)
                throws IOException, InterruptedException {
            JsonNode command = expect.ended(submission.id().toString());
            String shown = command.path("ending").path("detail").asText();
            expect.holds(
                    "#" + submission.id() + " is rolled back as " + reason + " and its fee is back"
                            + (detail.isEmpty() ? "" : ": " + shown),
                    () -> outcome(command, "ROLLED_BACK")
                            && command.path("ending").path("reason").asText().equals(reason)
                            && shown.contains(detail)
                            && gateway.escrow(submission.id()).isEmpty()
                            && refunded(command).equals(wei(submission.fee())));
        }

        /** By how much the sender was richer after the block of the settlement than before it, in wei. */
        private BigInteger refunded(JsonNode command) {
            Address sender =
                    new Address(command.path("submission").path("sender").asText());
            long block = command.path("settlement").path("blockNumber").asLong();
            return node.balanceAt(sender, block).subtract(node.balanceAt(sender, block - 1));
        }

        private static BigInteger wei(Gwei amount) {
            return BigInteger.valueOf(amount.amount()).multiply(BigInteger.TEN.pow(9));
        }

        private boolean verified(String command) throws IOException, InterruptedException {
            Bytes evidence = Bytes.of(api.bytes("/commands/" + command + "/evidence"));
            try (RepositoryReader repository = RepositoryReader.once(GitRemote.open(platform.gitUrl()))) {
                return new VerifyingEvidence(
                                node, repository, Optional.of(platform.gateway().address()))
                        .verify(evidence)
                        .holds();
            }
        }

        private static boolean outcome(JsonNode command, String outcome) {
            return command.path("settlement").path("outcome").asText().equals(outcome);
        }

        private Wallet wallet(String name) {
            return platform.wallets().get(name);
        }

        private Bytes seal(String name, io.botfleet.domain.order.Order order) {
            Instant notAfter = Instant.now().plus(Duration.ofDays(1));
            Optional<Credentials> credentials = order instanceof StartTrading
                    ? Optional.of(new Credentials(random("key"), random("secret")))
                    : Optional.empty();
            return sender.seal(wallet(name), order, credentials, notAfter);
        }

        private static Secret random(String what) {
            byte[] bytes = new byte[24];
            new SecureRandom().nextBytes(bytes);
            return Secret.of("demo-" + what + "-" + HexFormat.of().formatHex(bytes));
        }

        private Submission submit(String name, String what, Bytes envelope) {
            Submission submission = sender.submit(wallet(name), envelope);
            timeline.sent(submission, name + ": " + what);
            return submission;
        }

        private static RunBacktest backtest(long stake) {
            return new RunBacktest(
                    "SampleStrategy",
                    "binance",
                    "USDT",
                    new StakeAmount.Fixed(BigDecimal.valueOf(stake)),
                    3,
                    "5m",
                    List.of("BTC/USDT", "ETH/USDT"),
                    Timerange.parse("20250101-20250201").orElseThrow());
        }

        private static StartTrading start(String strategy) {
            return new StartTrading(
                    strategy,
                    "binance",
                    true,
                    "USDT",
                    new StakeAmount.Fixed(BigDecimal.valueOf(100)),
                    3,
                    "5m",
                    List.of("BTC/USDT", "ETH/USDT"),
                    false);
        }
    }
}
