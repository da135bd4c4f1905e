package io.github.procesy.cli.expression;

/** What an expression without a result compiles to. */
@FunctionalInterface
public interface ItemAction {
    /**
     * Treats an item.
     *
     * @param item the item
     * @throws Throwable whatever the expression throws
     */
    void run(String item) throws Throwable;
}
