package io.github.procesy.tree;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes the news of a deadlock from the process that found it up to the root, past all ancestors. */
public final class DeadlockNews {
    private static final List<Listener> LISTENERS = new CopyOnWriteArrayList<>();

    /** Is told of deadlocks. */
    @FunctionalInterface
    public interface Listener {
        /**
         * There is one.
         *
         * @param circle those who wait for each other
         * @param foundHere whether a thread of this process found it
         */
        void deadlocked(List<WaitSnapshot> circle, boolean foundHere);
    }

    private DeadlockNews() {}

    /** Adds who is told in this process. */
    public static void addListener(Listener listener) {
        LISTENERS.add(listener);
    }

    /** A thread of this process has found a deadlock: tells this process and its ancestors. */
    public static void found(List<WaitSnapshot> circle) {
        spread(circle, true);
    }

    /** A descendant has found a deadlock. */
    public static void toldBy(List<WaitSnapshot> circle) {
        spread(circle, false);
    }

    private static void spread(List<WaitSnapshot> circle, boolean foundHere) {
        TreeLink parent = Tree.link();
        if (parent != null) {
            parent.report(circle);
        }
        LISTENERS.forEach(listener -> listener.deadlocked(circle, foundHere));
    }

    /** The news as bytes. */
    public static byte[] write(List<WaitSnapshot> circle) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(circle.size());
        for (WaitSnapshot wait : circle) {
            wait.write(out);
        }
        return bytes.toByteArray();
    }

    /** What {@link #write} wrote. */
    public static List<WaitSnapshot> read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        List<WaitSnapshot> circle = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            circle.add(WaitSnapshot.read(in));
        }
        return circle;
    }
}
