package io.github.procesy.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.procesy.tree.Stacks;
import io.github.procesy.tree.Tree;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.tree.WaitTable;

/**
 * Waits for a child so that the others of the tree can see it, once that has taken a while: who waits for a
 * process that waits for a lock of the waiter waits for ever.
 */
final class JoinWait {
    /** Shorter waits are of no interest. */
    private static final long FIRST_MILLIS = 100;
    private static final long SLICE_MILLIS = 50;

    private JoinWait() {}

    /** As {@link CountDownLatch#await()}. */
    static void await(CountDownLatch latch, SharedServer child, String name)
            throws InterruptedException {
        if (!await(latch, Long.MAX_VALUE, child, name)) {
            throw new AssertionError("waits for ever");
        }
    }

    /** As {@link CountDownLatch#await(long, TimeUnit)} with nanoseconds. */
    static boolean await(CountDownLatch latch, long nanos, SharedServer child, String name)
            throws InterruptedException {
        long start = System.nanoTime();
        long first = TimeUnit.MILLISECONDS.toNanos(FIRST_MILLIS);
        if (nanos <= first) {
            return latch.await(nanos, TimeUnit.NANOSECONDS);
        } else if (latch.await(first, TimeUnit.NANOSECONDS)) {
            return true;
        }
        Tree tree = Tree.ifJoined();
        while (tree == null || child.place() == 0) {
            long left = left(nanos, start);
            if (latch.await(Math.min(left, first), TimeUnit.NANOSECONDS)) {
                return true;
            } else if (left <= first) {
                return false;
            }
            tree = Tree.ifJoined();
        }
        return await(latch, nanos, start, tree, child.place(), name);
    }

    private static boolean await(CountDownLatch latch, long nanos, long start, Tree tree,
            long child,
            String name) throws InterruptedException {
        WaitTable waits = tree.waits();
        int record = waits.tryClaim(WaitKind.JOIN, -child, name);
        if (record == WaitTable.NONE) { // nobody can see this one
            return latch.await(left(nanos, start), TimeUnit.NANOSECONDS);
        }
        try {
            waits.setStack(record, Stacks.ofCurrentThread());
            long slice = TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS);
            while (true) {
                waits.setBlocker(record, child, tree.processes().mainThread(child));
                long left = left(nanos, start);
                if (latch.await(Math.min(left, slice), TimeUnit.NANOSECONDS)) {
                    return true;
                } else if (left <= slice) {
                    return false;
                }
            }
        } finally {
            waits.release(record);
        }
    }

    private static long left(long nanos, long start) {
        return nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
    }
}
