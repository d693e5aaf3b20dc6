package io.botfleet.application.backtest;

import io.botfleet.domain.backtest.Report;
import io.botfleet.domain.backtest.ResultLines;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds a backtest's result in what its pod has printed. */
public final class Reports {
    /** How many of a log's last lines are read: a result is the last thing that a pod prints. */
    public static final int LINES = 2_000;

    private final Function<byte[], Optional<Json>> json;

    /** @param json reads exactly one JSON value (RFC 8259); empty for anything else */
    public Reports(Function<byte[], Optional<Json>> json) {
        this.json = json;
    }

    /**
     * A result and the bytes that it was read from.
     *
     * @param document JSON, as the pod printed it
     */
    public record Printed(Report report, Bytes document) {}

    /** Empty where there is none, or none that can be read. */
    public Optional<Printed> in(List<String> log) {
        return ResultLines.read(log).flatMap(document -> json.apply(document.toArray())
                .flatMap(Report::of)
                .map(report -> new Printed(report, document)));
    }
}
