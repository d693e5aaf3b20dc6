package io.botfleet.adapters.local.process;

import java.lang.reflect.Proxy;
import java.util.Map;

/**
 * Keeps SIGTERM and SIGINT what they are to a Java program. A native library may take them for itself, as Helm does with
 * {@code signal.Notify} in Go's runtime (pkg.go.dev/os/signal, "Go programs that use cgo"): the program then ends by
 * SIGKILL only, without its shutdown hooks.
 */
public final class EndingSignals {
    /** By name, with what shells report of a program that the signal ended. */
    private static final Map<String, Integer> SIGNALS = Map.of("INT", 130, "TERM", 143);

    private EndingSignals() {}

    /** From now on either signal runs the shutdown hooks and ends this process, whoever had taken it. */
    public static void takeBack() {
        SIGNALS.forEach(EndingSignals::takeBack);
    }

    /** By reflection: {@code sun.misc.Signal} is all that the JDK has for this, and javac warns of its name unconditionally. */
    private static void takeBack(String name, int exitCode) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object end = Proxy.newProxyInstance(
                    EndingSignals.class.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> {
                        System.exit(exitCode);
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), end);
        } catch (ReflectiveOperationException otherJdk) {
            throw new IllegalStateException("SIG" + name + " can't be handled on this JDK", otherJdk);
        }
    }
}
