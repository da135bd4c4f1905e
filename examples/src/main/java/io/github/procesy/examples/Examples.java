package io.github.procesy.examples;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The examples by name, for those who run them from a list. */
public enum Examples {
    /** See {@link PipeExample}. */
    PIPE("a process that sends a message by its end of a pipe, and a parent that is told when it has gone"),
    /** See {@link QueueExample}. */
    QUEUE("a process that puts a message into a queue and ends, and a parent that takes it"),
    /** See {@link SleepExample}. */
    SLEEP("a process that works for two seconds, and a parent that waits for it"),
    /** See {@link SquaresExample}. */
    SQUARES("three processes that fill one array; Python's prints zeros, as its slices are copies"),
    /** See {@link TerminateExample}. */
    TERMINATE("a process that is terminated before its end, and how it ended");

    private final String description;

    Examples(String description) {
        this.description = description;
    }

    /** The example of a name. */
    public static Optional<Examples> named(String name) {
        return Arrays.stream(values()).filter(e -> e.exampleName().equals(name)).findFirst();
    }

    /** The name that people use. */
    public String exampleName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it shows, in one line. */
    public String description() {
        return description;
    }

    /** Runs it in this process. */
    public void run() throws Exception {
        String[] noArguments = {};
        switch (this) {
            case PIPE -> PipeExample.main(noArguments);
            case QUEUE -> QueueExample.main(noArguments);
            case SLEEP -> SleepExample.main(noArguments);
            case SQUARES -> SquaresExample.main(noArguments);
            case TERMINATE -> TerminateExample.main(noArguments);
        }
    }
}
