package io.github.procesy.process;

import org.jspecify.annotations.Nullable;

/** Does all of several things, and then throws what the first of them threw that failed. */
final class FirstFailure {
    private @Nullable RuntimeException exception;
    private @Nullable Error error;

    void guard(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            exception = exception == null ? e : exception;
        } catch (Error e) {
            error = error == null ? e : error;
        }
    }

    void rethrow() {
        if (error != null) {
            throw error;
        }
        if (exception != null) {
            throw exception;
        }
    }
}
