package io.github.procesy.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Output;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A parent with a tree of processes, some busy, some stopped, some that start others, is killed or
 * told to exit at a random moment, also while it starts them. All of the tree goes.
 */
final class ParentChaosTest {
    private static final long SEED = Long.getLong("procesy.seed", System.nanoTime());
    /** A second on a free machine; the suites run beside each other. */
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final double MAX_DELAY_NANOS = 700e6;

    @TempDir
    private Path temporary;

    static final class Tree {
        public static void main(String[] arguments) throws Exception {
            int processes = Integer.parseInt(arguments[0]);
            String folder = System.getProperty("java.io.tmpdir");
            System.out.println("ready");
            for (int i = 0; i < processes; i++) {
                boolean parent = i % 3 == 1;
                Thread.ofPlatform().daemon().start(() -> {
                    while (true) {
                        var child = ChildProcess.builder()
                                .systemProperty("java.io.tmpdir", folder)
                                .stdout(Output.inherit())
                                .start(() -> live(parent));
                        System.out.println("pid " + child.pid());
                        child.onExit().join();
                    }
                });
            }
            Hostile.hang();
        }

        private static void live(boolean parent) throws Exception {
            if (parent) {
                var grandchild = ChildProcess.builder()
                        .systemProperty("java.io.tmpdir", System.getProperty("java.io.tmpdir"))
                        .start(Hostile::hang);
                System.out.println("pid " + grandchild.pid());
            }
            Hostile.hang();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 13})
    void nothingOfTheTreeStays(int processes) throws Exception {
        System.out.println("ParentChaosTest: -Dprocesy.seed=" + SEED);
        Random random = new Random(SEED + processes);
        try (var parent = ParentJvm.of(Tree.class, temporary)
                .start(Integer.toString(processes))) {
            parent.printed().await("ready");
            LockSupport.parkNanos((long) (random.nextDouble() * MAX_DELAY_NANOS));
            List<Long> before = pids(parent);
            if (random.nextBoolean() && !before.isEmpty()) {
                ParentJvm.stop(before.get(random.nextInt(before.size())));
            }
            boolean killed = random.nextBoolean();
            Hostile.signal(killed ? "KILL" : "TERM", parent.process().pid());
            var _ = parent.awaitExit();
            ParentJvm.awaitGone(SOON, pids(parent));
            if (!killed) {
                parent.awaitNoFolders(SOON);
            }
        }
    }

    private static List<Long> pids(ParentJvm parent) {
        List<Long> pids = new ArrayList<>();
        for (String line : parent.printed().lines()) {
            if (line.startsWith("pid ")) {
                pids.add(Long.parseLong(line.substring(4)));
            }
        }
        return pids;
    }
}
