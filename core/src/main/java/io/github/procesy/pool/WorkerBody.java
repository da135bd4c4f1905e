package io.github.procesy.pool;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;

import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.References;
import io.github.procesy.wire.TaskDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Something that each worker does besides its tasks, as it was when the pool was made: the user may have closed meanwhile what it refers to,
 * and the pool holds that.
 */
final class WorkerBody implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;
    private final transient List<Long> references;

    /**
     * The body.
     *
     * @param bytes as a task travels
     * @param references the ids of the shared memory that it refers to
     */
    WorkerBody(byte[] bytes, List<Long> references) {
        this.bytes = bytes;
        this.references = references;
    }

    List<Long> references() {
        return references;
    }

    /**
     * Does it.
     *
     * @param loaders find its classes
     * @return what it returned
     */
    @Nullable
    Object call(Loaders loaders) throws Exception {
        return new TaskDecoder(loaders).decode(bytes).call();
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        references.forEach(References::note);
        out.defaultWriteObject();
    }
}
