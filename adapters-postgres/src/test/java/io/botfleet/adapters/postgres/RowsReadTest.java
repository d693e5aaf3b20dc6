package io.botfleet.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.postgres.command.PostgresBacktests;
import io.botfleet.adapters.postgres.command.PostgresCommandViews;
import io.botfleet.adapters.postgres.command.PostgresCommands;
import io.botfleet.adapters.postgres.command.PostgresInbox;
import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.domain.submission.Tag;
import io.botfleet.testkit.contract.StoreContract;
import io.botfleet.testkit.contract.Stores;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What was ended long ago, what waits behind others, and what is beside the bot, is not read again: 20,000 commands of 200
 * clients have ended, and two of them ran thousands of backtests.
 */
class RowsReadTest extends StoreContract {
    private static final String NAME = "test_rows_read";
    private static final PlatformDatabase PLATFORM = TestServer.database(NAME);
    private static final int CLIENTS = 200;
    private static final int ENDED = 20_000;
    private static final int WAITING = 500;
    private static final int APPROVED = 6_000;
    private static final int BACKTESTS = 6_000;
    private static final int BACKTESTS_OPEN = 60;
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final ClientId WITH_MANY = new ClientId(1);
    private static final ClientId WITH_LANE = new ClientId(7);
    /** A few entries of an index and their rows, for each thing that is asked. */
    private static final long FEW = 30;

    private static final String COPIED = """
        sender, fee_gwei, submitted_at, deadline, tag, envelope, transaction_hash, block_number,
        block_hash, stage, version, command_key, order_type, of_bot, finished, state, prepared_content, evidence_document, due
        """;

    private final CountedReads reads = new CountedReads(NAME);
    private final PostgresCommands commands = new PostgresCommands(reads.database());
    private static final CommandId AFTER_ALL = new CommandId(Long.MAX_VALUE);

    private final PostgresBacktests backtests = new PostgresBacktests(reads.database());

    private static boolean filled;

    /** Filled once: no test changes anything of it. */
    @Override
    protected Stores open() {
        return filled ? new PostgresStores(NAME, PLATFORM.database()) : PostgresStores.emptied(PLATFORM, NAME);
    }

    /**
     * An approved start of each client, refused ones behind it, a third of them of one client, one lane of the same command
     * sent again and again, and backtests of that client and of the one with most commands: newer than its start, and before
     * what waits. The others had many starts approved, so that one that is approved seems easy to come by.
     */
    @BeforeEach
    void fill() {
        if (filled) {
            return;
        }
        filled = true;
        receive(
                submission(1),
                submission(2),
                submission(3),
                submission(4),
                submission(5),
                submission(6),
                submission(7));
        at(new CommandId(1), Stage.APPROVED);
        at(new CommandId(2), Stage.ROLLED_BACK);
        at(new CommandId(3), Stage.QUEUED);
        backtestAt(new CommandId(4), Stage.APPROVED);
        stores().backtests().finish(Outcome.succeeded(new CommandId(4), new ClientId(4), Bytes.ofUtf8("{}"), AT));
        backtestAt(new CommandId(5), Stage.APPROVING);
        backtestAt(new CommandId(6), Stage.QUEUED);
        backtestAt(new CommandId(7), Stage.COMMITTED);
        String each = "encode(sha256(n::text::bytea), 'hex')";
        copy(1, "1 + n", each, 10, 10 + CLIENTS - 1);
        copy(2, "CASE WHEN n % 3 = 0 THEN 0 ELSE n % " + CLIENTS + " END + 1", each, 1_000, 1_000 + ENDED);
        copy(1, "8 + n % " + (CLIENTS - 8), each, 42_000, 42_000 + APPROVED);
        copy(3, Integer.toString(WITH_LANE.number()), "envelope_sha256", 50_000, 50_000 + WAITING);
        String both = "CASE WHEN n % 2 = 0 THEN " + WITH_MANY.number() + " ELSE " + WITH_LANE.number() + " END";
        copy(4, both, each, 30_000, 30_000 + BACKTESTS);
        copy(6, both, each, 40_000, 40_000 + BACKTESTS_OPEN);
        copy(7, both, each, 41_000, 41_000 + BACKTESTS_OPEN);
        TestServer.asAdministrator(NAME, """
            INSERT INTO botfleet.settled_fact SELECT id, 'ROLLED_BACK', 1, block_hash, block_hash, 5, block_hash, now(), true
            FROM botfleet.command WHERE stage IN ('APPROVED', 'ROLLED_BACK') ON CONFLICT DO NOTHING
            """);
        // What the templates left in indexes is read too, and is none of what is asked.
        TestServer.asAdministrator(
                NAME, "VACUUM (ANALYZE, INDEX_CLEANUP on) botfleet.command, botfleet.settled_fact, botfleet.lane");
        assertThat(TestServer.asAdministrator(NAME, "SELECT count(*) FROM botfleet.command"))
                .singleElement()
                .satisfies(count -> assertThat(Integer.parseInt(count)).isGreaterThan(ENDED + WAITING));
    }

