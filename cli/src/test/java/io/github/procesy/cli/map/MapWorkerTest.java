package io.github.procesy.cli.map;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.cli.expression.ExpressionCompiler;
import io.github.procesy.cli.terminal.Messages;
import io.github.procesy.cli.terminal.ResultWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class MapWorkerTest {
    /** The run ended without a reason when the thread that read the input was late to give one. */
    @Test
    void aWorkerThatFindsNoMoreItemsEndsTheRun() throws Exception {
        List<Ending> endings = new ArrayList<>();
        MapSettings settings = new MapSettings(2, true, false, 0, Optional.empty(),
                OptionalLong.empty(), List.of(), List.of());
        try (ResultWriter results = new ResultWriter(new ByteArrayOutputStream(), e -> {
            throw new AssertionError(e);
        })) {
            ItemQueue queue = new ItemQueue(2);
            RunState run = new RunState(settings, new WorkerJvm(settings, UTF_8), queue,
                    new UnorderedPrinter(results), new Messages(System.err, UTF_8), line -> {
                    }, endings::add);
            run.compiled(new ExpressionCompiler(List.of()).compile("s -> s"));
            queue.end();

            new MapWorker(run, 2).run();
        }

        assertThat(endings).containsExactly(new Ending.Complete());
    }
}
