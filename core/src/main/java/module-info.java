import org.jspecify.annotations.NullMarked;

/**
 * Java code in operating system processes, as easily as in threads.
 *
 * <p>Start at {@link io.github.procesy.process.ChildProcess}. The module needs the JDK alone.
 */
@NullMarked module io.github.procesy {
    requires static jdk.jfr;
    requires static org.jspecify;

    exports io.github.procesy;
    exports io.github.procesy.memory;
    exports io.github.procesy.pipe;
    exports io.github.procesy.pool;
    exports io.github.procesy.process;
    exports io.github.procesy.queue;
    exports io.github.procesy.sync;
}
