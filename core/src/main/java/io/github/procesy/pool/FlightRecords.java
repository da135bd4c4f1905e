package io.github.procesy.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What happens in pools, as events of the JDK's Flight Recorder: for each {@link PoolEvent} one when it happens, and for each worker of each
 * pool its {@link WorkerSnapshot} once in a period. Costs next to nothing as long as nothing is recorded, and nothing where the JDK
 * has no recorder.
 */
final class FlightRecords {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent() && mayUse();
    private static final Set<Engine> POOLS = ConcurrentHashMap.newKeySet();

    private FlightRecords() {}

    /** A module that was resolved need not be one that this one reads, nor one that its loader finds. */
    private static boolean mayUse() {
        try {
            FlightEvents.isOn();
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** Whether something may be recorded now. */
    static boolean isOn() {
        return PRESENT && FlightEvents.isOn();
    }

    /** Records what has happened. */
    static void record(String pool, PoolEvent event) {
        FlightEvents.record(pool, event);
    }

    /** From now on the workers of a pool are recorded, whenever recording is on. */
    static void add(Engine pool) {
        if (PRESENT) {
            POOLS.add(pool);
            FlightEvents.start();
        }
    }

    /** The pool has ended. */
    static void remove(Engine pool) {
        POOLS.remove(pool);
    }

    /** Records all workers. */
    static void recordWorkers() {
        for (Engine pool : POOLS) {
            PoolSnapshot snapshot = pool.snapshot();
            snapshot.workers().forEach(worker -> FlightEvents.record(snapshot.name(), worker));
        }
    }
}
