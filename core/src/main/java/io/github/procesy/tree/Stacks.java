package io.github.procesy.tree;

import java.lang.StackWalker.StackFrame;
import java.util.stream.Collectors;

/** The stack of a thread that waits, as far as the user wrote it. */
public final class Stacks {
    private static final int FRAMES = 12;
    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Stacks() {}

    /** The line of the user's program that called into the library, for instance {@code Job.java:17}. */
    public static String placeOfCaller() {
        return WALKER.walk(frames -> frames.filter(frame -> !isOwn(frame.getDeclaringClass()))
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("unnamed"));
    }

    private static boolean isOwn(Class<?> type) {
        return type.getProtectionDomain().equals(Stacks.class.getProtectionDomain());
    }

    /** The stack, a line for each frame, without those of the library. */
    public static String ofCurrentThread() {
        return WALKER.walk(frames -> frames.filter(frame -> !isOwn(frame.getDeclaringClass()))
                .limit(FRAMES)
                .map(StackFrame::toString)
                .collect(Collectors.joining("\n")));
    }
}
