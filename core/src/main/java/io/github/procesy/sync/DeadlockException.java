package io.github.procesy.sync;

import java.util.List;

import io.github.procesy.ProcesyException;
import io.github.procesy.tree.WaitSnapshot;

/**
 * Thrown in one of the threads of a {@link Deadlock}, if it waits for a lock that was made to detect it.
 * The thread did not get the lock; it lets the others go on by giving back what it has.
 */
public final class DeadlockException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    private final transient Deadlock deadlock;

    DeadlockException(Deadlock deadlock) {
        super(deadlock
                + "\nThis thread did not get the lock; give back the locks that it has, and try"
                + " again, or take locks in one order everywhere.", null);
        this.deadlock = deadlock;
    }

    static DeadlockException of(List<WaitSnapshot> circle) {
        return new DeadlockException(Deadlock.of(circle));
    }

    /**
     * Who waits for whom.
     *
     * @return the circle; empty if this exception came from another process
     */
    public Deadlock deadlock() {
        return deadlock == null ? new Deadlock(List.of()) : deadlock;
    }
}
