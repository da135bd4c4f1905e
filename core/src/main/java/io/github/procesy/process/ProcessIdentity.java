package io.github.procesy.process;

import java.io.Serializable;

/**
 * Which process is meant, for people and logs.
 *
 * @param pid its process id
 * @param name its name
 */
public record ProcessIdentity(long pid, String name) implements Serializable {
    /** Name and pid: {@code resize-3 (pid 4711)}. */
    @Override
    public String toString() {
        return name + " (pid " + pid + ")";
    }
}
