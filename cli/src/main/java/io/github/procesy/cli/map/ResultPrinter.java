package io.github.procesy.cli.map;

/** Brings the results of the items into their order. Used by all worker threads. */
interface ResultPrinter {
    /**
     * Takes results of an item; may wait.
     *
     * @param lines whole lines
     */
    void print(Item item, byte[] lines);

    /** Nothing more comes of this item; may wait. */
    void end(Item item);

    /** Nothing is printed any more; ends all waits. */
    void stop();
}