    private static void copy(int template, String client, String hash, int from, int to) {
        TestServer.asAdministrator(
                NAME,
                "INSERT INTO botfleet.command (id, client, envelope_sha256, " + COPIED + ") SELECT n, " + client + ", "
                        + hash + ", " + COPIED
                        + " FROM botfleet.command, generate_series(" + from + ", " + to + ") n WHERE id = " + template);
        TestServer.asAdministrator(
                NAME, "INSERT INTO botfleet.lane SELECT DISTINCT client FROM botfleet.command ON CONFLICT DO NOTHING");
    }

    private static Submission submission(int id) {
        BlockRef block = new BlockRef(1, new Hash("0x%064x".formatted(1)));
        return new Submission(
                new CommandId(id),
                new ClientId(id),
                new Address("0x%040x".formatted(id)),
                new Gwei(1_000),
                AT,
                AT.plus(Duration.ofMinutes(10)),
                new Tag(id),
                Bytes.ofUtf8("envelope " + id),
                new Hash("0x%064x".formatted(id)),
                block);
    }

    @AfterEach
    void close() throws SQLException {
        reads.close();
    }

    @AfterAll
    static void closePool() {
        PLATFORM.close();
    }

    @Test
    void countsWhatIsRead() {
        assertThat(reads.by(() -> reads.database().write("all", session -> session.rows("""
                        SELECT count(*) AS n FROM botfleet.command WHERE version >= 0
                        """, row -> row.number("n")))))
                .isGreaterThan(ENDED + WAITING);
    }

    @Test
    void asksAboutOneClientWithoutReadingItsPastOrWhatWaits() {
        Command waiting = commands.find(new CommandId(50_000 + WAITING)).orElseThrow();
        CommandId last = new CommandId(Long.MAX_VALUE);

        for (ClientId client : new ClientId[] {WITH_MANY, WITH_LANE, new ClientId(100), new ClientId(9_000)}) {
            assertThat(reads.by(() -> commands.standing(client))).isLessThan(FEW);
            assertThat(reads.by(() -> commands.isIdle(client))).isLessThan(FEW);
            assertThat(reads.by(() -> commands.lastApproved(client, last))).isLessThan(FEW);
            assertThat(reads.by(() -> commands.firstOf(client))).isLessThan(FEW);
        }
        assertThat(reads.by(() -> commands.turn(waiting))).isLessThan(FEW);
    }

    @Test
    void wakesAClientWithoutReadingWhatIsNeitherFirstNorBegun() {
        assertThat(reads.by(() -> commands.wake(WITH_MANY))).isLessThan(FEW + 5 * BACKTESTS_OPEN);
        assertThat(reads.by(() -> commands.wake(new ClientId(100)))).isLessThan(FEW);
    }

