package io.botfleet.testkit.rpc;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** What happens to a call on its way; empty leaves it to the next fault, or to the node. */
@FunctionalInterface
public interface Fault {
    Optional<Answer> meet(Call call, Node node) throws IOException;

    /** The node behind the proxy. */
    @FunctionalInterface
    interface Node {
        Answer.Json ask(Call call) throws IOException;
    }

    /** The same answer, whatever is asked; the node never hears of the call. */
    static Fault always(Answer answer) {
        return (_, _) -> Optional.of(answer);
    }

    /** One of several, by chance and at most with this probability for a call. */
    static Fault sometimes(RandomGenerator random, double probability, List<Fault> faults) {
        return (call, node) -> {
            int chosen;
            synchronized (random) {
                if (random.nextDouble() >= probability) {
                    return Optional.empty();
                }
                chosen = random.nextInt(faults.size());
            }
            return faults.get(chosen).meet(call, node);
        };
    }

    default Fault when(Predicate<Call> condition) {
        return (call, node) -> condition.test(call) ? meet(call, node) : Optional.empty();
    }

    default Fault on(String... methods) {
        return when(call -> List.of(methods).contains(call.method()));
    }

    /** Only the first few times that it does anything. */
    default Fault times(int most) {
        AtomicInteger left = new AtomicInteger(most);
        return (call, node) -> {
            if (left.get() <= 0) {
                return Optional.empty();
            }
            Optional<Answer> answer = meet(call, node);
            if (answer.isPresent()) {
                left.decrementAndGet();
            }
            return answer;
        };
    }
}
