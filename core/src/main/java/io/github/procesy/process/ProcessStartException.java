package io.github.procesy.process;

import java.nio.file.Path;

import io.github.procesy.ProcesyException;
import org.jspecify.annotations.Nullable;

/** Thrown when the operating system starts no process. */
public final class ProcessStartException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    ProcessStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The operating system refused. */
    static ProcessStartException notStarted(ProcessSettings settings, Exception cause) {
        return new ProcessStartException("The process '" + settings.name()
                + "' cannot be started: " + cause.getMessage() + ". Java is looked for in "
                + RunningJdk.executable() + ", the working directory is "
                + settings.workingDirectory().map(Path::toString).orElse("that of this process")
                + ".", cause);
    }
}
