package io.github.procesy.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.procesy.control.ControlFrame;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.os.Memory;
import org.jspecify.annotations.Nullable;

/**
 * JVMs that have booted and wait for a task. A start takes one, if there is one that was launched as
 * the new process is to be, and the keeper, a daemon thread, launches another for the next start.
 *
 * <p>How many wait adapts: none before the first start, then one; one more each time that a start
 * found none; one again when they have waited in vain for a while. A spare is used once. While it
 * waits, it loads what the latest tasks needed, which it is told by their outlines.
 *
 * <p>There are never more than the system property {@value #PROPERTY} says (the default is one for
 * each core, 0 turns them off), nor more than a sixteenth of the memory holds, and none are made
 * while memory is short.
 */
final class Spares {
    /** System property: the most that wait at a time. */
    static final String PROPERTY = "procesy.spares";

    /** What a waiting JVM takes, generously. */
    private static final long SPARE_BYTES = 64L << 20;
    /** What must be left for others when a spare is made. */
    private static final long RESERVE_BYTES = 256L << 20;
    private static final int MEMORY_SHARE = 16;
    /** How many ways of launching are kept ready for. */
    private static final int MAX_SHELVES = 4;
    /** How many kinds of tasks a spare gets ready for. */
    private static final int MAX_OUTLINES = 8;
    /** One that is larger is not told. All together fit a pipe, so that nobody waits. */
    private static final int MAX_OUTLINE_BYTES = 4 * 1024;
    /** Between two looks whether those that wait are alive. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration IN_VAIN = Duration.ofSeconds(30);
    /**
     * A start has the cores for itself for as long. Where starts follow each other faster, new JVMs for
     * each are faster than spares that are not ready.
     */
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final byte[] NOTHING = {};
    private static final System.Logger LOG = System.getLogger(Spares.class.getName());

    private static final int MAX = max();
    /** The one taken from last comes last. */
    private static final List<Shelf> SHELVES = new ArrayList<>();
    private static @Nullable Thread keeper;
    /** The pid of the spare that was woken ahead and not taken yet; 0 if there is none. */
    private static long awake;
    private static long lastTakenNanos;
    private static boolean exiting;

    private Spares() {}

