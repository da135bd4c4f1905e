package io.github.procesy.process;

import java.util.Optional;

import io.github.procesy.os.ExitStatus;
import io.github.procesy.os.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a process ended, by all that is known of it. What the task reported counts more than
 * how the JVM ended after it; a cause that the JVM wrote down counts more than an exit code.
 *
 * @param report what the task reported, or null
 * @param status how the operating system says that the process ended
 * @param crashLog the head of the crash log, if the JVM wrote one
 * @param exit what the JVM announced of its end
 * @param violation the limit that the process was killed for, if it was
 * @param limits the limits that it had
 * @param taskStarted whether the task had begun
 * @param evidence what else is known
 */
record Verdict(@Nullable Report report, ExitStatus status, Optional<String> crashLog,
        ExitAnnounced exit, Optional<LimitWatch.Violation> violation, Limits limits,
        boolean taskStarted, ProcessEvidence evidence) {
    /** What the C library calls {@code EMFILE}. */
    private static final String TOO_MANY_OPEN_FILES = "Too many open files";
    private static final int MAX_CAUSES = 20;

    /**
     * What the child said of its task.
     *
     * @param value what the task returned
     * @param failure what the task threw, or null if it returned
     */
    record Report(@Nullable Object value, @Nullable Throwable failure) {
    }

    /**
     * Whether the JVM announced an orderly shutdown.
     *
     * @param announced whether it did
     * @param signal the signal that it obeys, 0 for none
     */
    record ExitAnnounced(boolean announced, int signal) {
        static final ExitAnnounced NOT = new ExitAnnounced(false, 0);
    }

    <T extends @Nullable Object> Outcome<T> outcome() {
        if (report != null) {
            return ofReport(report, limits, evidence);
        }
        if (violation.isPresent()) {
            return ofViolation(violation.get());
        }
        if (crashLog.isPresent()) {
            return ofCrashLog(crashLog.get());
        }
        if (exit.signal() > 0) {
            return new Outcome.Killed<>(exit.signal(), evidence);
        }
        if (!exit.announced()) {
            Optional<String> exhausted = MemoryDeath.reason(status.code(),
                    evidence.lastErrorLines());
            if (exhausted.isPresent()) {
                return new Outcome.OutOfMemory<>(MemoryDeath.limit(exhausted.get()),
                        exhausted.get(), Optional.empty(), evidence);
            }
        }
        int signal = signal();
        if (signal != 0) {
            return new Outcome.Killed<>(signal, evidence);
        }
        return taskStarted
                ? new Outcome.Exited<>(status.code(), evidence)
                : new Outcome.NotStarted<>(evidence);
    }

    /**
     * The signal that ended the process, 0 for none. Where signal and exit code are not known apart,
     * an announced shutdown speaks for an exit code, unless an end by that signal was asked for. A
     * JVM that obeys a signal exits with 128 + n, and does not announce it if it has just begun.
     */
    private int signal() {
        int requested = evidence.endRequested() ? Signals.fromExitCode(status.code()) : 0;
        if (requested == Signals.SIGTERM || requested == Signals.SIGKILL) {
            return requested;
        }
        if (!exit.announced() && Signals.isObeyed(Signals.fromExitCode(status.code()))) {
            return Signals.fromExitCode(status.code());
        }
        if (!taskStarted && BootDeath.bySignal(status.code(), evidence.lastErrorLines())) {
            return Signals.SIGTERM; // the likeliest of those that a JVM obeys
        }
        return status.certain() || !exit.announced() ? status.signal() : 0;
    }

    private <T extends @Nullable Object> Outcome<T> ofViolation(LimitWatch.Violation beyond) {
        return beyond.limit() == Limit.MEMORY
                ? new Outcome.OutOfMemory<>(Limit.MEMORY, beyond.detail(), Optional.empty(),
                        evidence)
                : new Outcome.LimitExceeded<>(beyond.limit(), beyond.detail(), Optional.empty(),
                        evidence);
    }

    private <T extends @Nullable Object> Outcome<T> ofCrashLog(String log) {
        Optional<String> missing = CrashLog.memoryMissing(log);
        return missing.isPresent()
                ? new Outcome.OutOfMemory<>(Limit.MEMORY, missing.get(), Optional.empty(), evidence)
                : new Outcome.Crashed<>(CrashLog.signal(log), log, evidence);
    }

    // The child sent what the task, a callable of T, returned; that is null where T allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
    static <T extends @Nullable Object> Outcome<T> ofReport(Report report, Limits limits,
            ProcessEvidence evidence) {
        Throwable failure = report.failure();
        if (failure == null) {
            return new Outcome.Returned<T>((T) report.value(), evidence);
        }
        if (failure instanceof OutOfMemoryError) {
            String reason = String.valueOf(failure.getMessage());
            return new Outcome.OutOfMemory<>(MemoryDeath.limit(reason), reason,
                    Optional.of(failure), evidence);
        }
        return limits.openFiles().isPresent() && hadTooManyOpenFiles(failure)
                ? new Outcome.LimitExceeded<>(Limit.OPEN_FILES,
                        "its task may have " + limits.openFiles().getAsInt() + " open",
                        Optional.of(failure), evidence)
                : new Outcome.Threw<>(failure, evidence);
    }

    private static boolean hadTooManyOpenFiles(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (String.valueOf(cause.getMessage()).contains(TOO_MANY_OPEN_FILES)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
