package io.github.procesy.outcome;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Properties;

import io.github.procesy.process.ChildProcess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that change the JVM under the feet of the library; their results arrive all the same. */
class HostileTaskTest {
    @Test
    void oneThatInterruptsEveryThread() throws Exception {
        try (var child = ChildProcess.start(() -> {
            Thread.getAllStackTraces().keySet().forEach(Thread::interrupt);
            Thread.currentThread().getThreadGroup().interrupt();
            return 5;
        })) {
            assertThat(child.join().valueOrThrow()).isEqualTo(5);
        }
    }

    static final class FailsToFlush extends PrintStream {
        FailsToFlush(OutputStream out) {
            super(out);
        }

        @Override
        public void flush() {
            throw new IllegalStateException("cannot flush");
        }
    }

    @Test
    void oneThatBreaksTheStreams() throws Exception {
        try (var child = ChildProcess.start(() -> {
            System.setOut(new FailsToFlush(new ByteArrayOutputStream()));
            System.setErr(null);
            return 5;
        })) {
            assertThat(child.join().valueOrThrow()).isEqualTo(5);
        }
    }

    @Test
    void oneThatForgetsTheSystemPropertiesAndTheLoader() throws Exception {
        try (var child = ChildProcess.start(() -> {
            System.setProperties(new Properties());
            Thread.currentThread().setContextClassLoader(null);
            Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> Runtime.getRuntime()
                    .halt(9));
            return 5;
        })) {
            assertThat(child.join().valueOrThrow()).isEqualTo(5);
        }
    }

    @Test
    void oneThatClosesTheStreams() throws Exception {
        try (var child = ChildProcess.start(() -> {
            System.out.close();
            System.err.close();
            System.in.close();
            return 5;
        })) {
            assertThat(child.join().valueOrThrow()).isEqualTo(5);
        }
    }
}
