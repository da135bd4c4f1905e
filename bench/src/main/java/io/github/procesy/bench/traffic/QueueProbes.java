package io.github.procesy.bench.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;

import io.github.procesy.queue.SharedQueue;

/** Queues: millions of items a second. */
public final class QueueProbes {
    static final double MILLION = 1e6;
    private static final int BATCH = 256;

    private QueueProbes() {}

    private static void put(BlockingQueue<Object> queue, Plan plan) throws InterruptedException {
        Load load = plan.load();
        for (int i = 0; i < plan.each(); i++) {
            queue.put(load.item(i));
        }
    }

    private static void take(BlockingQueue<Object> queue, Plan plan) throws InterruptedException {
        Load load = plan.load();
        long sum = 0;
        for (int i = 0; i < plan.ofReader(); i++) {
            sum += load.number(queue.take());
        }
        plan.check(sum);
    }

    private static void putBatches(SharedQueue<Object> queue, Plan plan)
            throws InterruptedException {
        List<Object> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < plan.each(); i++) {
            batch.add(plan.load().item(i));
            if (batch.size() == BATCH) {
                queue.putAll(batch);
                batch.clear();
            }
        }
        queue.putAll(batch);
    }

    private static void takeBatches(SharedQueue<Object> queue, Plan plan)
            throws InterruptedException {
        List<Object> batch = new ArrayList<>(BATCH);
        long sum = 0;
        for (int taken = 0; taken < plan.ofReader();) {
            taken += queue.takeTo(batch, BATCH);
            sum += numbers(plan.load(), batch);
            batch.clear();
        }
        plan.check(sum);
    }

    /** As {@link #takeBatches}, where none waits for the first item. */
    private static void drain(BlockingQueue<Object> queue, Plan plan)
            throws InterruptedException {
        List<Object> batch = new ArrayList<>(BATCH);
        long sum = 0;
        for (int taken = 0; taken < plan.ofReader();) {
            if (queue.drainTo(batch, BATCH) == 0) {
                batch.add(queue.take());
            }
            taken += batch.size();
            sum += numbers(plan.load(), batch);
            batch.clear();
        }
        plan.check(sum);
    }

    private static long numbers(Load load, List<Object> batch) {
        long sum = 0;
        for (Object item : batch) {
            sum += load.number(item);
        }
        return sum;
    }

    /** This library's queue, between processes. */
    public static final class Shared extends RateProbe {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Shared() {
            super(MILLION);
        }

        @Override
        Crew crew(Plan plan) {
            SharedQueue<Object> queue = SharedQueue.create(Plan.CAPACITY);
            return Crew.ofProcesses(plan, () -> take(queue, plan), () -> put(queue, plan));
        }
    }

    /** The same with many items at a time. */
    public static final class SharedBatch extends RateProbe {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public SharedBatch() {
            super(MILLION);
        }

        @Override
        Crew crew(Plan plan) {
            SharedQueue<Object> queue = SharedQueue.create(Plan.CAPACITY);
            return Crew.ofProcesses(plan, () -> takeBatches(queue, plan),
                    () -> putBatches(queue, plan));
        }
    }

    /** An {@link ArrayBlockingQueue}, between threads. */
    public static final class Array extends RateProbe {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Array() {
            super(MILLION);
        }

        @Override
        Crew crew(Plan plan) {
            BlockingQueue<Object> queue = new ArrayBlockingQueue<>(Plan.CAPACITY);
            return Crew.ofThreads(plan, () -> take(queue, plan), () -> put(queue, plan));
        }
    }

    /** The same, where what is there is taken at once. */
    public static final class ArrayBatch extends RateProbe {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public ArrayBatch() {
            super(MILLION);
        }

        @Override
        Crew crew(Plan plan) {
            BlockingQueue<Object> queue = new ArrayBlockingQueue<>(Plan.CAPACITY);
            return Crew.ofThreads(plan, () -> drain(queue, plan), () -> put(queue, plan));
        }
    }

    /** A {@link LinkedTransferQueue}, between threads, which has no bound. */
    public static final class LinkedTransfer extends RateProbe {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public LinkedTransfer() {
            super(MILLION);
        }

        @Override
        Crew crew(Plan plan) {
            BlockingQueue<Object> queue = new LinkedTransferQueue<>();
            return Crew.ofThreads(plan, () -> take(queue, plan), () -> put(queue, plan));
        }
    }
}
