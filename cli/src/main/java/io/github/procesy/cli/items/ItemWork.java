package io.github.procesy.cli.items;

import java.io.Serializable;

/** What a worker does with items. It travels to each worker, and has what it makes there to itself. */
public interface ItemWork extends Serializable {
    /**
     * Prepares; called once in each worker, before its first item.
     *
     * @throws Exception why no item can be treated: that ends the run
     */
    void begin() throws Exception;

    /**
     * Treats an item.
     *
     * @param line the line of the input
     * @param output takes what it gives
     * @throws Throwable why it fails; said in the line about the item
     */
    void treat(String line, ItemOutput output) throws Throwable;
}
