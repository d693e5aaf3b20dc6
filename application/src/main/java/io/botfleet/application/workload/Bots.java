package io.botfleet.application.workload;

import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Profit;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.secret.Secret;
import java.util.List;

/** Freqtrade's REST API, reached by workload; every call answers within a few seconds and throws nothing. */
public interface Bots {
    /** What the API's Basic authentication asks for. */
    record Login(String username, Secret password) {}

    /** {@code GET /api/v1/show_config} and {@code /whitelist}, after {@code /ping} answered. */
    Answer<RunningConfig> config(WorkloadId bot, Login login);

    Answer<BotHealth> health(WorkloadId bot, Login login);

    Answer<List<OpenTrade>> openTrades(WorkloadId bot, Login login);

    Answer<Profit> profit(WorkloadId bot, Login login);

    /** {@code POST /api/v1/pause}: no new positions, the open ones stay managed. The answer is Freqtrade's own words. */
    Answer<String> pause(WorkloadId bot, Login login);

    /** {@code POST /api/v1/start}: new positions again, after {@link #pause}. */
    Answer<String> resume(WorkloadId bot, Login login);

    /** {@code POST /api/v1/forceexit} for every open trade. */
    Answer<String> exitAll(WorkloadId bot, Login login);
}
