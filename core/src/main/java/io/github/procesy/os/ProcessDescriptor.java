package io.github.procesy.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/**
 * A child process by a descriptor ({@code pidfd}), which stands for this very process also after its
 * pid was given to another.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
public final class ProcessDescriptor implements AutoCloseable {
    /** The same number on every architecture that Linux got after 2011, and on x86-64. */
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;
    private static final long SYS_PIDFD_OPEN = 434;
    private static final int P_PIDFD = 3;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;
    private static final int CLD_EXITED = 1;
    /** {@code siginfo_t} of x86-64 and aarch64. */
    private static final long SIGINFO_BYTES = 128;
    private static final long SI_CODE = 8;
    private static final long SI_STATUS = 24;
    private static final int CLOCK_PID_SHIFT = 3;
    private static final int CLOCK_OF_PROCESS = 2;

    private static final MemorySegment SYSCALL = CLibrary.find("syscall");
    private static final MemorySegment WAITID = CLibrary.find("waitid");
    private static final MemorySegment CLOCK_GETTIME = CLibrary.find("clock_gettime");
    private static final MemorySegment KILL = CLibrary.find("kill");

    private final int pid;
    private final int descriptor;
    private boolean reaped;
    private boolean closed;

    private ProcessDescriptor(int pid, int descriptor) {
        this.pid = pid;
        this.descriptor = descriptor;
    }

    /**
     * Opens a child of this process that was not waited for yet.
     *
     * @param pid its process id
     * @return the descriptor
     * @throws OsException if there are too many open files
     */
    public static ProcessDescriptor open(int pid) {
        return new ProcessDescriptor(pid,
                CLibrary.call(SYSCALL, "pidfd_open", SYS_PIDFD_OPEN, pid, 0));
    }

    /**
     * Whether the process has ended. Does not wait.
     *
     * @return true if it has
     */
    public boolean hasEnded() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_BYTES, Long.BYTES);
            CLibrary.call(WAITID, "waitid", P_PIDFD, descriptor, info.address(),
                    WEXITED | WNOHANG | WNOWAIT);
            return info.get(ValueLayout.JAVA_INT, 0) != 0;
        }
    }

    /**
     * The processor time that the process has used, in user and kernel mode, all threads together.
     *
     * @return the time; zero once the process has ended
     */
    public Duration cpuTime() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            long clock = ((long) ~pid << CLOCK_PID_SHIFT) | CLOCK_OF_PROCESS; // clock_getcpuclockid(3)
            CLibrary.call(CLOCK_GETTIME, "clock_gettime", clock, time.address());
            return Duration.ofSeconds(time.getAtIndex(ValueLayout.JAVA_LONG, 0),
                    time.getAtIndex(ValueLayout.JAVA_LONG, 1));
        } catch (OsException e) {
            return Duration.ZERO;
        }
    }

    /**
     * Waits for the end of the process and lets the operating system forget it. To be called once.
     *
     * @return how it ended
     */
    public ExitStatus await() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_BYTES, Long.BYTES);
            while (true) {
                try {
                    CLibrary.call(WAITID, "waitid", P_PIDFD, descriptor, info.address(), WEXITED);
                    break;
                } catch (OsException e) {
                    if (e.errno() != CLibrary.EINTR) {
                        throw e;
                    }
                }
            }
            synchronized (this) {
                reaped = true;
            }
            int status = info.get(ValueLayout.JAVA_INT, SI_STATUS);
            return info.get(ValueLayout.JAVA_INT, SI_CODE) == CLD_EXITED
                    ? new ExitStatus(status, 0, true)
                    : new ExitStatus(Signals.EXIT_CODE_BASE + status, status, true);
        }
    }

    /**
     * Sends a signal to the process; nothing happens if it has ended.
     *
     * @param signal the number of the signal
     */
    public synchronized void signal(int signal) {
        if (!closed) {
            send(SYSCALL, SYS_PIDFD_SEND_SIGNAL, descriptor, signal, 0, 0);
        }
    }

    /**
     * Sends a signal to the process group of the process: to it and those of its descendants that
     * have not left the group; nothing happens if it was waited for already.
     *
     * @param signal the number of the signal
     */
    public synchronized void signalGroup(int signal) {
        if (!reaped) {
            send(KILL, -pid, signal);
        }
    }

    private static void send(MemorySegment function, long... arguments) {
        try {
            CLibrary.call(function, "kill", arguments);
        } catch (OsException e) {
            if (e.errno() != OsException.ESRCH) {
                throw e;
            }
        }
    }

    /** Closes the descriptor; the process goes on. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Descriptors.close(descriptor);
        }
    }
}
