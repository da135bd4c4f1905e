package io.github.procesy.cli.items;

/** Thrown by what treats an item: it failed, and the message is all that is to be said. */
public final class ItemFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what follows the number and the text of the line
     */
    public ItemFailure(String message) {
        super(message, null, false, false);
    }
}
