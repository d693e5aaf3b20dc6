package io.botfleet.bootstrap.platform;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process at one call of one port, without any goodbye, or puts it to sleep there, where a test of crashes asks
 * for it; otherwise it is not there. The ports are whatever interfaces of the application the platform is built from, so that a new one is covered
 * without a word here.
 */
@Singleton
@Requires(property = Boundaries.RECORD)
final class Boundaries implements BeanCreatedEventListener<Object> {
    /**
     * The file that is appended to: {@code method Commands.save WRITES} for what there is, {@code reached Commands.save
     * before 4} when a boundary is reached for the first, second, fourth, eighth… time, and {@code END
     * Commands.save after 3 4711} or {@code SLEEP Commands.save after 3 4711} when it does so, with the process's id.
     */
    static final String RECORD = "botfleet.boundaries";

    /** The file that says where to end or to sleep, see {@link BoundaryOrder}. */
    static final String ORDER = "botfleet.order";

    private static final String PORTS = "io.botfleet.application.";

    /** What SIGKILL gives. */
    private static final int KILLED = 137;

    private final Path record;
    private final BoundaryOrder order;
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();

    Boundaries(@Value("${" + RECORD + "}") String record, @Value("${" + ORDER + "}") String order) {
        this.record = Path.of(record);
        this.order = new BoundaryOrder(Path.of(order));
    }

    @Override
    public Object onCreated(BeanCreatedEvent<Object> event) {
        return wrapped(event.getBean());
    }

    /** The same, with a boundary before and after each call where it is a port. */
    Object wrapped(Object bean) {
        return port(bean.getClass()).map(port -> wrap(port, bean)).orElse(bean);
    }

    private static Optional<Class<?>> port(Class<?> type) {
        return Arrays.stream(type.getInterfaces())
                .filter(each -> each.getName().startsWith(PORTS))
                .findFirst();
    }

    private Object wrap(Class<?> port, Object bean) {
        for (Method method : port.getMethods()) {
            write("method " + port.getSimpleName() + "." + method.getName() + " " + Effect.of(method));
        }
        return Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (_, method, arguments) -> call(port, bean, method, arguments));
    }

    private @Nullable Object call(Class<?> port, Object bean, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(bean, arguments);
            }
            String name = port.getSimpleName() + "." + method.getName();
            long call = calls.computeIfAbsent(name, _ -> new AtomicLong()).incrementAndGet();
            reached(name + " before", call);
            Object result = method.invoke(bean, arguments);
            reached(name + " after", call);
            return result;
        } catch (InvocationTargetException failed) {
            throw failed.getCause() == null ? failed : failed.getCause();
        }
    }

    private void reached(String boundary, long call) {
        if (Long.bitCount(call) == 1) {
            write("reached " + boundary + " " + call);
        }
        order.taken(boundary).ifPresent(this::obey);
    }

    private void obey(BoundaryOrder.Taken taken) {
        long pid = ProcessHandle.current().pid();
        write(taken.deed() + " " + taken.call() + " " + pid);
        switch (taken.deed()) {
            case END -> Runtime.getRuntime().halt(KILLED);
            case SLEEP -> sleep(pid);
        }
    }

    /** Until somebody sends SIGCONT; the signal is sent by the shell's own {@code kill}, since Java can't. */
    private static void sleep(long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s STOP \"$1\"", "kill", Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void write(String line) {
        try {
            Files.write(record, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
