package io.github.procesy.bench.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.procesy.bench.probe.Probe;
import io.github.procesy.bench.probe.ProbeMain;

/**
 * Does what another probe does, once, and waits until the library has built the AOT cache for the next
 * ones.
 */
public final class CacheProbe implements Probe {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long LOOK_MILLIS = 50;

    private Path folder = Path.of("");
    private String probe = "";

    /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
    public CacheProbe() {}

    @Override
    public void begin(List<String> arguments) {
        folder = Path.of(arguments.get(0));
        probe = arguments.get(1);
    }

    /** Gives 1 for each cache that there is in the end. */
    @Override
    public double[] measure(int count) throws Exception {
        ProbeMain.create(probe).warmUp(1);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (caches() == 0 && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
        return new double[] {caches()};
    }

    private long caches() throws IOException {
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".aot")).count();
        }
    }
}
