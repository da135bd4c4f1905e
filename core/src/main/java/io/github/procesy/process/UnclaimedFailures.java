package io.github.procesy.process;

import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The failures of processes that nobody has asked for yet. One is reported when nobody can ask any
 * more: when its process is closed or has become unreachable, to the log; when this JVM exits, to
 * standard error, because the log may be closed by then.
 */
final class UnclaimedFailures {
    private static final System.Logger LOG = System.getLogger(UnclaimedFailures.class.getName());
    private static final Cleaner CLEANER = Cleaner.create();
    private static final Set<Failure> UNCLAIMED = new LinkedHashSet<>();

    private UnclaimedFailures() {}

    /** A failure; holds nothing of the process, so that this can become unreachable. */
    static final class Failure {
        private final String outcome;
        private final @Nullable Throwable thrown;

        private Failure(Outcome<?> outcome) {
            this.outcome = outcome + "; nobody has asked for its outcome";
            thrown = outcome instanceof Outcome.Threw<?> threw ? threw.failure() : null;
        }

        /** Somebody has asked: it is known. */
        void claim() {
            remove(this);
        }

        /** Nobody will ask. */
        void report() {
            if (remove(this)) {
                LOG.log(Level.WARNING, outcome, thrown);
            }
        }
    }

    /**
     * Takes a failure.
     *
     * @param process whoever holds it may still ask
     */
    static Failure add(ChildProcess<?> process, Outcome<?> outcome) {
        Failure failure = new Failure(outcome);
        synchronized (UNCLAIMED) {
            UNCLAIMED.add(failure);
        }
        CLEANER.register(process, failure::report);
        return failure;
    }

    private static boolean remove(Failure failure) {
        synchronized (UNCLAIMED) {
            return UNCLAIMED.remove(failure);
        }
    }

    /** To be called when this JVM exits. */
    static void reportAllAtExit(PrintStream stream) {
        List<Failure> failures;
        synchronized (UNCLAIMED) {
            failures = List.copyOf(UNCLAIMED);
            UNCLAIMED.clear();
        }
        for (Failure failure : failures) {
            stream.println("procesy: " + failure.outcome);
            if (failure.thrown != null) {
                failure.thrown.printStackTrace(stream);
            }
        }
    }
}