    private static int max() {
        int wished = Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors());
        long fitting = Memory.total().orElse(Long.MAX_VALUE) / MEMORY_SHARE / SPARE_BYTES;
        return (int) Math.max(0, Math.min(wished, fitting));
    }

    /** The spares that were launched alike. */
    private static final class Shelf {
        private final Launcher launcher;
        private final ProcessSettings settings;
        private final Deque<LaunchedJvm> waiting = new ArrayDeque<>();
        /** By their content, oldest first. */
        private final Map<String, byte[]> outlines = new LinkedHashMap<>();
        private int wanted = 0;
        private long lastTakenNanos = System.nanoTime();

        Shelf(Launcher launcher, ProcessSettings settings) {
            this.launcher = launcher;
            this.settings = settings;
        }

        void note(byte[] outline) {
            if (outline.length > MAX_OUTLINE_BYTES) {
                return;
            }
            String content = new String(outline, StandardCharsets.ISO_8859_1);
            if (outlines.putIfAbsent(content, outline) == null && outlines.size() > MAX_OUTLINES) {
                outlines.remove(outlines.keySet().iterator().next());
            }
        }
    }

    /**
     * Wakes the spare that a start is likely to take: the first thing that a start does, because waking
     * takes longer than all else. Nothing is lost if another is taken.
     */
    static void wakeLikely() {
        LaunchedJvm likely = likely();
        if (likely != null && likely.isConnected() && wake(likely)) {
            noteAwake(likely);
        }
    }

    private static synchronized @Nullable LaunchedJvm likely() {
        return SHELVES.isEmpty() ? null : SHELVES.getLast().waiting.peek();
    }

    private static synchronized void noteAwake(LaunchedJvm spare) {
        awake = spare.pid();
    }

    private static synchronized boolean isAwake(LaunchedJvm spare) {
        boolean isAwake = spare.pid() == awake;
        awake = 0;
        return isAwake;
    }

    /**
     * Takes a spare and wakes it, which takes a while. It is to get a task at once, or to be
     * {@linkplain #putBack put back}.
     *
     * @return the spare, or null if there is none
     */
    static @Nullable LaunchedJvm take(Launcher launcher, ProcessSettings settings) {
        if (MAX == 0) {
            return null;
        }
        LaunchedJvm spare = poll(launcher, settings);
        while (spare != null && !isAwake(spare) && !wake(spare)) {
            discard(spare);
            spare = poll(launcher, settings);
        }
        return spare;
    }

    private static synchronized @Nullable LaunchedJvm poll(Launcher launcher,
            ProcessSettings settings) {
        Shelf shelf = shelf(launcher, settings);
        LaunchedJvm spare = shelf.waiting.poll();
        lastTakenNanos = System.nanoTime();
        shelf.lastTakenNanos = lastTakenNanos;
        if (spare == null) {
            shelf.wanted = Math.min(MAX, shelf.wanted + 1);
        }
        return spare;
    }

    /** False if the spare has ended, where that can be told. */
    private static boolean wake(LaunchedJvm spare) {
        if (!spare.isConnected()) {
            return !spare.hasEnded();
        }
        try {
            spare.connect().send(ControlFrame.WAKE, NOTHING);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes a spare back that got no task. */
    static synchronized void putBack(Launcher launcher, ProcessSettings settings,
            LaunchedJvm spare) {
        if (exiting) {
            spare.kill();
        } else {
            shelf(launcher, settings).waiting.addFirst(spare);
        }
    }

    /**
     * Sees to a spare for the next start, now that a process has been started.
     *
     * @param outline what tasks like its task need
     */
    static void replenish(Launcher launcher, ProcessSettings settings, byte[] outline) {
        if (MAX > 0) {
            wakeKeeper(launcher, settings, outline);
        }
    }

    private static synchronized void wakeKeeper(Launcher launcher, ProcessSettings settings,
            byte[] outline) {
        shelf(launcher, settings).note(outline);
        if (keeper == null) {
            keeper = Thread.ofPlatform().daemon().name("procesy-spares").start(Spares::keep);
        }
        Spares.class.notifyAll();
    }

    private static Shelf shelf(Launcher launcher, ProcessSettings settings) {
        int last = SHELVES.size() - 1;
        for (int i = last; i >= 0; i--) {
            Shelf shelf = SHELVES.get(i);
            if (shelf.settings.isLaunchedLike(settings)) {
                if (i < last) {
                    SHELVES.remove(i);
                    SHELVES.add(shelf);
                }
                return shelf;
            }
        }
        Shelf shelf = new Shelf(launcher, settings);
        SHELVES.add(shelf);
        return shelf;
    }

    private static void keep() {
        try {
            while (true) {
                Shelf shelf = next();
                LaunchedJvm spare = shelf.launcher.launch(shelf.settings);
                prepare(spare, outlines(shelf));
                add(shelf, spare);
            }
        } catch (InterruptedException | RuntimeException e) {
            LOG.log(Level.DEBUG, "no more spares until the next start", e);
            synchronized (Spares.class) {
                keeper = null;
            }
        }
    }

    private static synchronized List<byte[]> outlines(Shelf shelf) {
        return new ArrayList<>(shelf.outlines.values());
    }

    /** Tells a spare what to expect, where that does not wait for it to come up. */
    private static void prepare(LaunchedJvm spare, List<byte[]> outlines) {
        if (!spare.isConnected()) {
            return;
        }
        try {
            FrameChannel channel = spare.connect();
            for (byte[] outline : outlines) {
                channel.send(ControlFrame.PREPARE, outline);
            }
        } catch (IOException e) {
            // It has ended, which whoever takes it sees.
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
            for (Iterator<Shelf> i = SHELVES.iterator(); i.hasNext();) {
                Shelf shelf = i.next();
                if (SHELVES.size() > MAX_SHELVES) {
                    shelf.waiting.forEach(Spares::discard);
                    i.remove();
                    continue;
                }
                if (System.nanoTime() - shelf.lastTakenNanos > IN_VAIN.toNanos()) {
                    shelf.wanted = Math.min(shelf.wanted, 1);
                    while (shelf.waiting.size() > 1) {
                        discard(shelf.waiting.remove());
                    }
                }
                shelf.waiting.removeIf(Spares::isDead);
                waiting += shelf.waiting.size();
                if (shelf.waiting.size() < shelf.wanted) {
                    needy = shelf; // the one taken from last comes last
                }
            }
            long tooEarlyNanos = lastTakenNanos + QUIET.toNanos() - System.nanoTime();
            if (needy == null || waiting >= MAX) {
                Spares.class.wait(LOOK.toMillis());
            } else if (tooEarlyNanos > 0) {
                Spares.class.wait(1 + tooEarlyNanos / NANOS_PER_MILLI);
            } else if (isMemoryLeft()) {
                return needy;
            } else {
                Spares.class.wait(LOOK.toMillis());
            }
        }
        throw new InterruptedException("this JVM is exiting");
    }

    private static boolean isDead(LaunchedJvm spare) {
        if (!spare.hasEnded()) {
            return false;
        }
        discard(spare);
        return true;
    }

    private static boolean isMemoryLeft() {
        return Memory.available().orElse(Long.MAX_VALUE) >= SPARE_BYTES + RESERVE_BYTES;
    }

    /** Kills all spares; none are launched any more. */
    static synchronized void discardAllAtExit() {
        exiting = true;
        for (Shelf shelf : SHELVES) {
            shelf.waiting.forEach(LaunchedJvm::kill);
            shelf.waiting.clear();
        }
    }

    /** Ends a spare that is of no use. */
    static void discard(LaunchedJvm spare) {
        spare.kill();
        Thread.ofPlatform().daemon().name("procesy-spare-end").start(() -> {
            var _ = spare.awaitExit();
            spare.dispose();
        });
    }
}
