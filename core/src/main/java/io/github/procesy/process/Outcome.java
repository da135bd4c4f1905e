package io.github.procesy.process;

import java.util.Optional;
import java.util.OptionalInt;

import io.github.procesy.os.Signals;
import io.github.procesy.wire.Failures;
import org.jspecify.annotations.Nullable;

/**
 * How a process ended, with the evidence. Its {@code toString} is one line that a log can carry.
 *
 * {@snippet :
 * switch (child.join()) {
 *     case Outcome.Returned<Integer>(var value, var evidence) -> use(value);
 *     case Outcome.OutOfMemory<Integer> outcome -> giveItMoreHeap();
 *     case Outcome<Integer> outcome -> log(outcome);
 * }
 * }
 *
 * @param <T> the type of the result
 */
public sealed interface Outcome<T extends @Nullable Object> {
    /**
     * What is known about the end beside its kind.
     *
     * @return the evidence
     */
    ProcessEvidence evidence();

    /**
     * What happened, in words that follow the name of the process: {@code exited with code 3}.
     *
     * @return one line
     */
    String description();

    /**
     * The result, or an exception that says why there is none.
     *
     * @return what the task returned
     * @throws ProcessFailedException if the task did not return
     */
    default T valueOrThrow() {
        throw new ProcessFailedException(this, null);
    }

    /**
     * The task returned.
     *
     * @param <T> the type of the result
     * @param value what it returned
     * @param evidence what else is known
     */
    record Returned<T extends @Nullable Object>(T value, ProcessEvidence evidence)
            implements
            Outcome<T> {
        @Override
        public T valueOrThrow() {
            return value;
        }

        @Override
        public String description() {
            return "returned";
        }

        @Override
        public String toString() {
            return evidence.line(description());
        }
    }

    /**
     * The task threw.
     *
     * @param <T> the type of the result
     * @param failure what it threw, with the stack of that process; a
     *        {@link io.github.procesy.RemoteThrowable} if the original cannot be rebuilt here
     * @param evidence what else is known
     */
    record Threw<T extends @Nullable Object>(Throwable failure, ProcessEvidence evidence)
            implements
            Outcome<T> {
        @Override
        public T valueOrThrow() {
            throw new ProcessFailedException(this, failure);
        }

        @Override
        public String description() {
            return "threw " + Failures.describe(failure);
        }

        @Override
        public String toString() {
            return evidence.line(description());
        }
    }

    /**
     * The process exited before the task ended: {@link System#exit}, {@link Runtime#halt} or
     * native code did it.
     *
     * @param <T> the type of the result
     * @param code the exit code
     * @param evidence what else is known
     */
    record Exited<T extends @Nullable Object>(int code, ProcessEvidence evidence)
            implements
            Outcome<T> {
        @Override
        public String description() {
            return "exited with code " + code + " before its task ended";
        }

        @Override
        public String toString() {
            return evidence.line(description());
        }
    }

    /**
     * A signal killed the process, or it obeyed one.
     *
     * @param <T> the type of the result
     * @param signal the number of the signal
     * @param evidence what else is known; {@link ProcessEvidence#endRequested()} tells whether this
     *        library sent it on request
     */
    record Killed<T extends @Nullable Object>(int signal, ProcessEvidence evidence)
            implements
            Outcome<T> {
        @Override
        public String description() {
            return "was killed by " + Signals.name(signal) + " (" + signal + ")"
                    + (evidence.endRequested() ? " on request" : "");
        }

        @Override
        public String toString() {
            return evidence.line(description());
        }
    }

    /**
     * The process ran out of memory. It does not live on half alive: the first
     * {@link OutOfMemoryError} ends it.
     *
     * @param <T> the type of the result
     * @param limit which memory ran out
     * @param reason what the JVM or the library says about it, for instance
     *        {@code Java heap space}
     * @param failure the error with its stack, if the task could still report it
     * @param evidence what else is known
     */
    record OutOfMemory<T extends @Nullable Object>(Limit limit, String reason,
            Optional<Throwable> failure, ProcessEvidence evidence) implements Outcome<T> {
        @Override
        public T valueOrThrow() {
            throw new ProcessFailedException(this, failure.orElse(null));
        }

        @Override
        public String description() {
            return "ran out of memory (" + reason + ")";
        }

        @Override
        public String toString() {
            return evidence.line(description());
        }
    }

    /**
     * The process went beyond a bound that it was given: {@link Limit#CPU_TIME}, and was killed, or
     * {@link Limit#OPEN_FILES}, and its task threw. Bounds of memory are {@link OutOfMemory}.
     *
     * @param <T> the type of the result
     * @param limit which bound
     * @param reason what happened, in words
     * @param failure what the task threw, if it did
     * @param evidence what else is known
     */
    record LimitExceeded<T extends @Nullable Object>(Limit limit, String reason,
            Optional<Throwable> failure, ProcessEvidence evidence) implements Outcome<T> {
        @Override
        public T valueOrThrow() {
            throw new ProcessFailedException(this, failure.orElse(null));
        }

        @Override
        public String description() {
            return "went beyond its limit of " + limit + " (" + reason + ")";
        }

        @Override
        public String toString() {
            return evidence.line(description());
        }
    }

    /**
     * The JVM crashed in native code.
     *
     * @param <T> the type of the result
     * @param signal the signal of the fault, for instance 11 for SIGSEGV, if it was one
     * @param crashLog the head of the JVM's crash log: the fault, the thread and the native frames
     * @param evidence what else is known
     */
    record Crashed<T extends @Nullable Object>(OptionalInt signal, String crashLog,
            ProcessEvidence evidence) implements Outcome<T> {
        @Override
        public String description() {
            return "crashed natively (" + CrashLog.summary(crashLog) + ")";
        }

        @Override
        public String toString() {
            return evidence.line(description());
        }
    }

    /**
     * The process ended before it began the task, because the JVM did not come up: wrong options,
     * too little memory, a damaged installation. The last lines of stderr in the evidence tell.
     *
     * @param <T> the type of the result
     * @param evidence what is known
     */
    record NotStarted<T extends @Nullable Object>(ProcessEvidence evidence)
            implements
            Outcome<T> {
        @Override
        public String description() {
            return "ended before its task began, with exit code " + evidence.exitCode()
                    + (evidence.endRequested() ? ", on request" : "");
        }

        @Override
        public String toString() {
            return evidence.line(description());
        }
    }
}
