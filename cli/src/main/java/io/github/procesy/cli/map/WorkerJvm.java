package io.github.procesy.cli.map;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Output;
import io.github.procesy.worker.Worker;

/**
 * How the worker processes of a run are started.
 *
 * @param settings what the user asked for
 * @param encoding how results are encoded
 */
record WorkerJvm(MapSettings settings, Charset encoding) {
    /**
     * The launcher script names by it the cache that it had made by a worker for this class path.
     * One that does not fit, because the user added to the class path, is passed over in silence.
     */
    private static final String AOT_PROPERTY = "procesy.aot";
    /** How long the end of a JVM may take that writes a cache. */
    private static final Duration MAKING = Duration.ofMinutes(1);
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
        if (settings.makesCache()) {
            builder.terminateGrace(MAKING);
        }
        return Worker.start(settings.configure(builder), new MapTask(encoding));
    }
}
