package io.github.procesy.bench.contender;

import java.io.IOException;

/** A program that waits for the end of its standard input. */
public final class IdleMain {
    private IdleMain() {}

    /**
     * Waits.
     *
     * @param arguments none
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        int read;
        do {
            read = System.in.read();
        } while (read >= 0);
    }
}
