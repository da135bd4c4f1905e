package io.github.procesy.pool;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.ParentJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Results that take long to be read, or more memory than there is. */
@AnyLauncher
@Timeout(60)
class HardToReadTest {
    private static final Duration DEADLINE = Duration.ofMillis(500);

    /** Takes longer to be read than its task may take. */
    private static final class SlowToRead implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            try {
                Thread.sleep(2 * DEADLINE.toMillis());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void aTaskThatEndedInTimeIsNotLateBecauseItsResultIsReadLate() throws Exception {
        TaskOptions options = TaskOptions.none().deadline(DEADLINE);
        try (ProcessPool pool = ProcessPool.create(1)) {
            pool.submit(SlowToRead::new).get(); // the next is quick
            TaskFuture<SlowToRead> slow = pool.submit(SlowToRead::new, options);
            TaskFuture<Integer> behind = pool.submit(() -> 1, options);
            assertThat(slow.get()).isNotNull();
            assertThat(behind.get()).isOne();
            assertThat(pool.map(List.of(1, 2), n -> new SlowToRead(),
                    MapOptions.defaults().chunk(1).task(options))).hasSize(2);
        }
    }

    static final class Small {
        public static void main(String[] arguments) throws Exception {
            try (ProcessPool pool = ProcessPool.builder()
                    .workers(1)
                    .process(process -> process.heap(512L << 20))
                    .create()) {
                TaskFuture<byte[]> large = pool.submit(() -> new byte[100 << 20]);
                ExecutionException failure =
                        catchThrowableOfType(ExecutionException.class, large::get);
                System.out.println("failed: " + failure.getCause().getClass().getSimpleName());
                System.out.println("goes on: " + pool.submit(() -> "yes").get());
            }
        }
    }

    @Test
    void aResultThatIsTooLargeForThisProcessEndsItsTask(@TempDir Path temporary) throws Exception {
        try (var small =
                ParentJvm.of(Small.class, temporary).options("-Xmx48m").start()) {
            assertThat(small.awaitExit()).isZero();
            assertThat(small.printed().lines()).contains("failed: WorkerLostException",
                    "goes on: yes");
        }
    }
}
