package io.github.procesy.bench.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A program that measures, as the bench sees it: it is told by a line what to do, and answers by a
 * line; {@link io.github.procesy.bench.probe.ProbeMain} says which.
 */
public final class Driver implements AutoCloseable {
    /** No order takes as long; who does not answer by then hangs. */
    private static final long PATIENCE_SECONDS = 120;
    private static final long CLOSE_SECONDS = 5;
    private static final int LAST_LINES = 12;
    private static final String END = "";

    private final Process process;
    private final Path errors;
    private final Writer orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private Driver(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        orders = new OutputStreamWriter(process.getOutputStream(), UTF_8);
    }

    /**
     * Starts a program and waits until it is ready.
     *
     * @param builder what to start
     * @param errors a file for what it prints to standard error
     * @return the driver
     * @throws IOException if it does not become ready; the message has what it printed last
     * @throws InterruptedException if this thread is interrupted
     */
    static Driver start(ProcessBuilder builder, Path errors)
            throws IOException, InterruptedException {
        Driver driver = new Driver(builder.redirectError(errors.toFile()).start(), errors);
        Thread reader = new Thread(driver::read, "bench-answers");
        reader.setDaemon(true);
        reader.start();
        try {
            driver.expect("ready");
            return driver;
        } catch (IOException | InterruptedException e) {
            driver.close();
            throw e;
        }
    }

    /**
     * Lets it do what will be measured.
     *
     * @param count how often
     * @throws IOException if it fails
     * @throws InterruptedException if this thread is interrupted
     */
    public void warmUp(int count) throws IOException, InterruptedException {
        order("warm " + count);
    }

    /**
     * Lets it measure.
     *
     * @param count how often
     * @return the samples
     * @throws IOException if it fails
     * @throws InterruptedException if this thread is interrupted
     */
    public double[] measure(int count) throws IOException, InterruptedException {
        List<String> words = order("run " + count);
        return words.stream().mapToDouble(Double::parseDouble).toArray();
    }

    private List<String> order(String text) throws IOException, InterruptedException {
        orders.write(text + "\n");
        orders.flush();
        return expect("done");
    }

    /** The words behind the first, which is the one that is expected. */
    private List<String> expect(String first) throws IOException, InterruptedException {
        @Nullable String answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IOException("no answer within " + PATIENCE_SECONDS + " s" + lastErrors());
        }
        List<String> words = Arrays.asList(answer.split(" ", -1));
        if (!words.getFirst().equals(first)) {
            throw new IOException(
                    (answer.equals(END) ? "it ended" : answer) + lastErrors());
        }
        return words.subList(1, words.size());
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(process.getInputStream(), UTF_8))) {
            in.lines().forEach(answers::add);
        } catch (IOException | RuntimeException e) {
            // The program is gone; that is the answer.
        }
        answers.add(END);
    }

    private String lastErrors() {
        List<String> lines;
        try {
            lines = Files.readAllLines(errors);
        } catch (IOException e) {
            return "";
        }
        List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        return last.isEmpty() ? "" : "; it printed:\n  " + String.join("\n  ", last);
    }

    /** Ends the program by the end of its standard input; kills it, with all it started, if not. */
    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        try {
            orders.close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
