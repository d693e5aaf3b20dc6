package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.blockchain.client.GatewayCall;
import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.client.PayloadDocument;
import io.botfleet.adapters.blockchain.client.Preview;
import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.envelope.Suite;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What sending one command and another have in common. */
abstract class SendingCommand extends PlatformCommand {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int COMMAND_KEY_BYTES = 16;

    /** The envelope's suites by the names in docs/protocol.md. */
    enum SuiteName {
        X25519("x25519", Suite.X25519),
        X_WING("x-wing", Suite.X_WING);

        private final String text;
        private final Suite suite;

        SuiteName(String text, Suite suite) {
            this.text = text;
            this.suite = suite;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Reads a suite's name. */
    static final class SuiteNames implements CommandLine.ITypeConverter<SuiteName> {
        @Override
        public SuiteName convert(String text) {
            for (SuiteName each : SuiteName.values()) {
                if (each.text.equalsIgnoreCase(text)) {
                    return each;
                }
            }
            throw new CommandLine.TypeConversionException("expected x-wing or x25519");
        }
    }

    @CommandLine.Mixin
    private ChainTarget chain = new ChainTarget();

    @CommandLine.Mixin
    private WalletChoice choice = new WalletChoice();

    @CommandLine.Mixin
    private Confirmation confirmation = new Confirmation();

    @CommandLine.Option(
            names = "--suite",
            paramLabel = "NAME",
            converter = SuiteNames.class,
            defaultValue = "x-wing",
            description =
                    "x-wing, which also withstands quantum computers, or x25519, which is smaller; ${DEFAULT-VALUE}"
                            + " when missing")
    private SuiteName suite = SuiteName.X_WING;

    @CommandLine.Option(
            names = "--fee-gwei",
            paramLabel = "N",
            description = "the fee to put into escrow; the contract's minimum when missing")
    private @Nullable Long feeGwei;

    @CommandLine.Option(
            names = "--not-after",
            paramLabel = "TIME",
            defaultValue = "PT1H",
            description = "refuse the command if its block is later: an ISO 8601 time, or a duration from now;"
                    + " ${DEFAULT-VALUE} when missing")
    private String notAfter = "PT1H";

    @CommandLine.Option(names = "--no-wait", description = "end once the transaction is in a block")
    private boolean noWait;

    /** The payload's member {@code command}. */
    abstract Json.Members command() throws IOException;

    /** One line that tells a person what is ordered. */
    abstract String summary();

    @Override
    final int run() throws IOException, InterruptedException {
        Payload payload = payload();
        Wallet wallet = choice.read(target());
        GatewayClient gateway = chain.client(target());
        if (noWait) {
            send(gateway, wallet, payload);
            return 0;
        }
        try (ApiClient api = platformThatAnswers()) {
            Submission submission = send(gateway, wallet, payload);
            return follow(api, gateway, submission);
        }
    }

    private Payload payload() throws IOException {
        byte[] key = new byte[COMMAND_KEY_BYTES];
        RANDOM.nextBytes(key);
        Json document = Json.EMPTY
                .with("version", Json.of(1))
                .with("commandKey", Json.of(HexFormat.of().formatHex(key)))
                .with("notAfter", Json.of(readNotAfter().getEpochSecond()))
                .with("command", command());
        return switch (Payload.read(document)) {
            case Payload.Valid valid -> valid.payload();
            case Payload.Invalid invalid -> throw Ended.usage(invalid + "; nothing was sent");
        };
    }

    private Instant readNotAfter() {
        Instant last = parsedNotAfter();
        if (!last.isAfter(Instant.now())) {
            throw Ended.usage("--not-after: " + last + " is over, so the command would be refused; nothing was sent");
        }
        return last;
    }

    private Instant parsedNotAfter() {
        try {
            return notAfter.startsWith("P") || notAfter.startsWith("-P")
                    ? Instant.now().plus(Duration.parse(notAfter))
                    : Instant.parse(notAfter);
        } catch (DateTimeException | ArithmeticException wrong) {
            throw Ended.usage("--not-after must be a time like 2026-01-02T03:04:05Z or a duration like PT30M");
        }
    }

    /** Without it, nothing could be followed: better to know before a fee is paid. */
    private ApiClient platformThatAnswers() throws IOException, InterruptedException {
        ApiClient api = target().api();
        try {
            api.get("/api/v1/ping");
            return api;
        } catch (IOException silence) {
            api.close();
            throw Ended.unavailable("the platform does not answer at " + api.api()
                    + ", and nothing was sent; --no-wait sends the command all the same");
        }
    }

    private Submission send(GatewayClient gateway, Wallet wallet, Payload payload) {
        EncryptionPublicKey key = gateway.currentKey(suite.suite)
                .orElseThrow(() -> Ended.otherwise("the contract has no active " + suite + " key"));
        Gwei minimum = gateway.minimumFee();
        Gwei fee = feeGwei == null ? minimum : fee(feeGwei, minimum);
        Bytes envelope = gateway.seal(PayloadDocument.of(payload), key, wallet.address());
        GatewayCall call = GatewayCall.submit(envelope, fee);
        Signing signing = new Signing(gateway, wallet);
        Preview.Possible preview = signing.preview(call, "the contract would refuse it");
        show(gateway, wallet, key, envelope, preview);
        confirmation.ask("Sign and send?");
        Receipt receipt = signing.send(
                call, preview, sent -> note("Transaction " + sent.hash() + " is sent; waiting for its block …"));
        Submission submission = gateway.events(receipt).stream()
                .filter(ChainEvent.Submitted.class::isInstance)
                .map(event -> ((ChainEvent.Submitted) event).submission())
                .filter(each -> each.envelope().equals(envelope))
                .findFirst()
                .orElseThrow(() -> Ended.otherwise("transaction " + receipt.transaction()
                        + " is mined, and this contract took no command from it"));
        if (!json()) {
            say("Command #%s of %s is in block %d; the platform has until %s."
                    .formatted(
                            submission.id(),
                            submission.client(),
                            submission.block().number(),
                            Moments.show(submission.deadline().toString(), Instant.now())));
        } else if (noWait) {
            print(described(submission));
        }
        return submission;
    }

    private static Gwei fee(long wanted, Gwei minimum) {
        try {
            Gwei fee = new Gwei(wanted);
            if (fee.amount() < minimum.amount()) {
                throw Ended.usage("--fee-gwei must be at least the contract's minimum, " + minimum.amount());
            }
            return fee;
        } catch (IllegalArgumentException wrong) {
            throw Ended.usage("--fee-gwei: " + wrong.getMessage());
        }
    }

    /** On standard error: it is for whoever is asked to agree. */
    private void show(
            GatewayClient gateway, Wallet wallet, EncryptionPublicKey key, Bytes envelope, Preview.Possible preview) {
        String client = gateway.clientOf(wallet.address())
                .map(Object::toString)
                .orElse("a new number, given by this transaction");
        note("To be sent:");
        note("  order     " + summary());
        note("  sealed    to key " + key.id() + " (" + suite + "), read from the contract");
        note("  contract  " + gateway.gateway().address() + " on chain "
                + gateway.gateway().chainId());
        note("  fee       " + Signing.eth(preview.valueWei()) + ": kept if the command is approved, returned if not");
        note("  gas       about " + preview.gas() + ", at most " + Signing.eth(preview.mostForGasWei()));
        note("  deadline  " + Moments.length(gateway.window()) + " after its block; then the fee can be reclaimed");
        note("What becomes public, for ever:");
        note("  sender    " + wallet.address());
        note("  client    " + client);
        note("  size      " + envelope.size() + " bytes, one of few sizes that commands are padded to");
        note("  and the time, the fee and, later, the verdict with a code for its reason.");
        note("What does not: the order, its settings and the credentials.");
    }

    private int follow(ApiClient api, GatewayClient gateway, Submission submission)
            throws IOException, InterruptedException {
        Following following = new Following(
                api,
                step -> {
                    if (!json()) {
                        say(WatchCommand.line(step));
                    }
                },
                why -> note("The platform does not answer (" + why + "). The command is on chain, and its deadline is "
                        + submission.deadline() + "; still trying …"));
        Following.Followed followed = following.follow(submission.id().toString(), submission.deadline());
        JsonNode detail = followed.detail().orElse(JsonNodeFactory.instance.objectNode());
        boolean proven = proven(gateway, submission.id(), followed.end(), detail.path("settlement"));
        if (json()) {
            ObjectNode result = described(submission);
            result.put("outcome", followed.end().name());
            result.set("ending", detail.path("ending").isObject() ? detail.get("ending") : null);
            result.set("settlement", detail.path("settlement").isObject() ? detail.get("settlement") : null);
            result.put("confirmedOnChain", proven);
            print(result);
        } else {
            say(conclusion(submission, followed.end(), detail));
        }
        if (!proven) {
            complain("the platform says so, and the chain does not confirm it");
            return 1;
        }
        return followed.end().exitCode();
    }

    private static ObjectNode described(Submission submission) {
        ObjectNode described = JsonNodeFactory.instance.objectNode();
        described.put("commandId", submission.id().toString());
        described.put("clientId", submission.client().value());
        described.put("sender", submission.sender().hex());
        described.put("feeGwei", submission.fee().amount());
        described.put("deadline", submission.deadline().toString());
        described.put("transactionHash", submission.transaction().hex());
        described.put("blockNumber", submission.block().number());
        return described;
    }

    private static String conclusion(Submission submission, Following.End end, JsonNode detail) {
        String id = "Command #" + submission.id() + " ";
        JsonNode ending = detail.path("ending");
        return switch (end) {
            case APPROVED ->
                id + "is approved: " + meaning(detail) + ", and the fee is kept. Its proof: ./botfleet evidence "
                        + submission.id();
            case ROLLED_BACK ->
                id + "is rolled back, and the fee is returned. " + text(ending, "reason") + ": "
                        + text(ending, "detail");
            case RECLAIMED -> id + "is reclaimed: the fee went back after the deadline.";
            case VANISHED -> id + "vanished: its transaction left the chain.";
            case UNSETTLED ->
                id + "is not settled, and its deadline is over. ./botfleet reclaim " + submission.id()
                        + " takes the fee back.";
        };
    }

    /** What is proven by an approval: that a bot or a backtest runs, or that no bot does, or that one that holds positions opens no more. */
    private static String meaning(JsonNode detail) {
        String order = text(detail.path("command"), "order");
        if (order.equals("backtest")) {
            return "the backtest is at work (./botfleet backtest " + text(detail.path("command"), "commandId")
                    + " tells what comes of it)";
        }
        if (!order.equals("stop")) {
            return "the bot runs as ordered";
        }
        int open = detail.path("execution").path("openTrades").asInt(0);
        return text(detail.path("order"), "stopMode").equalsIgnoreCase("drain") && open > 0
                ? "the bot is paused and goes once its " + open + " open trades are closed"
                : "the bot has ended";
    }

    /** The platform's word is checked with the node: the fee's end is what the contract's log says. */
    private static boolean proven(GatewayClient gateway, CommandId id, Following.End end, JsonNode settlement) {
        Optional<OnChain.Outcome> expected =
                switch (end) {
                    case APPROVED -> Optional.of(OnChain.Outcome.APPROVED);
                    case ROLLED_BACK -> Optional.of(OnChain.Outcome.ROLLED_BACK);
                    case RECLAIMED -> Optional.of(OnChain.Outcome.RECLAIMED);
                    case VANISHED, UNSETTLED -> Optional.empty();
                };
        if (expected.isEmpty()) {
            return true;
        }
        if (!text(settlement, "transactionHash").matches("0x[0-9a-f]{64}")) {
            return false;
        }
        return gateway
                .receipt(new Hash(text(settlement, "transactionHash")))
                .filter(Receipt::succeeded)
                .map(gateway::events)
                .stream()
                .flatMap(events -> events.stream())
                .anyMatch(event -> event instanceof ChainEvent.Settled(CommandId settled, OnChain fact)
                        && settled.equals(id)
                        && fact.outcome() == expected.get());
    }
}
