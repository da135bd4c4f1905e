package io.github.procesy.pool;

import org.jspecify.annotations.Nullable;

/**
 * Stops what was begun, and takes away what was not. A worker that goes on with it is killed by the {@link Clock} when the grace is
 * over; a thread that does itself what it submitted is interrupted only. All methods are called with the lock of the engine.
 *
 * <p>What is taken away of a chunk shows in the claim on the board. So the claim is read after that: who has another one later
 * has ended what it was to stop.
 */
final class Stopping {
    private final Engine engine;
    private final Clock clock;

    Stopping(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    /** Interrupts what a worker has in its hands, and has it killed if it goes on with that. */
    void stop(Lane lane, Work work) {
        cut(lane.board(), work);
        stop(lane, work, lane.board().claim());
    }

    /** Stops what a worker works at, if that is not being stopped; the rest of it is not done in any case. */
    void stopFirst(Lane lane) {
        Work first = lane.first();
        if (first == null) {
            return;
        }
        cut(lane.board(), first);
        if (lane.stopping() == null) {
            stop(lane, first, lane.board().claim());
        }
    }

    /** Stops what took too long, and nothing else: what the worker works at after that shows by another claim. */
    void stop(Lane lane, Work work, long claim) {
        stop(lane, work, claim, System.nanoTime() + work.options().grace().toNanos());
    }

    /** Tries again to stop what a worker had taken and not begun. */
    void stopOnceMore(Lane lane, Lane.Stop stop) {
        cut(lane.board(), stop.work());
        stop(lane, stop.work(), lane.board().claim(), stop.killAt());
    }

    /** Interrupts a thread that does itself what it submitted. */
    void stop(Inline.Worker caller) {
        cut(caller.board(), caller.work());
        caller.stop(caller.board().claim());
    }

    private void stop(Lane lane, Work work, long claim, long killAt) {
        if (Board.isAfter(claim, work.serial())) {
            return; // it has ended, and said so
        }
        boolean begun = Board.hasBegun(claim, work.serial());
        lane.stop(new Lane.Stop(work, claim, begun, killAt));
        clock.lookAfter(begun
                ? Clock.lookAtStopAfter(work, killAt - System.nanoTime())
                : Clock.TAKEN_NANOS);
    }

    /** What was not begun of it is not done any more. */
    private void cut(Board board, @Nullable Work work) {
        if (work instanceof Chunk chunk) {
            Chunk rest = chunk.cut(board);
            if (rest != null && !rest.isOver()) {
                rest.cancelled(engine);
            }
        }
    }
}
