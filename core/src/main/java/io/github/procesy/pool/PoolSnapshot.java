package io.github.procesy.pool;

import java.util.List;

/**
 * What a pool is doing, and what it has done so far. The items of mappings are not tasks, and are counted by themselves.
 *
 * @param name its name
 * @param queued tasks that wait for a worker
 * @param running tasks that workers have in their hands and that have not ended: one over its deadline is timed out, though its
 *        worker may be at it for a moment still
 * @param returned tasks that returned
 * @param threw tasks that threw
 * @param timedOut tasks that ran over their deadline
 * @param cancelled tasks that were cancelled
 * @param lost tasks whose worker died
 * @param rejected tasks that could not be run
 * @param items items of mappings that were handed to the pool and have not ended, as far as is known: a worker tells of several at
 *        once
 * @param itemsDone items of mappings that have ended, with a result or a failure
 * @param retried how often a task or item was tried again
 * @param workersLost how many workers died that were ready and not told to end
 * @param workers those that there are now
 */
public record PoolSnapshot(String name, long queued, long running, long returned, long threw,
        long timedOut, long cancelled, long lost, long rejected, long items, long itemsDone,
        long retried, long workersLost, List<WorkerSnapshot> workers) {
    /**
     * How many tasks have ended, in whatever way.
     *
     * @return the sum of the final states
     */
    public long done() {
        return returned + threw + timedOut + cancelled + lost + rejected;
    }

    /** In one line, and one more for each worker. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(256).append(counts());
        workers.forEach(worker -> text.append("\n  ").append(worker));
        return text.toString();
    }

    private String counts() {
        return "pool '" + name + "': " + queued + " queued, " + running + " running, " + done()
                + " done (" + threw + " threw, " + timedOut + " timed out, " + cancelled
                + " cancelled, " + lost + " lost, " + rejected + " rejected), " + items
                + " items under way, " + itemsDone + " done, " + retried
                + " retried; " + workers.size() + " workers, " + workersLost + " died";
    }
}
