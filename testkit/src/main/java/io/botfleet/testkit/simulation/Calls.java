package io.botfleet.testkit.simulation;

import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.gitops.CommitId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every port: each call hands the baton over before its effect and after it, and meets what the history
 * holds for it.
 */
final class Calls {
    /** Is told of each effect, right after it. */
    interface Observer {
        void effect(Method method, @Nullable Object[] arguments, @Nullable Object result, boolean accepted);
    }

    /** By their Javadoc these can't fail: there is nothing outside that they ask. */
    private static final Set<String> ALWAYS_THERE = Set.of(
            "Envelopes.open",
            "TenantSecrets.derive",
            "SettlementLedger.sign",
            "SettlementLedger.signAgain",
            "SettlementLedger.proof",
            "Tenants.databaseUrl");

    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final int slowPerMille;
    private final Map<String, Map<Integer, Fault>> faults = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<Method, String> names = new HashMap<>();
    private final Trace trace;
    private final Observer observer;
    private final BiConsumer<Life, Integer> death;
    private final Supplier<Optional<CommitId>> head;
    private final List<Storm> storms = new ArrayList<>();
    private final Coverage coverage;
    private boolean calm;

    /** A storm with the dice that say whom it hits. */
    private record Storm(Happening.Storms storms, SplittableRandom dice) {
        Optional<Fault> hits(String name, int occurrence, long now) {
            boolean in = storms.second() <= now
                    && now < storms.second() + storms.seconds()
                    && name.startsWith(storms.port());
            return in && dice.nextInt(1000) < storms.perMille()
                    ? Optional.of(new Fault(name, occurrence, storms.kind(), storms.lasts()))
                    : Optional.empty();
        }
    }

    /**
     * @param death ends a process, and starts another one after so many seconds
     * @param head of the repository: what is pushed late is refused where another push came first
     */
    Calls(
            Scheduler scheduler,
            History history,
            SplittableRandom random,
            Trace trace,
            Coverage coverage,
            Observer observer,
            BiConsumer<Life, Integer> death,
            Supplier<Optional<CommitId>> head) {
        this.scheduler = scheduler;
        this.random = random;
        this.slowPerMille = history.pace().slowPerMille();
        this.trace = trace;
        this.coverage = coverage;
        this.observer = observer;
        this.death = death;
        this.head = head;
        for (Happening happening : history.happenings()) {
            if (happening instanceof Happening.Disturbs(Fault fault)) {
                faults.computeIfAbsent(fault.method(), _ -> new HashMap<>()).put(fault.occurrence(), fault);
            } else if (happening instanceof Happening.Storms storm) {
                storms.add(new Storm(storm, new SplittableRandom(storm.dice())));
            }
        }
    }

    /** From now on every call is quick and meets nothing. */
    void calmDown() {
        calm = true;
    }

