package io.github.procesy.sync;

import java.lang.StackWalker.StackFrame;
import java.util.stream.Collectors;

/** The stack of a thread that waits, as far as the user wrote it. */
final class Stacks {
    private static final int FRAMES = 12;
    private static final String OWN = Stacks.class.getPackageName() + ".";

    private Stacks() {}

    /** The line of the user's program that called into this package, for instance {@code Job.java:17}. */
    static String placeOfCaller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(frame -> frame.getClassName().startsWith(OWN))
                        .findFirst()
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse("unnamed"));
    }

    static String ofCurrentThread() {
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(frame -> frame.getClassName().startsWith(OWN))
                        .limit(FRAMES)
                        .map(StackFrame::toString)
                        .collect(Collectors.joining("\n")));
    }
}
