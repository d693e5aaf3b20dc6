package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.leadership.Role;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Platform;
import java.util.Objects;
import java.util.Optional;

/** A client's bot that trades with real money, and what is seen of it. */
abstract class LiveBot {
    static final RepositoryPath VALUES = RepositoryPath.ofBot(new ClientId(1));
    static final WorkloadId BOT = WorkloadId.ofBot(new ClientId(1));
    static final Json.Members DRY = Platform.start("SampleStrategy");
    static final Json.Members LIVE = DRY.with("dryRun", Json.of(false))
            .with("credentials", Json.EMPTY.with("apiKey", Json.of("key")).with("secretKey", Json.of("secret")));
    static final Json.Members ELSEWHERE = LIVE.with("exchange", Json.of("kraken"));

    final Bench bench = new Bench();

    void approved(long id, Json.Members start) {
        bench.submit(Bench.wallet(1), start);
        bench.runAll(30);
        assertThat(bench.command(id).stage()).isEqualTo(Stage.APPROVED);
    }

    void staysPaused() {
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
        assertThat(bench.world.cluster().holds(BOT)).isTrue();
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        assertThat(bench.world.cluster().startsPaused(BOT)).isTrue();
    }

    int drained() {
        return bench.draining().look().takeAway(bench.fence(Role.GIT_WRITER));
    }

    Optional<CommandId> runs() {
        return Optional.ofNullable(bench.world.cluster().pods().get(BOT)).flatMap(Pod::command);
    }

    Bytes file() {
        return Objects.requireNonNull(bench.world.git().tree().get(VALUES));
    }

    Bytes valuesOf(long start) {
        return bench.command(start).prepared().flatMap(Prepared::content).orElseThrow();
    }
}
