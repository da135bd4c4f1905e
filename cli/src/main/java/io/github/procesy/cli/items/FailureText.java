package io.github.procesy.cli.items;

import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** The one line about an item that failed: which one, why, and where. */
public final class FailureText {
    private static final int MAX_ITEM = 60;
    private static final int MAX_CAUSE = 300;
    /** Also ends a chain of causes that is a circle. */
    private static final int MAX_CAUSES = 32;
    private static final StackTraceElement[] NOWHERE = {};
    private static final String OUR_PACKAGES = "io.github.procesy.";

    private FailureText() {}

    static String line(long line, String text, String cause) {
        return "procesy: line " + line + ", \"" + shortened(text, MAX_ITEM) + "\": " + cause;
    }

    /**
     * What was thrown, what led to it, and where in the user's code.
     *
     * @param failure what was thrown
     * @return one line
     */
    public static String thrown(Throwable failure) {
        String said = said(failure);
        StringBuilder text = new StringBuilder(shortened(said, MAX_CAUSE));
        Throwable root = root(failure);
        if (!said.contains(said(root))) {
            text.append(", caused by ").append(shortened(said(root), MAX_CAUSE));
        }
        place(root).or(() -> place(failure)).ifPresent(place -> text.append(" at ").append(place));
        return text.toString();
    }

    /** What is thrown may be of a class of the user, whose methods may throw in turn, or give nothing. */
    private static <T> T asked(Supplier<? extends @Nullable T> question, T otherwise) {
        try {
            T answer = question.get();
            return answer == null ? otherwise : answer;
        } catch (Throwable e) {
            return otherwise;
        }
    }

    private static String said(Throwable failure) {
        return asked(failure::toString, failure.getClass().getName());
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; depth < MAX_CAUSES; depth++) {
            root = asked(root::getCause, root);
        }
        return root;
    }

    /** The innermost place that is neither the JDK's nor ours. */
    private static Optional<String> place(Throwable failure) {
        for (StackTraceElement frame : asked(failure::getStackTrace, NOWHERE)) {
            String module = frame.getModuleName();
            boolean ofJdk = module != null
                    && (module.startsWith("java.") || module.startsWith("jdk."));
            if (!ofJdk && !frame.getClassName().startsWith(OUR_PACKAGES)) {
                return Optional.of(text(frame));
            }
        }
        return Optional.empty();
    }

    private static String text(StackTraceElement frame) {
        String file = frame.getFileName();
        if ("expression".equals(file)) {
            return file + ":" + frame.getLineNumber();
        }
        String line = frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "";
        return frame.getClassName() + "." + frame.getMethodName() + "("
                + (file == null ? "unknown source" : file + line) + ")";
    }

    /** One line that is not too long and has no control characters. */
    private static String shortened(String text, int max) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (line.length() >= max) {
                return line.append("...").toString();
            }
            int character = text.codePointAt(i);
            switch (character) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (Character.isISOControl(character)) {
                        line.append(String.format("\\u%04x", character));
                    } else {
                        line.appendCodePoint(character);
                    }
                }
            }
        }
        return line.toString();
    }
}
