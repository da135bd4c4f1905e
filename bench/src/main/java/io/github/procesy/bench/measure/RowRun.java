package io.github.procesy.bench.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Driver;
import io.github.procesy.bench.contender.Lab;
import io.github.procesy.bench.machine.Machine;
import io.github.procesy.bench.machine.Noise;
import io.github.procesy.bench.machine.NoiseWatch;
import io.github.procesy.bench.probe.Processes;

/**
 * Measures a row: starts all contenders, warms each up, and then goes round. In each round each
 * contender has a turn, in an order that changes, and the machine is looked at in between. A
 * contender that fails is out; the others go on.
 */
public final class RowRun {
    /** How long what a contender leaves behind, for instance a spare that boots, may take. */
    private static final long QUIET_MILLIS = 2_000;

    private final Row row;
    private final Lab lab;
    private final Effort effort;
    private final NoiseWatch watch;
    private final Observer observer;
    private final SequencedMap<Contender, Driver> drivers = new LinkedHashMap<>();
    private final SequencedMap<String, List<Double>> samples = new LinkedHashMap<>();
    private final SequencedMap<String, String> missing = new LinkedHashMap<>();
    private boolean failed;

    private RowRun(Row row, Lab lab, Effort effort, NoiseWatch watch, Observer observer) {
        this.row = row;
        this.lab = lab;
        this.effort = effort;
        this.watch = watch;
        this.observer = observer;
    }

    /**
     * Measures a row.
     *
     * @param row the row
     * @param lab where all is
     * @param effort how much is measured
     * @param watch watches the machine
     * @param observer is told how it goes on
     * @return what came out
     * @throws InterruptedException if this thread is interrupted
     */
    public static RowResult measure(Row row, Lab lab, Effort effort, NoiseWatch watch,
            Observer observer) throws InterruptedException {
        String load = Machine.load();
        Optional<String> obstacle = row.obstacle();
        return obstacle.isPresent()
                ? RowResult.notMeasurable(row, obstacle.get(), load)
                : new RowRun(row, lab, effort, watch, observer).measure(load);
    }

    private RowResult measure(String load) throws InterruptedException {
        watch.begin();
        try {
            for (Contender contender : row.contenders()) {
                open(contender);
            }
            quiet();
            watch.calibrate();
            for (int round = 0; round < effort.rounds(); round++) {
                observer.progress(row.id(), "round " + (round + 1) + " of " + effort.rounds());
                for (Contender contender : order(round)) {
                    turn(contender);
                }
                watch.calibrate();
            }
        } finally {
            drivers.values().forEach(Driver::close);
        }
        Noise noise = watch.end();
        SequencedMap<String, Samples> measured = new LinkedHashMap<>();
        for (Contender contender : row.contenders()) {
            if (samples.containsKey(contender.name())) {
                measured.put(contender.name(), Samples.of(samples.get(contender.name())));
            }
        }
        return new RowResult(row, measured, missing, noise, Optional.empty(), failed, load);
    }

    private void open(Contender contender) throws InterruptedException {
        observer.progress(row.id(), "warming up " + contender.name());
        try {
            Optional<Driver> driver = contender.source().start(lab);
            if (driver.isEmpty()) {
                missing.put(contender.name(), "absent");
                return;
            }
            drivers.put(contender, driver.get());
            if (contender.warmUps() > 0) {
                driver.get().warmUp(effort.of(contender.warmUps()));
            }
        } catch (IOException e) {
            drop(contender, e);
        }
        quiet();
    }

    private void turn(Contender contender) throws InterruptedException {
        try {
            for (double sample : Objects.requireNonNull(drivers.get(contender))
                    .measure(effort.of(contender.repetitions()))) {
                samples.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(sample);
            }
        } catch (IOException e) {
            drop(contender, e);
        }
        quiet();
    }

    /** What one of them leaves behind must not disturb the next. */
    private static void quiet() throws InterruptedException {
        Processes.awaitQuiet(QUIET_MILLIS);
    }

    private void drop(Contender contender, IOException e) throws InterruptedException {
        if (lab.isExiting()) {
            throw new InterruptedException("this JVM is exiting");
        }
        failed = true;
        missing.put(contender.name(), "failed");
        samples.remove(contender.name());
        observer.problem(row.id() + ": " + contender.name() + " failed: " + e.getMessage());
        Driver driver = drivers.remove(contender);
        if (driver != null) {
            driver.close();
        }
    }

    /** Another one begins each time, and every other round goes backwards. */
    private List<Contender> order(int round) {
        List<Contender> order = new ArrayList<>(drivers.keySet());
        Collections.rotate(order, round);
        return round % 2 == 0 ? order : order.reversed();
    }
}
