package io.github.procesy.transfer;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.procesy.RemoteThrowable;
import io.github.procesy.SerializableCallable;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.CurrentProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.ProcessFailedException;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.InMemoryClasses;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A failure always arrives, whatever it is made of. */
@AnyLauncher
class FailureTransferTest {
    private static Throwable failureOf(SerializableCallable<Object> task) throws Exception {
        try (ChildProcess<Object> child = ChildProcess.start(task)) {
            Outcome<Object> outcome = child.join();
            assertThat(outcome.toString()).as("its one line").isNotBlank();
            assertThat(outcome).isInstanceOf(Outcome.Threw.class);
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class);
            return ((Outcome.Threw<?>) outcome).failure();
        }
    }

    static final class WithSocket extends Exception {
        private static final long serialVersionUID = 1L;
        @SuppressWarnings("serial")
        private final Object socket = new Object();

        WithSocket(String message, Throwable cause) {
            super(message, cause);
        }

        Object socket() {
            return socket;
        }
    }

    @Test
    void oneWithAFieldThatDoesNotSerializeArrivesAsAStandIn() throws Exception {
        Throwable failure = failureOf(() -> {
            Exception e = new WithSocket("größe", new IllegalStateException("inner"));
            e.addSuppressed(new IOException("suppressed"));
            throw e;
        });
        assertThat(failure).isInstanceOfSatisfying(RemoteThrowable.class,
                e -> assertThat(e.className()).isEqualTo(WithSocket.class.getName()));
        assertThat(failure).hasToString(WithSocket.class.getName() + ": größe")
                .hasMessage("größe");
        assertThat(failure.getStackTrace()[0].getClassName())
                .startsWith(FailureTransferTest.class.getName());
        assertThat(failure.getCause()).hasToString("java.lang.IllegalStateException: inner");
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).hasToString("java.io.IOException: suppressed");
    }

    /** The field path is looked for also in things whose methods fail. */
    static final class WithMap extends Exception {
        private static final long serialVersionUID = 1L;
        @SuppressWarnings("serial")
        private final Map<Object, Object> map = new HashMap<>(
                Map.of(new UntransferableTest.Unprintable(1), new Object()));

        int size() {
            return map.size();
        }
    }

    @Test
    void oneWithThingsThatCannotBePrinted() throws Exception {
        assertThat(failureOf(() -> {
            throw new WithMap();
        })).isInstanceOfSatisfying(RemoteThrowable.class,
                e -> assertThat(e.className()).isEqualTo(WithMap.class.getName()));
    }

    static final class NoMessage extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean error;

        NoMessage(boolean error) {
            this.error = error;
        }

        @Override
        public String getMessage() {
            if (error) {
                throw new AssertionError("no message");
            }
            throw new UnsupportedOperationException("no message");
        }
    }

    @Test
    void oneWhoseGetMessageThrows() throws Exception {
        for (boolean error : List.of(false, true)) {
            try (ChildProcess<Object> child = ChildProcess.start(() -> {
                throw new NoMessage(error);
            })) {
                assertThat(child.join()).isInstanceOf(Outcome.Threw.class);
                assertThat(child.join().toString()).contains(NoMessage.class.getName());
                assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class);
            }
        }
    }

    static final class Strange extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Object notSent = new Object();

        @Override
        public synchronized @Nullable Throwable getCause() {
            throw new IllegalStateException("no cause " + (notSent != null));
        }

        @Override
        @SuppressWarnings("NullAway")
        public StackTraceElement[] getStackTrace() {
            return null;
        }
    }

    @Test
    void oneThatOverridesWhatItShouldNot() throws Exception {
        try (ChildProcess<Object> child = ChildProcess.start(() -> {
            throw new Strange();
        })) {
            assertThat(child.join()).isInstanceOf(Outcome.Threw.class);
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class);
        }
    }

    static final class FailsToArrive extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailsToArrive() {
            super("the real reason");
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (CurrentProcess.parent().isEmpty()) {
                throw new AssertionError("cannot be rebuilt");
            }
        }
    }

    @Test
    void oneThatCannotBeRebuiltArrivesAsAStandIn() throws Exception {
        assertThat(failureOf(() -> {
            throw new FailsToArrive();
        })).isInstanceOf(RemoteThrowable.class)
                .hasToString(FailsToArrive.class.getName() + ": the real reason");
    }

    @Test
    void causesInACircle() throws Exception {
        Throwable failure = failureOf(() -> {
            Exception first = new Exception("first");
            Exception second = new Exception("second", first);
            first.initCause(second);
            throw first;
        });
        assertThat(failure).hasMessage("first");
        assertThat(failure.getCause().getCause()).isSameAs(failure);
    }

    @Test
    void causesInACircleThatDoNotSerialize() throws Exception {
        Throwable failure = failureOf(() -> {
            Exception root = new Exception("root");
            Exception first = new WithSocket("first", root);
            root.initCause(first);
            first.addSuppressed(root);
            throw first;
        });
        assertThat(failure).hasMessage("first").hasCauseInstanceOf(RemoteThrowable.class);
    }

    @Test
    void aVeryLongMessageAndAVeryLongChain() throws Exception {
        Throwable failure = failureOf(() -> {
            Exception e = new Exception("x".repeat(3_000_000));
            for (int i = 0; i < 5000; i++) {
                e = new Exception("level " + i, e);
            }
            throw e;
        });
        assertThat(failure).hasMessage("level 4999");
    }

    @Test
    void oneWhoseClassTheParentDoesNotHave() throws Exception {
        try (ChildProcess<Object> child = ChildProcess.start(() -> {
            throw (Exception) InMemoryClasses
                    .compile("OnlyThere", "public class OnlyThere extends Exception {"
                            + " public String getMessage() { return \"from a class of mine\"; } }")
                    .instance("OnlyThere");
        })) {
            assertThatThrownBy(child::result).cause()
                    .isInstanceOf(RemoteThrowable.class)
                    .hasToString("OnlyThere: from a class of mine");
        }
    }
}
