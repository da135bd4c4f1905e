package io.github.procesy.wire;

/** A task that brings the class loaders that its process asks, and may add to them while the process runs. */
public interface LoaderSource {
    /**
     * The loaders.
     *
     * @return always the same object
     */
    Loaders loaders();
}
