package io.github.procesy.cli.expression;

import org.jspecify.annotations.Nullable;

/** What an expression with a result compiles to. */
@FunctionalInterface
public interface ItemFunction {
    /**
     * Treats an item.
     *
     * @param item the item
     * @return its result
     * @throws Throwable whatever the expression throws
     */
    @Nullable
    Object apply(String item) throws Throwable;
}
