package io.github.procesy.pool;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.procesy.process.Outcome;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The events themselves: all that needs the recorder is here. The names of events and fields are part of the interface to users. */
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class FlightEvents {
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private FlightEvents() {}

    static boolean isOn() {
        return FlightRecorder.isInitialized();
    }

    /** Has workers recorded from the moment on when there is a recorder: to ask for that before would start one. */
    static void start() {
        if (STARTED.compareAndSet(false, true)) {
            FlightRecorder.addListener(new FlightRecorderListener() {
                @Override
                public void recorderInitialized(FlightRecorder recorder) {
                    FlightRecorder.addPeriodicEvent(WorkerEvent.class,
                            FlightRecords::recordWorkers);
                }
            });
        }
    }

    static void record(String pool, PoolEvent event) {
        switch (event) {
            case PoolEvent.TaskEnded(String task, TaskState state) -> {
                TaskEndedEvent record = new TaskEndedEvent();
                record.pool = pool;
                record.task = task;
                record.state = state.name();
                record.commit();
            }
            case PoolEvent.TaskRetried(String task, java.time.Duration after) -> {
                TaskRetriedEvent record = new TaskRetriedEvent();
                record.pool = pool;
                record.task = task;
                record.backoff = after.toNanos();
                record.commit();
            }
            case PoolEvent.ItemsEnded(String function, int count) -> {
                ItemsEndedEvent record = new ItemsEndedEvent();
                record.pool = pool;
                record.function = function;
                record.count = count;
                record.commit();
            }
            case PoolEvent.WorkerStarted started -> {
                WorkerStartedEvent record = new WorkerStartedEvent();
                record.pool = pool;
                record.worker = started.name();
                record.pid = started.pid().orElse(0);
                record.commit();
            }
            case PoolEvent.WorkerEnded ended -> {
                WorkerEndedEvent record = new WorkerEndedEvent();
                record.pool = pool;
                record.worker = ended.name();
                record.told = ended.told();
                record.outcome = ended.outcome().map(Outcome::description).orElse("");
                record.commit();
            }
        }
    }

    static void record(String pool, WorkerSnapshot worker) {
        WorkerEvent record = new WorkerEvent();
        record.pool = pool;
        record.worker = worker.name();
        record.pid = worker.pid().orElse(0);
        record.state = worker.state();
        record.task = worker.task();
        record.tasks = worker.tasks();
        record.waiting = worker.waiting().toNanos();
        record.decoding = worker.decoding().toNanos();
        record.running = worker.running().toNanos();
        record.encoding = worker.encoding().toNanos();
        record.bytesIn = worker.bytesIn();
        record.bytesOut = worker.bytesOut();
        record.memory = worker.residentBytes().orElse(0);
        record.cpu = worker.cpu().map(java.time.Duration::toNanos).orElse(0L);
        record.commit();
    }

    /** Of a pool. */
    @Category("Procesy")
    @StackTrace(false)
    private abstract static class PoolRecord extends Event {
        @Label("Pool")
        String pool = "";
    }

    @Name("procesy.TaskEnded")
    @Label("Task Ended")
    @Description("A task of a pool has ended, and how")
    private static final class TaskEndedEvent extends PoolRecord {
        @Label("Task")
        String task = "";
        @Label("State")
        String state = "";
    }

    @Name("procesy.TaskRetried")
    @Label("Task Retried")
    @Description("A task, or an item of a mapping, is tried again")
    private static final class TaskRetriedEvent extends PoolRecord {
        @Label("Task")
        String task = "";
        @Label("Backoff")
        @Timespan(Timespan.NANOSECONDS)
        long backoff;
    }

    @Name("procesy.ItemsEnded")
    @Label("Items Ended")
    @Description("Items of a mapping have ended")
    private static final class ItemsEndedEvent extends PoolRecord {
        @Label("Function")
        String function = "";
        @Label("Count")
        int count;
    }

    @Name("procesy.WorkerStarted")
    @Label("Worker Started")
    @Description("A worker of a pool is ready for tasks")
    private static final class WorkerStartedEvent extends PoolRecord {
        @Label("Worker")
        String worker = "";
        @Label("Process Id")
        long pid;
    }

    @Name("procesy.WorkerEnded")
    @Label("Worker Ended")
    @Description("A worker of a pool has ended, told to or not")
    private static final class WorkerEndedEvent extends PoolRecord {
        @Label("Worker")
        String worker = "";
        @Label("Told To")
        boolean told;
        @Label("Outcome")
        String outcome = "";
    }

    @Name("procesy.Worker")
    @Label("Worker")
    @Description("What a worker of a pool does, and has done so far")
    @Period("1 s")
    private static final class WorkerEvent extends PoolRecord {
        @Label("Worker")
        String worker = "";
        @Label("Process Id")
        long pid;
        @Label("State")
        String state = "";
        @Label("Task")
        String task = "";
        @Label("Tasks and Items Done")
        long tasks;
        @Label("Time Waiting")
        @Timespan(Timespan.NANOSECONDS)
        long waiting;
        @Label("Time Decoding")
        @Timespan(Timespan.NANOSECONDS)
        long decoding;
        @Label("Time Running")
        @Timespan(Timespan.NANOSECONDS)
        long running;
        @Label("Time Encoding")
        @Timespan(Timespan.NANOSECONDS)
        long encoding;
        @Label("Bytes In")
        @DataAmount
        long bytesIn;
        @Label("Bytes Out")
        @DataAmount
        long bytesOut;
        @Label("Resident Memory")
        @DataAmount
        long memory;
        @Label("Processor Time")
        @Timespan(Timespan.NANOSECONDS)
        long cpu;
    }
}
