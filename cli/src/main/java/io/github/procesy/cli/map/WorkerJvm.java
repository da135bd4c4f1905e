package io.github.procesy.cli.map;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.List;
import java.util.function.Consumer;

import io.github.procesy.pool.Worker;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Output;

/**
 * How the worker processes of a run are started.
 *
 * @param settings what the user asked for
 * @param encoding how results are encoded
 */
record WorkerJvm(MapSettings settings, Charset encoding) {
    /**
     * The launcher script names by it the cache that it made for this class path, with which that
     * of the workers begins. One that does not fit is passed over in silence.
     */
    private static final String AOT_PROPERTY = "procesy.aot";
    /** Options that a JVM does not take together with a cache. */
    private static final List<String> INSTEAD_OF_CACHE = List.of("-Xshare", "-XX:AOT",
            "-XX:SharedArchiveFile", "-javaagent");

    /**
     * Starts a worker.
     *
     * @param stdout takes the lines that it prints
     * @param stderr takes the lines that it prints to standard error
     * @throws IOException if no socket can be made for it
     */
    Worker<Serializable, byte[]> start(String name, Consumer<String> stdout,
            Consumer<String> stderr) throws IOException {
        ChildProcess.Builder builder = ChildProcess.builder()
                .name(name)
                .daemon(true)
                .stdout(Output.lines(stdout))
                .stderr(Output.lines(stderr));
        String cache = System.getProperty(AOT_PROPERTY, "");
        if (!cache.isEmpty() && settings.jvmOptions()
                .stream()
                .noneMatch(
                        option -> INSTEAD_OF_CACHE.stream().anyMatch(option::startsWith))) {
            builder.jvmOptions("-XX:AOTCache=" + cache);
        }
        return Worker.start(settings.configure(builder), new MapTask(encoding));
    }
}
