package io.botfleet.bootstrap.platform;

import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.command.Claim;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.domain.backtest.Outcome;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a port's method may do, by its signature alone, so that nobody has to list methods.
 *
 * <p>It writes where it gives back nothing, is given what only a write needs (a fence, a lease, the replica to write down, what is kept of a backtest),
 * or gives back what only something that was sent has: a broadcast. It only reads where it gives back plain data: a number, a record, an {@link Optional}, a collection or a stream. Everything
 * else, like a sealed outcome, may be either. A death at a call that only reads leaves what a death after the write before
 * it leaves, so those come last when boundaries are tried; they are never left out, since a signature may mislead.
 */
enum Effect {
    WRITES,
    MAY_WRITE,
    READS;

    private static final Set<Class<?>> AUTHORITY = Set.of(Fence.class, Claim.class, Replica.class, Outcome.class);

    static Effect of(Method method) {
        if (method.getReturnType() == void.class
                || method.getReturnType() == Broadcast.class
                || Arrays.stream(method.getParameterTypes()).anyMatch(AUTHORITY::contains)) {
            return WRITES;
        }
        return isPlainData(method.getReturnType()) ? READS : MAY_WRITE;
    }

    private static boolean isPlainData(Class<?> type) {
        return type.isPrimitive()
                || type.isRecord()
                || type == Optional.class
                || type == Stream.class
                || Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type);
    }
}
