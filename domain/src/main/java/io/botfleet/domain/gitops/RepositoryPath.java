package io.botfleet.domain.gitops;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file in the GitOps repository, from its root, with {@code /} between folders. */
public record RepositoryPath(String value) {
    private static final Pattern BOT = Pattern.compile("clientes/([^/]+)/values\\.yaml");
    private static final Pattern BACKTEST =
            Pattern.compile("backtests/(cliente-[0-9]{1,10})/(0|[1-9][0-9]{0,18})/values\\.yaml");
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

    /** The rules of the chart that every values file is rendered with, as JSON Schema. */
    public static final RepositoryPath CHART_SCHEMA = new RepositoryPath("infra/charts/freqtrade/values.schema.json");
    /** What that chart sets itself, under every values file. */
    public static final RepositoryPath CHART_VALUES = new RepositoryPath("infra/charts/freqtrade/values.yaml");

    public RepositoryPath {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a plain path inside the repository: \"" + value + "\"");
        }
    }

    /** Where the values of a client's bot live; its presence is what keeps the bot deployed. */
    public static RepositoryPath ofBot(ClientId client) {
        return new RepositoryPath("clientes/" + client.value() + "/values.yaml");
    }

    /**
     * Where the values of a backtest live, apart from the client's bot: anything below the bot's folder would keep that
     * deployed.
     */
    public static RepositoryPath ofBacktest(ClientId client, CommandId command) {
        return new RepositoryPath("backtests/" + client.value() + "/" + command + "/values.yaml");
    }

    /** The client whose bot's values this is; empty for any other file. */
    public Optional<ClientId> botOf() {
        Matcher matcher = BOT.matcher(value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ClientId.parse(matcher.group(1)));
        } catch (IllegalArgumentException noClient) {
            return Optional.empty();
        }
    }

    /** The command whose backtest's values this is; empty for any other file. */
    public Optional<CommandId> backtestOf() {
        Matcher matcher = BACKTEST.matcher(value);
        return matcher.matches() ? Optional.of(CommandId.parse(matcher.group(2))) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
