package io.github.procesy.bench.probe;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The main class of a JVM that is measured. It says {@code ready} and what it is, and obeys the
 * lines of its standard input: {@code warm N} and {@code run N}. It answers each with a line:
 * {@code done} and the samples, or {@code failed} and why. When the input ends it ends, with all
 * that it has started. The Python side, {@code peers.py}, does the same.
 */
public final class ProbeMain {
    private static final String END = "";
    /** How long the JVM may take to end by itself. */
    private static final long LAST_MILLIS = 2_000;

    private ProbeMain() {}

    /**
     * Runs a probe.
     *
     * @param arguments the class of the probe, and what is said to it
     * @throws Exception if the probe cannot begin
     */
    public static void main(String[] arguments) throws Exception {
        // Standard output belongs to the protocol.
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
                UTF_8);
        System.setOut(System.err);
        BlockingQueue<String> orders = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(orders), "bench-orders");
        reader.setDaemon(true);
        reader.start();
        Probe probe = create(arguments[0]);
        probe.begin(List.of(arguments).subList(1, arguments.length));
        answers.println("ready JDK " + Runtime.version());
        String order = orders.take();
        while (!order.equals(END)) {
            answers.println(obey(order, probe));
            order = orders.take();
        }
    }

    /**
     * Makes a probe.
     *
     * @param name the name of its class
     * @return the probe, which has not begun
     * @throws ReflectiveOperationException if there is no such class, or it has no constructor without
     *         parameters
     */
    public static Probe create(String name) throws ReflectiveOperationException {
        Constructor<? extends Probe> constructor = Class.forName(name)
                .asSubclass(Probe.class)
                .getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static String obey(String order, Probe probe) {
        String[] words = order.split(" ", 2);
        int count = Integer.parseInt(words[1]);
        try {
            if (words[0].equals("warm")) {
                probe.warmUp(count);
                return "done";
            }
            StringBuilder answer = new StringBuilder("done");
            Arrays.stream(probe.measure(count)).forEach(s -> answer.append(' ').append(s));
            return answer.toString();
        } catch (Exception e) {
            e.printStackTrace();
            return "failed " + e.toString().replace('\n', ' ');
        }
    }

    /** Passes orders on. Whoever gave them may be gone in the middle of one: then all ends. */
    private static void read(BlockingQueue<String> orders) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                orders.put(line);
            }
            orders.put(END);
            Thread.sleep(LAST_MILLIS);
        } catch (IOException | InterruptedException e) {
            // No more orders: the same end.
        }
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(1);
    }
}
