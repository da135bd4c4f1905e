package io.github.procesy.support;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.procesy.testing.Conditions;

/** Collects the lines that a process prints, and waits for one of them. */
public final class Printed implements Consumer<String> {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void accept(String line) {
        lines.add(line);
    }

    /** What came so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits until a line has come. */
    public void await(String line) {
        Conditions.await("the line '" + line + "' came", TIMEOUT, () -> lines.contains(line),
                () -> "but these came: " + lines);
    }

    /** Waits for a line that starts so, and returns what follows. */
    public String awaitAfter(String start) {
        Conditions.await("a line with '" + start + "' came", TIMEOUT,
                () -> lines.stream().anyMatch(line -> line.startsWith(start)),
                () -> "but these came: " + lines);
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow()
                .substring(start.length());
    }
}
