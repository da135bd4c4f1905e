package io.github.procesy.tree;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Takes the news of a deadlock from the process that found it up to the root, past all ancestors. */
public final class DeadlockNews {
    private static final List<Consumer<List<WaitSnapshot>>> LISTENERS =
            new CopyOnWriteArrayList<>();

    private DeadlockNews() {}

    /** Adds who is told in this process. */
    public static void addListener(Consumer<List<WaitSnapshot>> listener) {
        LISTENERS.add(listener);
    }

    /** Tells this process and its ancestors. */
    public static void spread(List<WaitSnapshot> circle) {
        TreeLink parent = Tree.link();
        if (parent != null) {
            parent.report(circle);
        }
        LISTENERS.forEach(listener -> listener.accept(circle));
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
