package io.botfleet.testkit.contract;

import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.order.Timerange;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Commands with any value in every field, whether or not a real one could have it. */
final class RandomCommands {
    private final Random random;

    RandomCommands(long seed) {
        this.random = new Random(seed);
    }

    Command next(Submission submission, Stage stage, long version) {
        return new Command(
                submission,
                stage,
                instant(),
                version,
                maybe(() -> new Accepted(new CommandKey(hex(16)), order())),
                maybe(this::prepared),
                maybe(this::commit),
                execution(),
                maybe(() -> new Ending(any(Reason.values()), text(), any(Ending.End.values()))),
                maybe(this::commit),
                maybe(() -> new Evidence(decision(), bytes(), hash())),
                maybe(this::text),
                maybe(() -> new Stuck(any(Stuck.By.values()), instant())),
                maybe(() -> any(Stage.values())),
                Optional.empty());
    }

    private Order order() {
        return switch (random.nextInt(4)) {
            case 0 -> new StopTrading(any(StopMode.values()));
            case 1 -> new RunBacktest(text(), text(), text(), stake(), random.nextInt(), text(), texts(), timerange());
            default ->
                new StartTrading(
                        text(),
                        text(),
                        random.nextBoolean(),
                        text(),
                        stake(),
                        random.nextInt(),
                        text(),
                        texts(),
                        random.nextBoolean());
        };
    }

    private Timerange timerange() {
        LocalDate from = LocalDate.EPOCH.plusDays(random.nextInt(30_000));
        return new Timerange(from, from.plusDays(1 + random.nextInt((int) Timerange.LONGEST_DAYS)));
    }

    private StakeAmount stake() {
        return random.nextBoolean()
                ? new StakeAmount.Unlimited()
                : new StakeAmount.Fixed(new BigDecimal(
                        new BigInteger(1 + random.nextInt(100), random).add(BigInteger.ONE), random.nextInt(40) - 20));
    }

    private Prepared prepared() {
        RepositoryPath path = new RepositoryPath("clientes/" + hex(4) + "/values.yaml");
        return random.nextBoolean()
                ? new Prepared.Removal(path)
                : new Prepared.Values(path, bytes(), new ValuesDigest("sha256:" + hex(32)));
    }

    private Execution execution() {
        return new Execution(
                maybe(this::commit),
                maybe(() -> new Pod(
                        text(),
                        text(),
                        maybe(() -> new CommandId(1 + random.nextInt(1_000))),
                        maybe(() -> new ValuesDigest("sha256:" + hex(32))),
                        text(),
                        any(Pod.Phase.values()),
                        random.nextInt(),
                        instant())),
                maybe(() -> new RunningConfig(
                        text(),
                        text(),
                        text(),
                        random.nextBoolean(),
                        text(),
                        text(),
                        text(),
                        text(),
                        text(),
                        random.nextInt(),
                        text(),
                        texts())),
                maybe(this::instant),
                maybe(this::instant),
                maybeInt(),
                maybeInt(),
                maybe(this::instant),
                maybe(this::text));
    }

    private OptionalInt maybeInt() {
        return random.nextBoolean() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty();
    }

    private Decision decision() {
        return random.nextBoolean() ? new Decision.Approve() : new Decision.Rollback(any(Reason.values()));
    }

    private CommitId commit() {
        return new CommitId(hex(20));
    }

    private Hash hash() {
        return new Hash("0x" + hex(32));
    }

    /** To the nanosecond, which is finer than most stores are. */
    private Instant instant() {
        return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
    }

    private Bytes bytes() {
        byte[] bytes = new byte[random.nextInt(20_000)];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private String hex(int bytes) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        return HexFormat.of().formatHex(content);
    }

    private List<String> texts() {
        return IntStream.range(0, random.nextInt(5)).mapToObj(_ -> text()).toList();
    }

    /** Any UTF-16 code units, U+0000 and half surrogate pairs among them: a bot's log may hold what it likes. */
    private String text() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(60); length > 0; length--) {
            text.append((char) (random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
        }
        return text.toString();
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(value.get());
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
