package io.github.procesy.cli.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileObject;

/** The errors of one compilation, in the layout of javac, with places in the expression. */
final class CompileErrors implements DiagnosticListener<JavaFileObject> {
    private static final String OUR_LOCATION = "  location: class " + ExpressionSource.CLASS_NAME;

    private final ExpressionSource source;
    private final List<String> errors = new ArrayList<>();

    CompileErrors(ExpressionSource source) {
        this.source = source;
    }

    @Override
    public void report(Diagnostic<? extends JavaFileObject> diagnostic) {
        if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
            errors.add(text(diagnostic));
        }
    }

    int count() {
        return errors.size();
    }

    /** All errors and their count. */
    String text() {
        return String.join("\n", errors) + "\n" + count() + (count() == 1 ? " error" : " errors");
    }

    private String text(Diagnostic<? extends JavaFileObject> diagnostic) {
        List<String> message = diagnostic.getMessage(Locale.ROOT).lines().toList();
        if (diagnostic.getPosition() == Diagnostic.NOPOS) {
            return "error: " + String.join("\n", message);
        }
        String expression = source.expression();
        int offset = source.offsetInExpression(diagnostic.getPosition());
        int lineStart = expression.lastIndexOf('\n', offset - 1) + 1;
        int lineEnd = expression.indexOf('\n', lineStart);
        String line = expression
                .substring(lineStart, lineEnd < 0 ? expression.length() : lineEnd)
                .stripTrailing();
        long number = expression.substring(0, lineStart).chars().filter(c -> c == '\n').count() + 1;
        StringBuilder text = new StringBuilder()
                .append(ExpressionSource.FILE_NAME)
                .append(':')
                .append(number)
                .append(": error: ")
                .append(message.getFirst())
                .append('\n')
                .append(line)
                .append('\n')
                .append(indent(line, offset - lineStart))
                .append('^');
        for (String detail : message.subList(1, message.size())) {
            if (!detail.equals(OUR_LOCATION)) {
                text.append('\n').append(detail);
            }
        }
        return text.toString();
    }

    /** Blanks as wide as the beginning of a line. */
    private static String indent(String line, int length) {
        StringBuilder blanks = new StringBuilder();
        for (int i = 0; i < length; i++) {
            blanks.append(i < line.length() && line.charAt(i) == '\t' ? '\t' : ' ');
        }
        return blanks.toString();
    }
}
