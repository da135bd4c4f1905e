package io.github.procesy.pool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;

import io.github.procesy.testing.Conditions;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a pool does can be seen in the flight recorder. */
@Timeout(60)
class FlightRecordsTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void tasksItemsAndWorkersAreRecorded() throws Exception {
        Path file = folder.resolve("pool.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("procesy.Worker").withPeriod(Duration.ofMillis(20));
            recording.start();
            try (ProcessPool pool = ProcessPool.builder().name("filmed").workers(1).create()) {
                assertThat(pool.submit(() -> 1).get()).isOne();
                TaskFuture<Integer> fails = pool.submit(() -> Integer.parseInt("on purpose"),
                        TaskOptions.none().name("fails"));
                assertThatExceptionOfType(ExecutionException.class).isThrownBy(fails::get);
                assertThat(pool.map(List.of(1, 2, 3), n -> n + 1)).containsExactly(2, 3, 4);
                Conditions.await("a picture of the worker after its tasks was taken", TIME,
                        () -> hasWorkerWithTasks(recording));
            }
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file)
                .stream()
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
        assertThat(of("procesy.TaskEnded", events)).extracting(e -> e.getString("state"))
                .containsExactly("RETURNED", "THREW");
        assertThat(of("procesy.TaskEnded", events).getLast().getString("task"))
                .isEqualTo("fails");
        assertThat(of("procesy.ItemsEnded", events).stream().mapToInt(e -> e.getInt("count")).sum())
                .isEqualTo(3);
        RecordedEvent started = of("procesy.WorkerStarted", events).getFirst();
        assertThat(started.getString("pool")).isEqualTo("filmed");
        RecordedEvent worker = of("procesy.Worker", events).stream()
                .filter(e -> e.getLong("tasks") == 5 && e.getString("state").equals("idle"))
                .findFirst()
                .orElseThrow();
        assertThat(worker.getLong("pid")).isEqualTo(started.getLong("pid")).isPositive();
        assertThat(worker.getLong("memory")).isPositive();
        assertThat(worker.getDuration("running")).isPositive();
        assertThat(of("procesy.WorkerEnded", events)).extracting(e -> e.getBoolean("told"))
                .containsExactly(true);
    }

    private static List<RecordedEvent> of(String name, List<RecordedEvent> events) {
        return events.stream().filter(e -> e.getEventType().getName().equals(name)).toList();
    }

    private boolean hasWorkerWithTasks(Recording recording) {
        try {
            Path file = folder.resolve("so-far.jfr");
            recording.dump(file);
            return of("procesy.Worker", RecordingFile.readAllEvents(file)).stream()
                    .anyMatch(e -> e.getLong("tasks") == 5 && e.getString("state").equals("idle"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
