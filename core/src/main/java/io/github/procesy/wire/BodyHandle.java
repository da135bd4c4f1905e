package io.github.procesy.wire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;

/**
 * Calls the body of a lambda by a method handle: where {@link BodyClass} cannot be used. The adapters
 * that this takes are spun as classes by the JDK, which costs a JVM that has just booted 10 to 20 ms.
 */
final class BodyHandle implements Body {
    private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);
    private static final MethodType BOUND = MethodType.methodType(Object.class);

    private final MethodHandle method;
    private @Nullable MethodHandle spread;

    BodyHandle(MethodHandle method) {
        this.method = method;
    }

    /**
     * Makes a handle that takes the values as an array, which is slow to make and fast to call, and has
     * it linked all the way to the body. The body is not run: one value is too many.
     */
    void link() {
        int captured = method.type().parameterCount();
        MethodHandle linked = method.asType(MethodType.genericMethodType(captured))
                .asSpreader(Object[].class, captured)
                .asType(SPREAD);
        try {
            var _ = (Object) linked.invokeExact(new Object[captured + 1]);
        } catch (IllegalArgumentException e) {
            // As expected.
        } catch (Throwable e) {
            throw new AssertionError("the number of values is checked first", e);
        }
        spread = linked;
    }

    @Override
    public @Nullable Object call(@Nullable Object[] captured) throws Throwable {
        if (spread != null) {
            return (Object) spread.invokeExact(captured);
        }
        MethodHandle bound = captured.length == 0
                ? method
                : MethodHandles.insertArguments(method, 0, captured);
        return (Object) bound.asType(BOUND).invokeExact();
    }
}
