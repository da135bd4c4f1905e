package io.github.procesy.cli.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What javac printed about the class around an expression, as if the expression were all there is. */
final class CompileErrors {
    private static final Pattern TITLE = Pattern
            .compile(ExpressionSource.FILE_NAME + ":(\\d+): (error|warning): .*");
    private static final Pattern COUNT = Pattern.compile("\\d+ (errors?|warnings?)");
    private static final String OUR_LOCATION = "  location: class " + ExpressionSource.CLASS_NAME;

    private final ExpressionSource source;
    private final List<String> lines = new ArrayList<>();
    private int count;

    /**
     * Reads what javac printed.
     *
     * @param output all of it
     */
    CompileErrors(ExpressionSource source, String output) {
        this.source = source;
        List<String> printed = output.lines().toList();
        boolean ofError = true;
        for (int i = 0; i < printed.size(); i++) {
            String line = printed.get(i);
            Matcher title = TITLE.matcher(line);
            if (title.matches()) {
                ofError = title.group(2).equals("error");
            }
            if (!ofError || isNoise(line)) {
                continue;
            }
            if (title.matches() && i + 2 < printed.size()) {
                count++;
                addPlace(Integer.parseInt(title.group(1)), line.substring(title.end(1)),
                        printed.get(i + 1), printed.get(i + 2));
                i += 2;
            } else {
                lines.add(line);
            }
        }
    }

    int count() {
        return count;
    }

    /** All errors and their count. */
    String text() {
        return String.join("\n", lines) + "\n" + count + (count == 1 ? " error" : " errors");
    }

    /** The title of an error, the line that it is in, and the caret below the place. */
    private void addPlace(int number, String title, String sourceLine, String caretLine) {
        List<String> expression = source.expression().lines().toList();
        String line = sourceLine;
        String caret = caretLine;
        int ofExpression = number;
        if (number > expression.size()) {
            ofExpression = expression.size();
            line = expression.getLast();
            caret = " ".repeat(line.length()) + "^";
        } else if (number == 1) {
            line = sourceLine.substring(source.before().length());
            caret = caretLine.substring(source.before().length());
        }
        lines.add(ExpressionSource.FILE_NAME + ":" + ofExpression + title);
        lines.add(line);
        lines.add(caret);
    }

    private static boolean isNoise(String line) {
        return line.startsWith("Note: ") || line.equals(OUR_LOCATION)
                || COUNT.matcher(line).matches();
    }
}
