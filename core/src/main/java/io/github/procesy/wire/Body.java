package io.github.procesy.wire;

import org.jspecify.annotations.Nullable;

/** The body of a lambda, which can be called. Public because hidden classes implement it. */
public interface Body {
    /**
     * Runs the body.
     *
     * @param captured the values that the lambda captured, primitive ones boxed
     * @return what it returned, boxed if it is primitive; null if it is {@code void}
     * @throws Throwable what it threw
     */
    @Nullable
    Object call(@Nullable Object[] captured) throws Throwable;
}
