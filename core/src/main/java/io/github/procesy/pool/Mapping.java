package io.github.procesy.pool;

import java.util.function.Supplier;
import java.util.stream.Gatherer;

import org.jspecify.annotations.Nullable;

/** A step of a stream that applies a function in the workers of a pool. */
final class Mapping {
    private Mapping() {}

    /** A run, once the stream has begun. */
    private static final class State {
        private final MapRun run;

        State(MapRun run) {
            this.run = run;
        }

        /** Gives on what is there; false if no more is wanted. */
        @SuppressWarnings("unchecked") // the function returns these
        <R extends @Nullable Object> boolean emit(Gatherer.Downstream<? super R> downstream) {
            boolean more = false;
            try {
                more = run.emit(result -> downstream.push((R) result))
                        && !downstream.isRejecting();
            } finally {
                if (!more) {
                    run.cancel();
                }
            }
            return more;
        }

        void await() {
            boolean came = false;
            try {
                run.await();
                came = true;
            } finally {
                if (!came) {
                    run.cancel();
                }
            }
        }

        <R extends @Nullable Object> boolean add(@Nullable Object item,
                Gatherer.Downstream<? super R> downstream) {
            while (run.isFull() || Thread.currentThread().isInterrupted()) {
                await(); // fails if the thread is interrupted
                if (!emit(downstream)) {
                    return false;
                }
            }
            run.add(item);
            return emit(downstream);
        }

        <R extends @Nullable Object> void finish(Gatherer.Downstream<? super R> downstream) {
            if (run.isCancelled()) {
                return;
            }
            run.seal();
            while (!run.isEmpty() || Thread.currentThread().isInterrupted()) {
                await(); // the same
                if (!emit(downstream)) {
                    return;
                }
            }
            run.end();
        }
    }

    static <T extends @Nullable Object, R extends @Nullable Object> Gatherer<T, ?, R> gatherer(
            Supplier<MapRun> runs) {
        return Gatherer.<T, State, R>ofSequential(() -> new State(runs.get()),
                Gatherer.Integrator.of((state, item, downstream) -> state.add(item, downstream)),
                (state, downstream) -> state.finish(downstream));
    }
}
