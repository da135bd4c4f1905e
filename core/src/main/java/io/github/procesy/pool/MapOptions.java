package io.github.procesy.pool;

import java.util.Objects;
import java.util.Optional;

import static io.github.procesy.pool.Arguments.require;

/** How a function is applied to many items. Immutable: each method returns another one. */
public final class MapOptions {
    private static final MapOptions DEFAULTS = new MapOptions(true, 0, 0, false, Optional.empty());

    private final boolean ordered;
    private final int chunk;
    private final int window;
    private final boolean once;
    private final Optional<TaskOptions> task;

    private MapOptions(boolean ordered, int chunk, int window, boolean once,
            Optional<TaskOptions> task) {
        this.ordered = ordered;
        this.chunk = chunk;
        this.window = window;
        this.once = once;
        this.task = task;
    }

    /**
     * The defaults: in order, chunks and window as measured, options of the pool.
     *
     * @return always the same
     */
    public static MapOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Results come in the order in which they are ready.
     *
     * @return other options
     */
    public MapOptions unordered() {
        return new MapOptions(false, chunk, window, once, task);
    }

    /**
     * Sets how many items are handed to a worker at a time.
     *
     * @param items 1 to 65536
     * @return other options
     * @throws IllegalArgumentException if it is out of range
     */
    public MapOptions chunk(int items) {
        require(items > 0 && items <= 1 << 16, "A chunk has 1 to 65536 items", items,
                "Leave it out for chunks of about ten milliseconds of work");
        return new MapOptions(ordered, items, window, once, task);
    }

    /**
     * Bounds how many items are under way at a time: read and not given on as results.
     *
     * @param items 1 or more
     * @return other options
     * @throws IllegalArgumentException if it is less than 1
     */
    public MapOptions window(int items) {
        require(items > 0, "A window has at least 1 item", items,
                "Leave it out for one that suits the workers");
        return new MapOptions(ordered, chunk, items, once, task);
    }

    /**
     * Sends each result before the next item is begun, also within a chunk: so no item is done twice when a worker dies. It costs some
     * hundred nanoseconds for each item.
     *
     * @return other options
     */
    public MapOptions once() {
        return new MapOptions(ordered, chunk, window, true, task);
    }

    /**
     * Sets the options of each item, in place of those of the pool.
     *
     * @param options deadline, retries and so on
     * @return other options
     */
    public MapOptions task(TaskOptions options) {
        return new MapOptions(ordered, chunk, window, once,
                Optional.of(Objects.requireNonNull(options, "options")));
    }

    boolean isOrdered() {
        return ordered;
    }

    /** 0 for what is best. */
    int chunk() {
        return chunk;
    }

    /** 0 for what is best. */
    int window() {
        return window;
    }

    boolean isOnce() {
        return once;
    }

    Optional<TaskOptions> task() {
        return task;
    }
}
