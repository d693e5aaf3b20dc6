package io.botfleet.adapters.postgres.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.OptionalInt;

/** What was seen of an execution, as it is stored. */
final class ExecutionJson {
    private ExecutionJson() {}

    static ObjectNode write(Execution execution) {
        ObjectNode json = JsonFields.object();
        JsonFields.putText(json, "revision", execution.revision());
        JsonFields.put(json, "pod", execution.pod().map(ExecutionJson::pod));
        JsonFields.put(json, "config", execution.config().map(ExecutionJson::config));
        JsonFields.putText(json, "firstProcess", execution.firstProcess());
        JsonFields.putText(json, "lastProcess", execution.lastProcess());
        execution.openTrades().ifPresent(trades -> json.put("openTrades", trades));
        execution.failingAt().ifPresent(restarts -> json.put("failingAt", restarts));
        JsonFields.putText(json, "askedAt", execution.askedAt());
        JsonFields.putText(json, "atWork", execution.atWork());
        return json;
    }

    static Execution read(JsonNode json) {
        return new Execution(
                JsonFields.findText(json, "revision", CommitId::new),
                JsonFields.find(json, "pod", ExecutionJson::pod),
                JsonFields.find(json, "config", ExecutionJson::config),
                JsonFields.findText(json, "firstProcess", Instant::parse),
                JsonFields.findText(json, "lastProcess", Instant::parse),
                count(json, "openTrades"),
                count(json, "failingAt"),
                JsonFields.findText(json, "askedAt", Instant::parse),
                JsonFields.findText(json, "atWork", text -> text));
    }

    private static OptionalInt count(JsonNode json, String field) {
        return JsonFields.find(json, field, JsonNode::intValue)
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    private static ObjectNode pod(Pod pod) {
        ObjectNode json = JsonFields.object()
                .put("name", pod.name())
                .put("uid", pod.uid())
                .put("image", pod.image())
                .put("phase", pod.phase().name())
                .put("restarts", pod.restarts())
                .put("startedAt", pod.startedAt().toString());
        JsonFields.putText(json, "command", pod.command());
        JsonFields.putText(json, "valuesDigest", pod.valuesDigest());
        return json;
    }

    private static Pod pod(JsonNode json) {
        return new Pod(
                JsonFields.text(json, "name"),
                JsonFields.text(json, "uid"),
                JsonFields.findText(json, "command", CommandId::parse),
                JsonFields.findText(json, "valuesDigest", ValuesDigest::new),
                JsonFields.text(json, "image"),
                Pod.Phase.valueOf(JsonFields.text(json, "phase")),
                json.required("restarts").intValue(),
                JsonFields.instant(json, "startedAt"));
    }

    private static ObjectNode config(RunningConfig config) {
        ObjectNode json = JsonFields.object()
                .put("version", config.version())
                .put("runmode", config.runmode())
                .put("state", config.state())
                .put("dryRun", config.dryRun())
                .put("strategy", config.strategy())
                .put("exchange", config.exchange())
                .put("botName", config.botName())
                .put("stakeCurrency", config.stakeCurrency())
                .put("stakeAmount", config.stakeAmount())
                .put("maxOpenTrades", config.maxOpenTrades())
                .put("timeframe", config.timeframe());
        JsonFields.putTexts(json, "pairs", config.pairs());
        return json;
    }

    private static RunningConfig config(JsonNode json) {
        return new RunningConfig(
                JsonFields.text(json, "version"),
                JsonFields.text(json, "runmode"),
                JsonFields.text(json, "state"),
                json.required("dryRun").booleanValue(),
                JsonFields.text(json, "strategy"),
                JsonFields.text(json, "exchange"),
                JsonFields.text(json, "botName"),
                JsonFields.text(json, "stakeCurrency"),
                JsonFields.text(json, "stakeAmount"),
                json.required("maxOpenTrades").intValue(),
                JsonFields.text(json, "timeframe"),
                JsonFields.texts(json, "pairs"));
    }
}
