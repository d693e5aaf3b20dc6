package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.bot.WatchingBots;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.testkit.memory.World;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Asks what docs/rest.md asks and compares the answers with those in it; {@code -Dbotfleet.docs.write=true} writes them
 * there instead.
 */
@MicronautTest
final class RestDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "rest.md");

    /** A request and, in the block behind it, its answer. */
    private static final Pattern EXAMPLE =
            Pattern.compile("(?s)```http\\n((?:GET|POST) [^`]*?)\\n```\\n\\n```http\\n([^`]*?)```");

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Http http;

    @Inject
    Scenario scenario;

    @Inject
    WatchingBots watching;

    @Inject
    Backtests backtests;

    @Inject
    World world;

    @Test
    void everyExampleIsTrue() throws Exception {
        while (http.get("/health").status() != 200 || http.get("/health").text().contains("UNKNOWN")) {
            Thread.sleep(50);
        }
        scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.refunding(Scenario.wallet(2), Reason.INVALID, "command.pairs[2]: must be a pair like BTC/USDT");
        scenario.settle();
        watching.watch(new ClientId(1));
        String transaction = scenario.committed(Scenario.wallet(3), Scenario.start("NoSuchStrategy"))
                .submission()
                .transaction()
                .hex();
        Command backtest = scenario.running(Scenario.wallet(5), Scenario.backtest("SampleStrategy"));
        backtests.finish(Outcome.succeeded(
                backtest.id(),
                backtest.client(),
                Bytes.ofUtf8(
                        "{\"strategy_name\":\"SampleStrategy\",\"timeframe\":\"5m\",\"timerange\":\"20250101-20250201\","
                                + "\"total_trades\":31,\"wins\":19,\"losses\":12,\"profit_total\":0.0214,\"sharpe\":1.7,"
                                + "\"max_drawdown_account\":0.031}"),
                world.clock().instant()));
        scenario.sighted(Scenario.wallet(4));
        WorkloadId bot = WorkloadId.ofBot(new ClientId(1));
        world.cluster().print(bot, "2026-01-01 00:00:01,104 - freqtrade.worker - INFO - Changing state to: RUNNING");
        world.cluster()
                .print(
                        bot,
                        "2026-01-01 00:00:05,210 - freqtrade.worker - INFO - Bot heartbeat. PID=1, version='2026.7',"
                                + " state='RUNNING'");

        String document = Files.readString(DOCUMENT)
                .replaceAll(
                        "\\{\"transactionHash\":\"0x[0-9a-f]{64}\"}", "{\"transactionHash\":\"" + transaction + "\"}");
        Matcher examples = EXAMPLE.matcher(document);
        String answered = examples.replaceAll(example -> Matcher.quoteReplacement(answered(example)));

        assertThat(EXAMPLE.matcher(document).results().count()).isEqualTo(15);
        if (Boolean.getBoolean("botfleet.docs.write")) {
            Files.writeString(DOCUMENT, answered);
        }
        assertThat(withoutHashes(Files.readString(DOCUMENT))).isEqualTo(withoutHashes(answered));
    }

    /** Hashes change with whatever is hashed, and say nothing to a reader. */
    private static String withoutHashes(String text) {
        return text.replaceAll("[0-9a-f]{40,}", "…");
    }

    private String answered(MatchResult example) {
        String[] request = example.group(1).split("\\n\\n", 2);
        String[] line = request[0].split("\\n", -1)[0].split(" ", 2);
        HttpRequest.Builder asked = http.request(line[1]);
        if (request.length == 2) {
            asked.header("Content-Type", "application/json")
                    .method(line[0], HttpRequest.BodyPublishers.ofString(request[1]));
        }
        Http.Answer answer = http.send(asked);
        StringBuilder shown = new StringBuilder("HTTP/1.1 " + answer.status() + "\n");
        for (String header : new String[] {"Content-Type", "Location", "Retry-After", "ETag"}) {
            if (!answer.header(header).isEmpty()) {
                shown.append(header).append(": ").append(answer.header(header)).append('\n');
            }
        }
        return "```http\n" + example.group(1) + "\n```\n\n```http\n" + shown + "\n" + indented(answer) + "\n```";
    }

    private static String indented(Http.Answer answer) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        try {
            return JSON.writer(printer).writeValueAsString(answer.json());
        } catch (IOException unwritable) {
            throw new IllegalStateException(unwritable);
        }
    }
}
