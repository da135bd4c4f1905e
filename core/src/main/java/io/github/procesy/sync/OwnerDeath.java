package io.github.procesy.sync;

import java.time.Instant;

/**
 * The death of a process that held something: what it protects may be half changed.
 *
 * @param process the name of the process
 * @param pid its pid
 * @param noticedAt when its death was noticed: some milliseconds after it, at the most a second
 */
public record OwnerDeath(String process, long pid, Instant noticedAt) {
    /** Who died and when, in the middle of a sentence. */
    @Override
    public String toString() {
        return "process '" + process + "' (pid " + pid + ") died, noticed at " + noticedAt;
    }
}
