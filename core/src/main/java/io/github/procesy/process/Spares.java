package io.github.procesy.process;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * JVMs that have booted and wait for a task. A start takes one, if there is one that was launched as
 * the new process is to be, and the keeper, a daemon thread, launches another for the next start.
 *
 * <p>How many wait adapts: none before the first start, then one; one more each time that a start
 * found none; one less each time that one waited in vain for a while. A spare is used once.
 */
final class Spares {
    /** The most that wait at a time; 0 turns spares off. */
    private static final int MAX = Integer.getInteger("procesy.spares", 0);
    /** How many ways of launching are kept ready for. */
    private static final int MAX_SHELVES = 4;
    private static final Duration IN_VAIN = Duration.ofSeconds(30);
    private static final System.Logger LOG = System.getLogger(Spares.class.getName());

    private static final Map<ProcessSettings.Launch, Shelf> SHELVES = new LinkedHashMap<>(16, 0.75f,
            true);
    private static @Nullable Thread keeper;
    private static boolean exiting;

    private Spares() {}

    /** The spares that were launched alike. */
    private static final class Shelf {
        private final Launcher launcher;
        private final ProcessSettings settings;
        private final Deque<LaunchedJvm> waiting = new ArrayDeque<>();
        private int wanted = 0;
        private long lastTakenNanos = System.nanoTime();

        Shelf(Launcher launcher, ProcessSettings settings) {
            this.launcher = launcher;
            this.settings = settings;
        }
    }

    /**
     * A JVM for a new process: a spare, or a new one.
     *
     * @throws ProcessStartException if the operating system starts no process
     */
    static LaunchedJvm take(Launcher launcher, ProcessSettings settings) {
        if (MAX > 0) {
            LaunchedJvm spare = poll(launcher, settings);
            while (spare != null && spare.hasEnded()) {
                discard(spare);
                spare = poll(launcher, settings);
            }
            if (spare != null) {
                return spare;
            }
        }
        return launcher.launch(settings);
    }

    private static synchronized @Nullable LaunchedJvm poll(Launcher launcher,
            ProcessSettings settings) {
        Shelf shelf = SHELVES.computeIfAbsent(settings.launch(),
                launch -> new Shelf(launcher, settings));
        LaunchedJvm spare = shelf.waiting.poll();
        shelf.lastTakenNanos = System.nanoTime();
        if (spare == null) {
            shelf.wanted = Math.min(MAX, shelf.wanted + 1);
        }
        if (keeper == null) {
            keeper = Thread.ofPlatform().daemon().name("procesy-spares").start(Spares::keep);
        }
        Spares.class.notifyAll();
        return spare;
    }

    private static void keep() {
        try {
            while (true) {
                Shelf shelf = next();
                LaunchedJvm spare = shelf.launcher.launch(shelf.settings);
                add(shelf, spare);
            }
        } catch (InterruptedException | ProcessStartException e) {
            LOG.log(Level.DEBUG, "no more spares", e);
            synchronized (Spares.class) {
                keeper = null;
            }
        }
    }

    private static synchronized void add(Shelf shelf, LaunchedJvm spare) {
        if (exiting) {
            spare.kill();
        } else {
            shelf.waiting.add(spare);
        }
    }

    /** The shelf that needs a spare next; waits for one, and clears away what waits in vain. */
    private static synchronized Shelf next() throws InterruptedException {
        while (!exiting) {
            Shelf needy = null;
            int waiting = 0;
            for (Iterator<Shelf> i = SHELVES.values().iterator(); i.hasNext();) {
                Shelf shelf = i.next();
                boolean inVain = System.nanoTime() - shelf.lastTakenNanos > IN_VAIN.toNanos();
                if (inVain && shelf.waiting.size() > 1) {
                    shelf.wanted = 1;
                    discard(shelf.waiting.remove());
                }
                if (SHELVES.size() > MAX_SHELVES) {
                    shelf.waiting.forEach(Spares::discard);
                    i.remove();
                    continue;
                }
                waiting += shelf.waiting.size();
                if (shelf.waiting.size() < shelf.wanted) {
                    needy = shelf; // the one taken from last comes last
                }
            }
            if (needy != null && waiting < MAX) {
                return needy;
            }
            Spares.class.wait(IN_VAIN.toMillis());
        }
        throw new InterruptedException("this JVM is exiting");
    }

    /** Kills all spares; none are launched any more. */
    static synchronized void discardAllAtExit() {
        exiting = true;
        for (Shelf shelf : SHELVES.values()) {
            shelf.waiting.forEach(LaunchedJvm::kill);
            shelf.waiting.clear();
        }
    }

    private static void discard(LaunchedJvm spare) {
        spare.kill();
        Thread.ofPlatform().daemon().name("procesy-spare-end").start(() -> {
            var _ = spare.awaitExit();
            spare.dispose();
        });
    }
}
