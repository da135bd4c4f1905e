package io.github.procesy.pool;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.process.ChildProcess;
import org.jspecify.annotations.Nullable;

/**
 * What the builder of a pool was told.
 *
 * @param name of the pool
 * @param mode where its workers are
 * @param workers how a worker is started
 * @param options of tasks that have none of their own
 * @param initializer what each worker does first; null for nothing
 * @param atExit what each does last; null for nothing
 * @param spares how many workers are kept ready that have nothing to do
 * @param tasksPerWorker after how many it leaves; {@code Long.MAX_VALUE} for never
 * @param maxResidentBytes with how much memory it leaves
 * @param idleTimeout after which idle time it leaves, if there are enough others
 * @param queueBound how many tasks may wait
 * @param whenFull what happens to others
 * @param debugPort of the first worker; empty for none
 * @param listener is told what happens; null for nobody
 * @param labelled whether lines that workers print have their names before them
 */
record PoolSettings(String name, PoolMode mode, Workers workers,
        TaskOptions options,
        @Nullable SerializableCallable<?> initializer, @Nullable SerializableRunnable atExit,
        int spares, long tasksPerWorker, OptionalLong maxResidentBytes, Duration idleTimeout,
        int queueBound,
        WhenFull whenFull, OptionalInt debugPort,
        @Nullable Consumer<? super PoolEvent> listener, boolean labelled) {
    /** How the process of a worker is. */
    @FunctionalInterface
    interface Workers {
        /**
         * A builder for one.
         *
         * @param name its name
         * @param max how many workers the pool may have now, which share cores and memory
         */
        ChildProcess.Builder make(String name, int max);
    }
}
