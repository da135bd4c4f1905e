package io.github.procesy.cli.expression;

/** Thrown when an expression does not compile; its message is what javac would print. */
public final class ExpressionException extends Exception {
    private static final long serialVersionUID = 1L;

    ExpressionException(String message) {
        super(message);
    }
}