    /** The port as a process sees it. */
    <T> T through(Class<T> port, T adapter, Life life) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(adapter, arguments);
                    }
                    @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
                    return scheduler.isInEvent()
                            ? invoke(adapter, method, given)
                            : new Call(adapter, method, given, life, nameOf(method)).make();
                }));
    }

    private String nameOf(Method method) {
        return names.computeIfAbsent(method, Ports::name);
    }

    private static @Nullable Object invoke(Object adapter, Method method, @Nullable Object[] arguments) {
        try {
            return method.invoke(adapter, arguments);
        } catch (InvocationTargetException thrown) {
            switch (thrown.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException("no port throws a checked exception", thrown);
            }
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException("a port can be called", closed);
        }
    }

    private Optional<Fault> next(String name) {
        if (calm) {
            return Optional.empty();
        }
        int occurrence = counts.merge(name, 1, Integer::sum);
        Map<Integer, Fault> planned = faults.get(name);
        Fault own = planned == null ? null : planned.get(occurrence);
        Optional<Fault> met = Optional.ofNullable(own);
        for (Storm storm : storms) {
            met = met.or(() -> storm.hits(name, occurrence, scheduler.now()));
        }
        return met;
    }

    private void handOver() {
        if (!calm && slowPerMille > 0 && random.nextInt(1000) < slowPerMille) {
            scheduler.sleep(1 + random.nextInt(8));
        } else {
            scheduler.handOver();
        }
    }

    /** One call, from the moment that it is made until its caller goes on. */
    private final class Call {
        private final Object adapter;
        private final Method method;
        private final @Nullable Object[] arguments;
        private final Life life;
        private final String name;

        Call(Object adapter, Method method, @Nullable Object[] arguments, Life life, String name) {
            this.adapter = adapter;
            this.method = method;
            this.arguments = arguments;
            this.life = life;
            this.name = name;
        }

        @Nullable
        Object make() {
            handOver();
            coverage.count(Coverage.Kind.CALL, name);
            Optional<Fault> fault = next(name);
            if (fault.isEmpty()) {
                Object result = effect();
                handOver();
                return result;
            }
            coverage.count(Coverage.Kind.FAULT, name + " " + fault.get().kind());
            return disturbed(fault.get());
        }

        private @Nullable Object disturbed(Fault fault) {
            trace.note(scheduler.now(), scheduler.runningName() + " meets: " + fault);
            boolean mayFail = !ALWAYS_THERE.contains(name);
            return switch (fault.kind()) {
                case FAILS_BEFORE -> mayFail ? away() : effect();
                case FAILS_AFTER -> {
                    Object result = effect();
                    handOver();
                    yield mayFail ? away() : result;
                }
                case REPEATED -> {
                    try {
                        effect();
                    } catch (PortFailure unseen) {
                        trace.note(scheduler.now(), "the first of two failed: " + unseen.what());
                    }
                    handOver();
                    Object result = effect();
                    handOver();
                    yield result;
                }
                case LANDS_LATE -> {
                    if (!mayFail) {
                        yield effect();
                    }
                    Optional<CommitId> before = head.get();
                    scheduler.at(scheduler.now() + fault.seconds(), () -> landLate(before));
                    handOver();
                    yield away();
                }
                case SLOW_BEFORE -> {
                    scheduler.sleep(fault.seconds());
                    yield effect();
                }
                case SLOW_AFTER -> {
                    Object result = effect();
                    scheduler.sleep(fault.seconds());
                    yield result;
                }
                case DIES_BEFORE -> {
                    death.accept(life, fault.seconds());
                    throw new Scheduler.Ended();
                }
                case DIES_AFTER -> {
                    effect();
                    death.accept(life, fault.seconds());
                    throw new Scheduler.Ended();
                }
                case PAUSES_BEFORE -> {
                    life.pauseUntil(scheduler.now() + fault.seconds());
                    handOver();
                    yield effect();
                }
                case PAUSES_AFTER -> {
                    Object result = effect();
                    life.pauseUntil(scheduler.now() + fault.seconds());
                    handOver();
                    yield result;
                }
            };
        }

        private @Nullable Object effect() {
            try {
                Object result = invoke(adapter, method, arguments);
                trace.add(scheduler.now(), scheduler.runningName(), name, arguments, "", result);
                observer.effect(method, arguments, result, true);
                return result;
            } catch (PortFailure failure) {
                String kind = failure.getClass().getSimpleName();
                String outcome = kind + ": " + failure.what();
                coverage.count(Coverage.Kind.FAILURE, name + " " + kind);
                trace.add(scheduler.now(), scheduler.runningName(), name, arguments, outcome, null);
                observer.effect(method, arguments, null, false);
                handOver();
                throw failure;
            }
        }

        private void landLate(Optional<CommitId> before) {
            if (name.equals("GitOpsRepository.apply") && !head.get().equals(before)) {
                trace.note(scheduler.now(), "another push came before this one");
                return;
            }
            try {
                effect();
            } catch (PortFailure nobodyIsThereToHear) {
                trace.note(scheduler.now(), "landed for nothing: " + nobodyIsThereToHear.what());
            }
        }

        /** How the port says that it can't be reached. */
        private @Nullable Object away() {
            if (method.getReturnType() == Answer.class) {
                return new Answer.Silent<>("no answer in time");
            }
            if (method.getReturnType() == Observation.class) {
                return new Observation.Unreachable("no answer in time");
            }
            throw new Unavailable(name + " was disturbed");
        }
    }
}
