package io.github.procesy.cli.terminal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The encoding of everything that is read and printed. */
public final class TextEncoding {
    private TextEncoding() {}

    /**
     * The encoding of the locale; UTF-8 where that is plain ASCII, as in a container without a
     * locale.
     *
     * @return the encoding
     */
    public static Charset current() {
        Charset ofLocale = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        return ofLocale.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : ofLocale;
    }
}
