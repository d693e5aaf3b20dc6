package io.botfleet.testkit.simulation;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.Escrow;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.gitops.Applied;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.GatewayRules;
import io.botfleet.testkit.memory.InMemoryBacktests;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One protection less each: the simulation has to find every one of them. */
enum Mutant {
    SAVES_WITHOUT_COMPARE_AND_SWAP(() -> new Ports() {
        @Override
        public Commands commands(HandOvers handOvers) {
            return new InMemoryCommands(world()) {
                @Override
                protected boolean mayReplace(Command stored, Optional<Replica> holder, Claim claim) {
                    return true;
                }
            };
        }
    }),
    CLAIMS_WITHOUT_A_LEASE(() -> new Ports() {
        @Override
        public Commands commands(HandOvers handOvers) {
            return new InMemoryCommands(world()) {
                @Override
                protected boolean isFree(Instant leasedUntil, Instant now) {
                    return true;
                }
            };
        }
    }),
    IGNORES_THE_EPOCH_IN_THE_INBOX(() -> new Ports() {
        @Override
        public Inbox inbox(HandOvers handOvers) {
            return Instead.of(Inbox.class, super.inbox(handOvers))
                    .arguments(argument -> current(world(), argument))
                    .get();
        }
    }),
    IGNORES_THE_EPOCH_IN_SETTLEMENTS(() -> new Ports() {
        @Override
        public Settlements settlements() {
            return Instead.of(Settlements.class, super.settlements())
                    .arguments(argument -> current(world(), argument))
                    .get();
        }
    }),
    IGNORES_THE_EPOCH_IN_GIT(() -> new Ports() {
        @Override
        public GitOpsRepository repository() {
            return Instead.of(GitOpsRepository.class, super.repository())
                    .arguments(argument ->
                            argument instanceof Fence fence ? new Fence(fence.role(), Long.MAX_VALUE) : argument)
                    .get();
        }
    }),
    STORES_A_SETTLEMENT_AFTER_SENDING_IT(() -> new Ports() {
        private final Map<Long, Runnable> unstored = new HashMap<>();

        @Override
        public Settlements settlements() {
            Settlements right = super.settlements();
            return Instead.of(Settlements.class, right)
                    .method("store", arguments -> {
                        Fence fence = (Fence) arguments[0];
                        Settlement settlement = (Settlement) arguments[1];
                        boolean known = right.open().stream()
                                .anyMatch(open -> open.attempts().contains(settlement.latest()));
                        if (known || unstored.remove(settlement.nonce()) != null) {
                            right.store(fence, settlement);
                        } else {
                            unstored.put(settlement.nonce(), () -> right.store(fence, settlement));
                        }
                        return null;
                    })
                    .get();
        }
    }),
    SKIPS_THE_OUTBOX(() -> new Ports() {
        @Override
        public Settlements settlements() {
            return Instead.of(Settlements.class, super.settlements())
                    .method("store", _ -> null)
                    .get();
        }
    }),
    DOES_NOT_CHECK_THE_TAG(() -> new Ports(new GatewayRules(Ports.WINDOW, Ports.FINAL_DEPTH) {
        @Override
        public boolean settles(Entry entry, Escrow escrow, Instant at) {
            return entry.decision() instanceof Decision.Rollback || !at.isAfter(escrow.deadline());
        }
    })),
    RECLAIMS_AT_THE_DEADLINE_ITSELF(() -> new Ports(new GatewayRules(Ports.WINDOW, Ports.FINAL_DEPTH) {
        @Override
        public boolean reclaims(Escrow escrow, Instant at) {
            return !at.isBefore(escrow.deadline());
        }
    })),
    APPROVES_AFTER_THE_DEADLINE(() -> new Ports(new GatewayRules(Ports.WINDOW, Ports.FINAL_DEPTH) {
        @Override
        public boolean settles(Entry entry, Escrow escrow, Instant at) {
            return escrow.tag().equals(entry.tag());
        }
    })),
    IGNORES_THE_COMMAND_KEY(() -> new Ports() {
        @Override
        public Commands commands(HandOvers handOvers) {
            return Instead.of(Commands.class, super.commands(handOvers))
                    .method("earlierTwin", _ -> Optional.empty())
                    .get();
        }
    }),
    DOES_NOT_CHECK_THE_PARENT_HASH(() -> new Ports() {
        @Override
        public CommandLog commandLog() {
            CommandLog right = super.commandLog();
            return Instead.of(CommandLog.class, right)
                    .method("read", arguments -> {
                        Cursor from = (Cursor) arguments[0];
                        long upTo = (Long) arguments[1];
                        return world().chain().after(from.block().number() - 1).stream()
                                .findFirst()
                                .<Object>map(
                                        same -> right.read(new Cursor(same.ref(), same.at()), upTo, _ -> List.of()))
                                .map(read -> read instanceof Blocks.Extended(Cursor to, var events)
                                                && to.block().number()
                                                        == from.block().number()
                                        ? new Blocks.Extended(from, events)
                                        : read)
                                .orElseGet(() -> new Blocks.Extended(from, List.of()));
                    })
                    .get();
        }
    }),
    TAKES_CANNOT_TELL_FOR_FAILED(() -> new Ports() {
        @Override
        public Workloads workloads() {
            Workloads right = super.workloads();
            return Instead.of(Workloads.class, right)
                    .method("observe", arguments -> {
                        Observation seen = right.observe((WorkloadId) arguments[0]);
                        return seen instanceof Observation.Unreachable(String why)
                                ? new Observation.Seen(
                                        world().git().head(),
                                        Optional.empty(),
                                        Optional.of(new Problem(Problem.Kind.CRASH_LOOP, why)))
                                : seen;
                    })
                    .get();
        }
    }),
    MOVES_THE_CURSOR_BEFORE_THE_EVENTS_ARE_STORED(() -> new Ports() {
        @Override
        public Inbox inbox(HandOvers handOvers) {
            Inbox right = super.inbox(handOvers);
            Inbox inTwo = handOvers.through(Inbox.class, right);
            return Instead.of(Inbox.class, right)
                    .method("extend", arguments -> {
                        Cursor to = (Cursor) arguments[2];
                        inTwo.extend((Fence) arguments[0], asCursor(arguments[1]), to, List.of());
                        inTwo.extend((Fence) arguments[0], Optional.of(to), to, asEvents(arguments[3]));
                        return null;
                    })
                    .get();
        }
    }),
    COMMITS_AGAIN_WHAT_WAS_COMMITTED(() -> new Ports() {
        @Override
        public GitOpsRepository repository() {
            GitOpsRepository right = super.repository();
            return Instead.of(GitOpsRepository.class, right)
                    .method("apply", arguments -> {
                        right.apply((Fence) arguments[0], List.of());
                        return asChanges(arguments[1]).stream()
                                .map(change -> new Applied(
                                        change.command(), world().git().commit(List.of(change))))
                                .toList();
                    })
                    .get();
        }
    }),
    RESTORES_WHAT_WAS_NEVER_APPROVED(() -> new Ports() {
        @Override
        public Commands commands(HandOvers handOvers) {
            Commands right = super.commands(handOvers);
            return Instead.of(Commands.class, right)
                    .method("lastApproved", arguments -> world().database().commands().stream()
                            .filter(command -> command.client().equals(arguments[0]))
                            .filter(command -> command.id().compareTo((CommandId) arguments[1]) < 0)
                            .filter(command -> command.prepared().orElse(null) instanceof Prepared.Values)
                            .max(Comparator.comparing(Command::id)))
                    .get();
        }
    }),
    LEADS_FOR_EVER(() -> new Ports() {
        @Override
        public Leadership leadership() {
            Leadership right = super.leadership();
            return Instead.of(Leadership.class, right)
                    .method(
                            "hold",
                            arguments -> right.hold((Role) arguments[0], (Replica) arguments[1], Duration.ofDays(1)))
                    .get();
        }
    }),
    LEAVES_A_NONCE_OUT(() -> new Ports() {
        @Override
        public SettlementLedger ledger() {
            SettlementLedger right = super.ledger();
            return Instead.of(SettlementLedger.class, right)
                    .method("send", arguments -> {
                        SignedTransaction signed = (SignedTransaction) arguments[0];
                        return right.lookUp(signed) instanceof Inclusion.Unknown
                                        && world().database().openSettlements().size() > 1
                                ? new Broadcast.Accepted()
                                : right.send(signed);
                    })
                    .get();
        }
    }),
    NEVER_COMES_BACK_TO_WHAT_SLEEPS(() -> new Ports() {
        @Override
        public Commands commands(HandOvers handOvers) {
            Commands right = super.commands(handOvers);
            return Instead.of(Commands.class, right)
                    .method("save", arguments -> {
                        Duration again = (Duration) arguments[2];
                        boolean sleeps = again.compareTo(Duration.ofSeconds(30)) > 0;
                        return right.save(
                                (Claim) arguments[0], (Command) arguments[1], sleeps ? Duration.ofDays(1) : again);
                    })
                    .get();
        }
    }),
    SENDS_NOTHING_AGAIN(() -> new Ports() {
        private final Set<Long> sent = new HashSet<>();

        @Override
        public SettlementLedger ledger() {
            SettlementLedger right = super.ledger();
            return Instead.of(SettlementLedger.class, right)
                    .method("send", arguments -> {
                        SignedTransaction signed = (SignedTransaction) arguments[0];
                        long nonce = world().database().openSettlements().stream()
                                .filter(open -> open.attempts().contains(signed))
                                .mapToLong(Settlement::nonce)
                                .findFirst()
                                .orElse(-1);
                        return sent.add(nonce) ? right.send(signed) : new Broadcast.Accepted();
                    })
                    .get();
        }
    }),
    TAKES_EVERY_BOT_FOR_FLAT(() -> new Ports() {
        @Override
        public Bots bots() {
            return Instead.of(Bots.class, super.bots())
                    .method("openTrades", _ -> new Answer.Given<>(List.of()))
                    .get();
        }
    }),
    DRAINS_WHILE_A_COMMAND_IS_ON_ITS_WAY(() -> new Ports() {
        @Override
        public Commands commands(HandOvers handOvers) {
            return Instead.of(Commands.class, super.commands(handOvers))
                    .method("isIdle", _ -> true)
                    .get();
        }
    }),
    LEAVES_BOTS_THAT_START_RUNNING(() -> new Ports() {
        @Override
        public GitOpsRepository repository() {
            GitOpsRepository right = super.repository();
            return Instead.of(GitOpsRepository.class, right)
                    .method(
                            "apply",
                            arguments -> right.apply(
                                    (Fence) arguments[0],
                                    asChanges(arguments[1]).stream()
                                            .map(Mutant::unpaused)
                                            .toList()))
                    .get();
        }
    }),
    TAKES_WHAT_IS_IN_GIT_FOR_DEPLOYED(() -> new Ports() {
        @Override
        public GitOpsRepository repository() {
            GitOpsRepository right = super.repository();
            return Instead.of(GitOpsRepository.class, right)
                    .method("at", arguments -> right.head()
                            .flatMap(head -> right.at(head, (RepositoryPath) arguments[1])))
                    .get();
        }
    }),
    APPROVES_BACKTESTS_UNSEEN(() -> new Ports() {
        @Override
        public Workloads workloads() {
            return Instead.of(Workloads.class, super.workloads())
                    .method("logs", arguments -> world().cluster().jobsMade().stream()
                            .filter(job -> job.workload().equals(arguments[0]))
                            .flatMap(job -> Stream.concat(
                                    job.printed().stream(),
                                    Stream.of(
                                            "Parameter --timerange detected: " + Fate.timerange() + " ...",
                                            "Running backtesting for Strategy " + job.strategy())))
                            .toList())
                    .get();
        }
    }),
    WITHDRAWS_BACKTESTS_BEFORE_THEIR_END(() -> new Ports() {
        @Override
        public Backtests backtests() {
            return Instead.of(Backtests.class, super.backtests())
                    .method("over", arguments -> arguments[0])
                    .get();
        }
    }),
    NEVER_WITHDRAWS_REFUNDED_BACKTESTS(() -> new Ports() {
        @Override
        public GitOpsRepository repository() {
            GitOpsRepository right = super.repository();
            return Instead.of(GitOpsRepository.class, right)
                    .method("apply", arguments -> {
                        Fence fence = (Fence) arguments[0];
                        right.apply(fence, List.of());
                        return asChanges(arguments[1]).stream()
                                .map(change -> isOfARefundedBacktest(world(), change)
                                        ? new Applied(
                                                change.command(), right.head().orElseThrow())
                                        : right.apply(fence, List.of(change)).getFirst())
                                .toList();
                    })
                    .get();
        }
    }),
    LEAVES_JOBS_WHERE_THEIR_VALUES_ARE_GONE(() -> new Ports() {
        @Override
        public Workloads workloads() {
            return Instead.of(Workloads.class, super.workloads())
                    .method("remove", _ -> null)
                    .get();
        }
    }),
    OVERWRITES_WHAT_CAME_OF_A_BACKTEST(() -> new Ports() {
        @Override
        public Backtests backtests() {
            return new InMemoryBacktests(world()) {
                @Override
                protected boolean mayKeep(boolean isFirst) {
                    return true;
                }
            };
        }
    }),
    COUNTS_NO_BACKTESTS(() -> new Ports() {
        @Override
        public Backtests backtests() {
            return Instead.of(Backtests.class, super.backtests())
                    .method("open", _ -> 0)
                    .get();
        }
    }),
    SEALS_NOTHING(() -> new Ports() {
        @Override
        public SecretSealer sealer() {
            return (_, values) -> values.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> entry.getValue().reveal(),
                            (one, _) -> one,
                            () -> new EnumMap<>(SealedKey.class)));
        }
    });

    // A factory without a state of its own.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Supplier<Ports> ports;

    Mutant(Supplier<Ports> ports) {
        this.ports = ports;
    }

    Supplier<Ports> ports() {
        return ports;
    }

    private static Object current(World world, Object argument) {
        return argument instanceof Fence fence
                ? new Fence(fence.role(), world.database().epoch(fence.role()))
                : argument;
    }

    private static boolean isOfARefundedBacktest(World world, Change change) {
        return change.path().backtestOf().isPresent()
                && change.content().isEmpty()
                && !world.database().outcomes().containsKey(change.command());
    }

    private static Change unpaused(Change change) {
        return new Change(
                change.command(),
                change.client(),
                change.transaction(),
                change.kind(),
                change.path(),
                change.content().map(file -> Bytes.ofUtf8(file.utf8().replace("initialState: \"paused\"\n", ""))));
    }

    @SuppressWarnings("unchecked")
    private static Optional<Cursor> asCursor(Object argument) {
        return (Optional<Cursor>) argument;
    }

    @SuppressWarnings("unchecked")
    private static List<ChainEvent> asEvents(Object argument) {
        return (List<ChainEvent>) argument;
    }

    @SuppressWarnings("unchecked")
    private static List<Change> asChanges(Object argument) {
        return (List<Change>) argument;
    }
}
