package io.botfleet.testkit.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A port that does something else in some of its methods, and is the right one in all others. */
final class Instead<T> {
    private final Class<T> port;
    private final T right;
    private final Map<String, Function<Object[], @Nullable Object>> methods = new HashMap<>();
    private UnaryOperator<Object> arguments = UnaryOperator.identity();

    private Instead(Class<T> port, T right) {
        this.port = port;
        this.right = right;
    }

    static <T> Instead<T> of(Class<T> port, T right) {
        return new Instead<>(port, right);
    }

    /** Each argument of each call becomes this one. */
    Instead<T> arguments(UnaryOperator<Object> changed) {
        arguments = changed;
        return this;
    }

    /** That method does this. */
    Instead<T> method(String name, Function<Object[], @Nullable Object> body) {
        methods.put(name, body);
        return this;
    }

    T get() {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (_, method, given) -> {
            Object[] changed = given == null ? new Object[0] : given.clone();
            for (int each = 0; each < changed.length; each++) {
                changed[each] = arguments.apply(changed[each]);
            }
            Function<Object[], @Nullable Object> body = methods.get(method.getName());
            if (body != null) {
                return body.apply(changed);
            }
            try {
                return method.invoke(right, changed);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }));
    }
}
