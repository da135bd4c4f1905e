package io.github.procesy.pool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a worker is doing, and what it has done so far. Counts and times are of what has ended: of the task, the chunk of items or the
 * wait that is going on they have nothing yet.
 *
 * @param name its name
 * @param number its number in the pool
 * @param pid of its process; empty if it is a thread
 * @param state {@code starting}, {@code idle}, {@code running} or {@code leaving}
 * @param task the name of the task that it has in its hands; {@code items} of a mapping; else empty
 * @param tasks how many tasks and items it has done
 * @param waiting how long it had nothing to do
 * @param decoding how long it rebuilt tasks
 * @param running how long it was in the code of tasks
 * @param encoding how long it wrote results
 * @param bytesIn how many bytes of tasks it got
 * @param bytesOut how many bytes of results it sent
 * @param residentBytes how much memory its process has now, shared pages included; empty if that is not known
 * @param cpu how much time of the processor its process has used; empty if that is not known
 */
public record WorkerSnapshot(String name, int number, OptionalLong pid, String state, String task,
        long tasks, Duration waiting, Duration decoding, Duration running, Duration encoding,
        long bytesIn, long bytesOut, OptionalLong residentBytes, Optional<Duration> cpu) {
    private static final int MIB_SHIFT = 20;

    /** In one line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(128).append(name);
        pid.ifPresent(id -> text.append(" (pid ").append(id).append(')'));
        text.append(": ").append(state);
        if (!task.isEmpty()) {
            text.append(' ').append(task);
        }
        text.append("; ").append(tasks).append(" done; ");
        text.append(waiting.toMillis()).append(" ms waiting, ");
        text.append(decoding.toMillis()).append(" decoding, ");
        text.append(running.toMillis()).append(" running, ");
        text.append(encoding.toMillis()).append(" encoding; ");
        text.append(bytesIn).append(" bytes in, ").append(bytesOut).append(" out");
        residentBytes.ifPresent(
                bytes -> text.append("; ").append(bytes >> MIB_SHIFT).append(" MiB resident"));
        cpu.ifPresent(time -> text.append("; ").append(time.toMillis()).append(" ms of CPU"));
        return text.toString();
    }
}
