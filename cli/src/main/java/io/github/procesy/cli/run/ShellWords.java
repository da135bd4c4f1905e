package io.github.procesy.cli.run;

import java.util.ArrayList;
import java.util.List;

import io.github.procesy.cli.items.ItemFailure;

/**
 * Splits a line into arguments as a POSIX shell does, without its expansions: blanks separate; within single quotes all stands for
 * itself; within double quotes all but a backslash before {@code " \\ $ `}; elsewhere a backslash takes the meaning from what follows.
 */
public final class ShellWords {
    private static final String ESCAPED_IN_QUOTES = "\"\\$`";

    private ShellWords() {}

    /**
     * Splits a line.
     *
     * @param line the line
     * @return its words; empty for a blank line
     * @throws ItemFailure if a quote is not closed, or the line ends with a backslash
     */
    public static List<String> of(String line) throws ItemFailure {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ' || c == '\t') {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
                continue;
            }
            begun = true;
            if (c == '\'' || c == '"') {
                i = quoted(line, i, c, word);
            } else if (c == '\\') {
                if (++i == line.length()) {
                    throw new ItemFailure("the line ends with a backslash, which would take the"
                            + " meaning from what follows; write \\\\ for a backslash itself");
                }
                word.append(line.charAt(i));
            } else {
                word.append(c);
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /** Reads what is quoted; returns where the quote ends. */
    private static int quoted(String line, int start, char quote, StringBuilder word)
            throws ItemFailure {
        for (int i = start + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == quote) {
                return i;
            } else if (c == '\\' && quote == '"' && i + 1 < line.length()
                    && ESCAPED_IN_QUOTES.indexOf(line.charAt(i + 1)) >= 0) {
                word.append(line.charAt(++i));
            } else {
                word.append(c);
            }
        }
        throw new ItemFailure("the quote " + quote + " at column " + (start + 1)
                + " is not closed; close it, or write \\" + quote + " for the character itself");
    }
}
