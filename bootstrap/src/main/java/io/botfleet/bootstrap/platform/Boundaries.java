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
 * Ends the process at one call of one port, without any goodbye, where a test of crashes asks for it; otherwise it is not
 * there. The ports are whatever interfaces of the application the platform is built from, so that a new one is covered
 * without a word here.
 */
@Singleton
@Requires(property = Boundaries.RECORD)
final class Boundaries implements BeanCreatedEventListener<Object> {
    /**
     * The file that is appended to: {@code method Commands.save WRITES} for what there is, {@code reached Commands.save
     * before 4} when a boundary is reached for the first, second, fourth, eighth… time, and {@code crashed Commands.save
     * after 3 4711} at the end, with the process's id.
     */
    static final String RECORD = "botfleet.boundaries";

    /** The file that says where to end, see {@link EndOrder}. */
    static final String ORDER = "botfleet.order";

    private static final String PORTS = "io.botfleet.application.";

    /** What SIGKILL gives. */
    private static final int KILLED = 137;

    private final Path record;
    private final EndOrder order;
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();

    Boundaries(@Value("${" + RECORD + "}") String record, @Value("${" + ORDER + "}") String order) {
        this.record = Path.of(record);
        this.order = new EndOrder(Path.of(order));
    }

    @Override
    public Object onCreated(BeanCreatedEvent<Object> event) {
        Object bean = event.getBean();
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
        Optional<String> end = order.taken(boundary);
        if (end.isPresent()) {
            write("crashed " + end.get() + " " + ProcessHandle.current().pid());
            Runtime.getRuntime().halt(KILLED);
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
