package io.github.procesy.worker;

import java.util.List;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.support.InMemoryClasses;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that treats items one after another. */
class WorkerTest {
    private static final WorkerTask<String, Integer> LENGTH = (item, results) -> {
        switch (item) {
            case "throws" -> throw new IllegalStateException("on purpose");
            case "exits" -> System.exit(3);
            case "hangs" -> Hostile.hang();
            case "interrupts" -> Thread.currentThread().interrupt();
            default -> {
            }
        }
        results.accept(item.length());
        results.accept(-item.length());
    };

    @Test
    void itemsAreTreatedInOrderAndOneThatThrowsCostsItselfAlone() throws Exception {
        try (Worker<String, Integer> worker = Worker.start(ChildProcess.builder(), LENGTH)) {
            worker.send(List.of("a", "throws"));
            worker.send(List.of("bcd"));
            assertThat(worker.receive()).isEqualTo(new WorkerEvent.Result<>(1));
            assertThat(worker.receive()).isEqualTo(new WorkerEvent.Result<>(-1));
            assertThat(worker.receive()).isEqualTo(new WorkerEvent.Finished<>());
            assertThat(worker.receive()).isInstanceOfSatisfying(WorkerEvent.Failed.class,
                    failed -> assertThat(failed.failure())
                            .isInstanceOf(IllegalStateException.class));
            assertThat(worker.receive()).isEqualTo(new WorkerEvent.Result<>(3));
        }
    }

    @Test
    void anItemThatLeavesTheInterruptSetCostsNothing() throws Exception {
        try (Worker<String, Integer> worker = Worker.start(ChildProcess.builder(), LENGTH)) {
            worker.send(List.of("interrupts", "a"));
            assertThat(worker.receive()).isEqualTo(new WorkerEvent.Result<>(10));
            assertThat(worker.receive()).isEqualTo(new WorkerEvent.Result<>(-10));
            assertThat(worker.receive()).isEqualTo(new WorkerEvent.Finished<>());
            assertThat(worker.receive()).isEqualTo(new WorkerEvent.Result<>(1));
        }
    }

    @Test
    void anItemThatEndsTheProcessIsLostWithTheOutcome() throws Exception {
        try (Worker<String, Integer> worker = Worker.start(ChildProcess.builder(), LENGTH)) {
            worker.send(List.of("exits", "a"));
            assertThat(worker.receive()).isInstanceOfSatisfying(WorkerEvent.Lost.class,
                    lost -> assertThat(lost.outcome()).isInstanceOf(Outcome.Exited.class));
        }
    }

    @Test
    void aWorkerThatIsKilledBeforeItComesUpIsLost() throws Exception {
        try (Worker<String, Integer> worker = Worker.start(ChildProcess.builder(), LENGTH)) {
            worker.kill();
            worker.send(List.of("a"));
            assertThat(worker.receive()).isInstanceOf(WorkerEvent.Lost.class);
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void aTaskWhoseClassExistsInMemoryAlone() throws Exception {
        var task = (WorkerTask<String, Object>) InMemoryClasses.compile("memory.Work", """
                package memory;

                import java.util.function.Consumer;

                public class Work implements io.github.procesy.worker.WorkerTask<String, Object> {
                    public void run(String item, Consumer<? super Object> results) {
                        results.accept(item + " done");
                    }
                }
                """).instance("memory.Work");
        try (Worker<String, Object> worker = Worker.start(ChildProcess.builder(), task)) {
            worker.send(List.of("a"));
            assertThat(worker.receive()).isEqualTo(new WorkerEvent.Result<>("a done"));
        }
    }
}
