package io.github.procesy.os;

import io.github.procesy.ProcesyException;

/** Thrown when a system call fails. */
public final class OsException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    /** No such process. */
    public static final int ESRCH = 3;

    private final int errno;

    OsException(String call, int errno) {
        super(call + " failed with " + describe(errno), null);
        this.errno = errno;
    }

    /**
     * The number of the error.
     *
     * @return errno as the system call set it
     */
    public int errno() {
        return errno;
    }

    /** The errors that users meet, by the numbers that all Linux architectures share. */
    private static String describe(int errno) {
        String name = switch (errno) {
            case 1 -> "EPERM (not permitted)";
            case 2 -> "ENOENT (no such file or directory)";
            case ESRCH -> "ESRCH (no such process)";
            case 7 -> "E2BIG (arguments and environment too long)";
            case 10 -> "ECHILD (no such child)";
            case 11 -> "EAGAIN (limit on processes reached, or out of resources)";
            case 12 -> "ENOMEM (out of memory)";
            case 13 -> "EACCES (permission denied)";
            case 20 -> "ENOTDIR (not a directory)";
            case 22 -> "EINVAL (invalid argument)";
            case 23 -> "ENFILE (too many open files in the system)";
            case 24 -> "EMFILE (too many open files in this process)";
            case 28 -> "ENOSPC (no space left)";
            case 38 -> "ENOSYS (not supported by this kernel)";
            default -> "an error";
        };
        return name + ", errno " + errno;
    }
}
