package io.github.procesy.pool;

import java.util.Objects;
import java.util.concurrent.CancellationException;

import io.github.procesy.process.Outcome;
import org.jspecify.annotations.Nullable;

/** Some items of a mapping, which lie one after another in a segment of it. */
final class Chunk extends Work {
    /** Less work than that is not taken from a worker for another. */
    private static final double WORTH_NANOS = 200_000;

    private final MapRun run;
    private final MapRun.Segment segment;
    private final int from;
    private int size;
    private @Nullable Object order;
    /** How many of them have ended, from the first on. */
    private int ended;
    private boolean over;
    private long handedAt;

    Chunk(MapRun run, MapRun.Segment segment, int from, int size, @Nullable Object order) {
        this.run = run;
        this.segment = segment;
        this.from = from;
        this.size = size;
        this.order = order;
    }

    @Override
    TaskOptions options() {
        return run.options();
    }

    @Override
    void handedTo(Lane taker, long number) {
        super.handedTo(taker, number);
        handedAt = System.nanoTime();
    }

    @Override
    String name() {
        return run.name();
    }

    boolean isOf(MapRun other) {
        return run == other;
    }

    long function() {
        return run.function();
    }

    Object definition() {
        return run.definition();
    }

    boolean isCollected() {
        return run.collects();
    }

    boolean isTimed() {
        return run.options().deadline().isPresent();
    }

    @Override
    boolean isEncoded() {
        return order != null;
    }

    /**
     * Makes the message by which it is handed over. Without any lock, as code of the user serializes items; who calls it has this chunk to
     * himself.
     */
    void encode() {
        order = run.encode(segment, from, size);
    }

    @Override
    Object order() {
        return Objects.requireNonNull(order, "not encoded");
    }

    @Override
    int size() {
        return size;
    }

    @Override
    boolean isOver() {
        return over || run.isCancelled();
    }

    /** How many of its items have not ended, as far as is known. */
    int left() {
        return isOver() ? 0 : Math.max(0, size - ended);
    }

    // ---- what the worker says

    void part(Event.Part part) {
        run.settle(segment, from + part.from(), part.values());
        ended = part.from() + part.values().length;
        run.progress(segment);
    }

    void partThrew(int item, Throwable failure, Engine engine) {
        ended = item + 1;
        run.threw(segment, from + item, failure, engine);
    }

    /** It could not be rebuilt there: one of the items, or the function. */
    void threw(Throwable failure, Engine engine) {
        over = true;
        if (size == 1) {
            run.fail(segment, from, failure);
            run.tellRest();
            run.progress(segment);
        } else {
            again(ended, size, true, engine);
        }
    }

    void end(long nanos) {
        over = true;
        run.tellRest();
        run.learn(nanos, Math.max(1, size));
    }

    // ---- sharing

    /** Half of the items that the worker has not begun, if that is worth it; they are no longer of this. */
    @Nullable
    Chunk split(Board board) {
        long claim = board.claim();
        return isWorthSharing(claim) ? split(board, claim) : null;
    }

    /** Whether there is enough left for another worker. */
    boolean isWorthSharing(Board board) {
        return isWorthSharing(board.claim());
    }

    private boolean isWorthSharing(long claim) {
        double elapsed = System.nanoTime() - handedAt;
        double left = Board.limit(claim) - Board.next(claim);
        return Board.isOf(claim, serial())
                && left * elapsed / Math.max(1, Board.next(claim)) > WORTH_NANOS;
    }

    private @Nullable Chunk split(Board board, long claim) {
        int limit = Board.limit(claim);
        int left = limit - Board.next(claim);
        int keep = limit - (left + 1) / 2;
        if (left == 0 || !board.takeBack(claim, keep)) {
            return null;
        }
        size = keep;
        return new Chunk(run, segment, from + keep, limit - keep, null);
    }

    /** Takes all away that the worker has not begun; null if that is nothing, or the worker has not begun this at all. */
    @Nullable
    Chunk cut(Board board) {
        while (true) {
            long claim = board.claim();
            int next = Board.next(claim);
            if (!Board.isOf(claim, serial()) || next == Board.limit(claim)) {
                return null;
            } else if (board.takeBack(claim, next)) {
                Chunk rest = new Chunk(run, segment, from + next, Board.limit(claim) - next, null);
                size = next;
                return rest;
            }
        }
    }

    /** The first ones alone, of one that nobody has; the rest is returned. */
    Chunk splitAt(int first) {
        Chunk rest = new Chunk(run, segment, from + first, size - first, null);
        size = first;
        order = null;
        return rest;
    }

    // ---- how it ends otherwise

    @Override
    void lost(long claim, Outcome<?> death, Engine engine) {
        over = true;
        if (!Board.isOf(claim, serial()) || Board.next(claim) == 0) {
            if (size == 1) {
                run.lost(segment, from, death, engine);
            } else {
                again(ended, size, true, engine);
            }
            run.tellRest();
            return;
        }
        int victim = Board.next(claim) - 1;
        again(ended, victim, false, engine);
        if (victim >= ended) {
            run.lost(segment, from + victim, death, engine);
        }
        again(victim + 1, Board.limit(claim), false, engine);
        run.tellRest();
    }

    private void again(int first, int end, boolean oneByOne, Engine engine) {
        int at = first;
        while (at < end) {
            int next = at + 1;
            if (!run.isSettled(segment, from + at)) { // else it took too long
                while (!oneByOne && next < end && !run.isSettled(segment, from + next)) {
                    next++;
                }
                engine.again(new Chunk(run, segment, from + at, next - at, null));
            }
            at = next;
        }
    }

    /** The item that was begun took too long. */
    void timedOut(int item, String worker) {
        run.fail(segment, from + item,
                new TaskTimeoutException(run.name(), options().deadline().orElseThrow(), worker));
        run.progress(segment);
    }

    @Override
    void rejected(Throwable cause, Engine engine) {
        over = true;
        for (int i = ended; i < size; i++) {
            run.fail(segment, from + i, cause);
        }
        run.tellRest();
        run.progress(segment);
    }

    @Override
    void cancelled(Engine engine) {
        rejected(new CancellationException("The pool was shut down before this item had ended."),
                engine);
    }
}