    @Test
    void asksAboutBacktestsWithoutReadingThoseThatHaveEnded() {
        CommandId newest = new CommandId(30_000 + BACKTESTS);
        Outcome again = Outcome.without(Outcome.End.LOST, new CommandId(4), new ClientId(4), "it is not there", AT);

        assertThat(backtests.running(10)).extracting(Command::id).containsExactly(new CommandId(5));
        assertThat(reads.by(() -> backtests.running(10))).isLessThan(FEW);
        assertThat(backtests.open(WITH_MANY, AFTER_ALL, 100_000)).isEqualTo(BACKTESTS_OPEN + 2);
        assertThat(reads.by(() -> backtests.open(WITH_MANY, AFTER_ALL, 100_000)))
                .isLessThan(5 * BACKTESTS_OPEN);
        assertThat(reads.by(() -> backtests.open(WITH_MANY, AFTER_ALL, 5))).isLessThan(FEW);
        assertThat(reads.by(() -> backtests.open(new ClientId(100), AFTER_ALL, 100_000)))
                .isLessThan(FEW);
        assertThat(reads.by(() -> backtests.list(Optional.of(WITH_MANY), Optional.of(newest), 10)))
                .isLessThan(FEW * 10);
        assertThat(reads.by(() -> backtests.list(Optional.of(new ClientId(100)), Optional.empty(), 10)))
                .isLessThan(FEW);
        assertThat(reads.by(() -> backtests.of(new CommandId(4)))).isLessThan(FEW);
        assertThat(reads.by(() -> backtests.list(Optional.empty(), Optional.of(newest), 10)))
                .isLessThan(FEW * 10);
        assertThat(reads.by(() -> backtests.uncleared(10))).isLessThan(FEW);
        assertThat(reads.by(() -> backtests.finish(again))).isLessThan(FEW);
    }

    /** One lane holds the same command five hundred times, by its envelope and by its key. */
    @Test
    void findsATwinWithoutReadingAllThatThereAre() {
        Command last = commands.find(new CommandId(50_000 + WAITING)).orElseThrow();
        CommandKey key = new CommandKey("%032x".formatted(3));

        assertThat(commands.earlierTwin(last, Optional.of(key))).hasValue(new CommandId(50_000));
        assertThat(reads.by(() -> commands.earlierTwin(last, Optional.of(key)))).isLessThan(FEW);
        assertThat(reads.by(() -> commands.earlierTwin(last, Optional.empty()))).isLessThan(FEW);
    }

    @Test
    void claimsAFewWithoutReadingAllThatIsDue() {
        Set<Stage> stages = EnumSet.complementOf(EnumSet.copyOf(Stage.ENDED));
        Replica replica = new Replica("one");

        // Given back at once, so that all are due each time.
        assertThat(commands.claim(replica, stages, 4, Duration.ZERO)).hasSize(4);
        assertThat(reads.by(() -> commands.claim(replica, stages, 4, Duration.ZERO)))
                .isLessThan(WAITING / 5);
    }

    @Test
    void asksAboutAllClientsWithoutReadingTheirPast() {
        PostgresCommandViews views = new PostgresCommandViews(reads.database());

        assertThat(reads.by(commands::clients)).isLessThan(FEW * CLIENTS);
        assertThat(reads.by(commands::summaries)).isLessThan(FEW * CLIENTS);
        assertThat(reads.by(commands::activeBots)).isLessThan(FEW * CLIENTS);
        assertThat(reads.by(() -> views.clients(Optional.of(new ClientId(50)), 10)))
                .isLessThan(FEW * 10);
    }

    @Test
    void sumsUpWhatIsOpenWithoutReadingWhatHasEnded() {
        assertThat(reads.by(commands::backlog)).isLessThan(10L * WAITING);
    }

    @Test
    void marksAsFinalWithoutReadingWhatIsFinalAlready() {
        PostgresInbox inbox = new PostgresInbox(reads.database());
        var fence = fence(Role.CHAIN_READER);
        BlockRef block = new BlockRef(10, new Hash("0x%064x".formatted(10)));
        inbox.finalised(fence, block);

        assertThat(reads.by(() -> inbox.finalised(fence, block))).isLessThan(FEW);
    }
}
