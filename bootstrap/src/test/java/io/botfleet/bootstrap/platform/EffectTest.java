package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.tenant.Tenants;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EffectTest {
    @Test
    void takesEveryCallThatChangesSomethingForWriting() {
        assertThat(of(Effect.WRITES, Commands.class)).contains("claim", "save", "wake");
        assertThat(of(Effect.WRITES, Inbox.class)).contains("extend", "rewind", "finalised", "halt", "sight");
        assertThat(of(Effect.WRITES, Settlements.class)).contains("store", "close");
        assertThat(of(Effect.WRITES, SettlementLedger.class)).containsExactlyInAnyOrder("send", "fill");
        assertThat(of(Effect.WRITES, GitOpsRepository.class)).containsExactly("apply");
        assertThat(of(Effect.WRITES, Leadership.class)).containsExactlyInAnyOrder("hold", "release");
        assertThat(of(Effect.WRITES, Tenants.class)).contains("ensure");
        assertThat(of(Effect.WRITES, Backtests.class)).containsExactlyInAnyOrder("finish", "cleared", "mayBeLeft");
        assertThat(of(Effect.WRITES, Workloads.class)).contains("remove");
    }

    @Test
    void doesNotTakeAnOutcomeForPlainData() {
        assertThat(of(Effect.MAY_WRITE, SettlementLedger.class)).contains("lookUp");
        assertThat(of(Effect.MAY_WRITE, Bots.class)).contains("pause", "resume", "exitAll");
    }

    @Test
    void takesALookAtPlainDataForReading() {
        assertThat(of(Effect.READS, Commands.class)).contains("find", "clients", "isIdle", "activeBots");
        assertThat(of(Effect.READS, SettlementLedger.class)).contains("account", "fees", "escrow");
        assertThat(of(Effect.READS, GitOpsRepository.class)).contains("head", "at", "contains", "inventory");
        assertThat(of(Effect.READS, Workloads.class)).containsExactlyInAnyOrder("logs", "follow");
    }

    /** What a port may get one day: nobody has to think of this place then. */
    @SuppressWarnings("unused")
    private interface Newer {
        void forget(String name);

        String rename(String name);

        List<String> take(io.botfleet.application.leadership.Fence fence);
    }

    @Test
    void takesNothingThatItDoesNotKnowForReading() {
        assertThat(of(Effect.WRITES, Newer.class)).containsExactlyInAnyOrder("forget", "take");
        assertThat(of(Effect.MAY_WRITE, Newer.class)).containsExactly("rename");
        assertThat(of(Effect.READS, Newer.class)).isEmpty();
    }

    private static Set<String> of(Effect effect, Class<?> port) {
        Stream<Method> methods = Arrays.stream(port.getMethods());
        return methods.filter(method -> Effect.of(method) == effect)
                .map(Method::getName)
                .collect(Collectors.toSet());
    }
}
