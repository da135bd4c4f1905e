package io.github.procesy.cli.items;

/** Why a run ends. */
sealed interface Ending {
    /** All items have ended. */
    record Complete() implements Ending {
    }

    /**
     * An item failed, and the first one was to end the run.
     *
     * @param index of the item
     */
    record FailedFast(long index) implements Ending {
    }

    /** Nobody wants the results any more, or nobody can have them. */
    record Abandoned() implements Ending {
    }

    /** This program is being ended from outside. */
    record Interrupted() implements Ending {
    }

    /**
     * The run cannot go on.
     *
     * @param message what is wrong and what to do
     */
    record Problem(String message) implements Ending {
    }
}
