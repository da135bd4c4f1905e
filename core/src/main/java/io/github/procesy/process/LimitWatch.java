package io.github.procesy.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.os.ProcessMemory;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the processes whose memory or CPU time is bounded, every ten milliseconds, and kills
 * those that go beyond. One daemon thread does it for all, while there are any.
 */
final class LimitWatch {
    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final long MIB = 1 << 20;

    private static final List<Watched> WATCHED = new ArrayList<>();
    private static @Nullable Thread thread;

    private LimitWatch() {}

    /**
     * A limit that a process went beyond.
     *
     * @param limit which
     * @param detail how far, in words
     */
    record Violation(Limit limit, String detail) {
    }

    /** A process under watch. */
    static final class Watched {
        private final LaunchedJvm jvm;
        private final Limits limits;
        private @Nullable Duration cpuTimeBefore;
        private volatile @Nullable Violation violation;

        private Watched(LaunchedJvm jvm, Limits limits) {
            this.jvm = jvm;
            this.limits = limits;
        }

        /** The limit that it was killed for, if it was. */
        Optional<Violation> violation() {
            return Optional.ofNullable(violation);
        }

        private void look() {
            Violation found = tooMuchMemory();
            if (found == null) {
                found = tooMuchTime();
            }
            if (found != null) {
                violation = found;
                jvm.kill();
            }
        }

        private @Nullable Violation tooMuchMemory() {
            OptionalLong resident = limits.memory().isPresent()
                    ? ProcessMemory.residentBytes(jvm.pid())
                    : OptionalLong.empty();
            return resident.isPresent() && resident.getAsLong() > limits.memory().getAsLong()
                    ? new Violation(Limit.MEMORY, "its resident memory of "
                            + resident.getAsLong() / MIB + " MiB is beyond the limit of "
                            + limits.memory().getAsLong() / MIB + " MiB")
                    : null;
        }

        /** The time that the JVM takes to boot does not count. */
        private @Nullable Violation tooMuchTime() {
            if (limits.cpuTime().isEmpty() || !jvm.hasTaskBegun()) {
                return null;
            }
            Duration used = jvm.cpuTime();
            if (cpuTimeBefore == null) {
                cpuTimeBefore = used;
            }
            Duration limit = limits.cpuTime().get();
            return used.minus(cpuTimeBefore).compareTo(limit) > 0
                    ? new Violation(Limit.CPU_TIME, "its task used more CPU time than the limit of "
                            + Time.text(limit))
                    : null;
        }
    }

    /** Begins to watch a process. */
    static synchronized Watched watch(LaunchedJvm jvm, Limits limits) {
        Watched watched = new Watched(jvm, limits);
        if (limits.areWatched()) {
            WATCHED.add(watched);
            if (thread == null) {
                thread = Thread.ofPlatform()
                        .daemon()
                        .name("procesy-limits")
                        .start(
                                LimitWatch::lookAgainAndAgain);
            }
        }
        return watched;
    }

    /** The process has ended, and is not yet forgotten by the operating system's caller. */
    static synchronized void forget(Watched watched) {
        WATCHED.remove(watched);
    }

    private static void lookAgainAndAgain() {
        try {
            while (lookAtAll()) {
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            // Nobody has this thread in hand; if somebody does, the next start makes another.
            synchronized (LimitWatch.class) {
                thread = null;
            }
        }
    }

    /** Looks at all; false if there are none and this thread is done. */
    private static synchronized boolean lookAtAll() {
        if (WATCHED.isEmpty()) {
            thread = null;
            return false;
        }
        WATCHED.removeIf(watched -> {
            watched.look();
            return watched.violation != null;
        });
        return true;
    }
}
