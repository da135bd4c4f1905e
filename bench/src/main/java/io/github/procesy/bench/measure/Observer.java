package io.github.procesy.bench.measure;

/** Is told how the measuring goes on. */
public interface Observer {
    /**
     * A step begins.
     *
     * @param row the row
     * @param step what is done now
     */
    void progress(String row, String step);

    /**
     * Something failed.
     *
     * @param message what, and why
     */
    void problem(String message);
}
