package io.botfleet.adapters.local.paperbot.backtest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A result as Freqtrade stores it: {@code backtest-result-TIME.zip} with the result, the configuration and the strategy's
 * source, {@code backtest-result-TIME.meta.json}, and {@code .last_result.json}, which names the zip.
 *
 * @param folder Freqtrade's {@code user_data/backtest_results}
 */
public record ResultFiles(Path folder) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss");

    /** Returns the files, in the order in which they were written: whoever finds the last one finds the others. */
    public List<Path> write(Result result, JsonNode configuration, String source, Instant begun) throws IOException {
        Files.createDirectories(folder);
        String base = "backtest-result-" + TIME.format(LocalDateTime.ofInstant(begun, ZoneId.systemDefault()));
        Path meta = folder.resolve(base + ".meta.json");
        Path zip = folder.resolve(base + ".zip");
        Path last = folder.resolve(".last_result.json");
        MAPPER.writeValue(meta.toFile(), metadata(result, begun));
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry(base + ".json"));
            writeResult(result, begun, out);
            out.putNextEntry(new ZipEntry(base + "_config.json"));
            out.write(MAPPER.writeValueAsBytes(configuration));
            out.putNextEntry(new ZipEntry(base + "_" + result.settings().strategy() + ".py"));
            out.write(source.getBytes(StandardCharsets.UTF_8));
        }
        MAPPER.writeValue(
                last.toFile(), Map.of("latest_backtest", zip.getFileName().toString()));
        return List.of(meta, zip, last);
    }

    private static Map<String, Object> metadata(Result result, Instant begun) {
        return Map.of(
                result.settings().strategy(),
                Map.of(
                        "run_id", "",
                        "backtest_start_time", begun.getEpochSecond(),
                        "timeframe", result.settings().timeframe().name(),
                        "backtest_start_ts", result.from().getEpochSecond(),
                        "backtest_end_ts", result.until().getEpochSecond()));
    }

    /** Trade by trade: those of a long backtest need not be in memory twice. */
    private static void writeResult(Result result, Instant begun, OutputStream out) throws IOException {
        Figures figures = new Figures(result);
        JsonGenerator json = MAPPER.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeObjectFieldStart("strategy");
        json.writeObjectFieldStart(result.settings().strategy());
        json.writeArrayFieldStart("trades");
        for (ClosedTrade trade : result.trades()) {
            writeTrade(trade, json);
        }
        json.writeEndArray();
        for (var figure : figures.ofStrategy().entrySet()) {
            json.writePOJOField(figure.getKey(), figure.getValue());
        }
        json.writeNumberField("backtest_run_start_ts", begun.getEpochSecond());
        json.writeEndObject();
        json.writeEndObject();
        json.writePOJOField("strategy_comparison", List.of(figures.ofComparison()));
        json.writeEndObject();
        json.close();
    }

    private static void writeTrade(ClosedTrade trade, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("pair", trade.pair());
        json.writeNumberField("stake_amount", trade.stake());
        json.writeNumberField("amount", trade.amount());
        json.writeStringField("open_date", Figures.DATE.format(trade.opened()) + "+00:00");
        json.writeStringField("close_date", Figures.DATE.format(trade.closed()) + "+00:00");
        json.writeNumberField("open_rate", trade.openRate());
        json.writeNumberField("close_rate", trade.closeRate());
        json.writeNumberField("fee_open", Settings.FEE);
        json.writeNumberField("fee_close", Settings.FEE);
        json.writeNumberField("trade_duration", trade.minutes());
        json.writeNumberField("profit_ratio", trade.profitRatio());
        json.writeNumberField("profit_abs", trade.profit());
        json.writeStringField("exit_reason", trade.reason());
        json.writeBooleanField("is_open", false);
        json.writeBooleanField("is_short", false);
        json.writeEndObject();
    }
}
