package io.github.procesy.cli.items;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Output;

/** What the processes of workers print, less what their JVMs say about their own deaths. */
final class Banners {
    private final Consumer<? super String> out;
    private final Consumer<? super String> err;
    private final Map<String, Streams> ofWorkers = new ConcurrentHashMap<>();

    /** The two streams of a worker. */
    private record Streams(JvmBanners out, JvmBanners err) {
        void release() {
            out.release();
            err.release();
        }
    }

    Banners(Consumer<? super String> out, Consumer<? super String> err) {
        this.out = out;
        this.err = err;
    }

    /** A worker is about to be started. */
    void listenTo(String worker, ChildProcess.Builder process) {
        Streams streams = new Streams(new JvmBanners(out), new JvmBanners(err));
        ofWorkers.put(worker, streams);
        process.stdout(Output.lines(streams.out)).stderr(Output.lines(streams.err));
    }

    /** A worker has come up. */
    void started(String worker) {
        Streams streams = ofWorkers.get(worker);
        if (streams != null) {
            streams.release();
        }
    }

    /** A worker has ended. */
    void ended(String worker, boolean well) {
        Streams streams = ofWorkers.remove(worker);
        if (streams != null && well) {
            streams.release();
        }
    }

    /** Whether all have ended that were started. */
    boolean isEmpty() {
        return ofWorkers.isEmpty();
    }
}
