package io.github.procesy.cli.expression;

/**
 * The class that an expression is compiled in. Everything before the expression stands on its first
 * line, so that line numbers are those of the expression; what follows stands on a line of its own,
 * so that the expression may end with a comment.
 *
 * @param before the source before the expression
 * @param expression the expression
 */
record ExpressionSource(String before, String expression) {
    static final String CLASS_NAME = "Expression";
    /** The static field that holds the value of the expression. */
    static final String FIELD_NAME = "VALUE";
    /** What stack traces and compile errors call the source. */
    static final String FILE_NAME = "expression";

    private static final String IMPORTS = "import module java.base;import module java.net.http;";
    private static final String AFTER = "\n;}";

    /**
     * The source of an expression of a given type.
     *
     * @param expression the expression
     * @param type the functional interface that it is to be
     */
    static ExpressionSource of(String expression, Class<?> type) {
        return new ExpressionSource(IMPORTS + "public final class " + CLASS_NAME
                + "{public static final " + type.getName() + " " + FIELD_NAME + "=", expression);
    }

    String text() {
        return before + expression + AFTER;
    }
}
