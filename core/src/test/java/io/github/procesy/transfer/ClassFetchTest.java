package io.github.procesy.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.github.procesy.SerializableCallable;
import io.github.procesy.TransferException;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.process.ProcessFailedException;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.InMemoryClasses;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.support.Printed;
import io.github.procesy.support.Project;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Classes and resources that the child does not have come from the parent. */
class ClassFetchTest {
    private static final String SOURCE = """
            package memory;

            import io.github.procesy.SerializableCallable;

            public class Task implements SerializableCallable<Object> {
                public record Part(int number) implements java.io.Serializable {}

                public static class Lazy {
                    static int twice(int number) {
                        return 2 * number;
                    }
                }

                public Object call() throws Exception {
                    SerializableCallable<Integer> lambda = () -> Lazy.twice(21);
                    return new Part(lambda.call());
                }

                public String toString() {
                    return "in memory";
                }
            }
            """;

    @Test
    void aTaskWhoseClassesExistInMemoryAlone() throws Exception {
        InMemoryClasses classes = InMemoryClasses.compile("memory.Task", SOURCE);
        try (var child = ChildProcess.start(classes.task("memory.Task"))) {
            assertThat(child.result()).hasToString("Part[number=42]");
            assertThat(child.result().getClass().getClassLoader()).isSameAs(classes);
        }
    }

    /** The lambda is of the class path, what it captured is of another loader. */
    @Test
    @AnyLauncher
    void aCapturedObjectWhoseClassExistsInMemoryAlone() throws Exception {
        SerializableCallable<Object> captured = InMemoryClasses.compile("memory.Task", SOURCE)
                .task("memory.Task");
        try (var child = ChildProcess.start(() -> captured.toString())) {
            assertThat(child.result()).isEqualTo("in memory");
        }
    }

    @Test
    @AnyLauncher
    void aClassThatIsFoundNowhereIsNamed() throws Exception {
        InMemoryClasses classes = InMemoryClasses.compile("memory.Task", SOURCE);
        SerializableCallable<Object> task = classes.task("memory.Task");
        classes.forget("memory.Task$Lazy");
        try (var child = ChildProcess.start(task)) {
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .hasMessageContaining("memory/Task$Lazy");
        }
        classes.forget("memory.Task");
        try (var child = ChildProcess.start(task)) {
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .hasMessageContaining("memory.Task")
                    .hasMessageContaining("class path");
        }
    }

    static final class Resourceful extends InMemoryClasses {
        private final CompletableFuture<Long> pid = new CompletableFuture<>();

        Resourceful() {
            super(Resourceful.class.getClassLoader());
            compile(this, "memory.Reader", """
                    package memory;

                    import java.util.Collections;

                    public record Reader() implements io.github.procesy.SerializableCallable<Object> {
                        public Object call() throws Exception {
                            var loader = Thread.currentThread().getContextClassLoader();
                            String name = System.getProperty("resource");
                            try (var in = loader.getResourceAsStream(name)) {
                                return in == null ? null : new String(in.readAllBytes());
                            }
                        }
                    }
                    """);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            return switch (name) {
                case "throws" -> throw new IllegalStateException("the loader is closed");
                case "breaks" -> new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("the disk is broken");
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        return read();
                    }
                };
                case "stops" -> stopTheReader();
                default -> super.getResourceAsStream(name);
            };
        }

        /** Much data for a process that reads none. */
        private InputStream stopTheReader() {
            try {
                ParentJvm.stop(pid.join());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            byte[] data = new byte[8 << 20];
            new Random(1).nextBytes(data);
            return new ByteArrayInputStream(data);
        }
    }

    @Test
    void resourcesComeFromTheParentToo() throws Exception {
        var classes = new Resourceful().resource("some folder/ö.txt", "content".getBytes(UTF_8));
        try (var child = ChildProcess.builder()
                .systemProperty("resource", "some folder/ö.txt")
                .start(classes.task("memory.Reader"))) {
            assertThat(child.result()).isEqualTo("content");
        }
        try (var child = ChildProcess.builder()
                .systemProperty("resource", "nothing.txt")
                .start(classes.task("memory.Reader"))) {
            assertThat(child.result()).isNull();
        }
    }

    @Test
    @AnyLauncher
    void aLoaderOfTheParentThatFailsDoesNotKillTheChild() throws Exception {
        for (String resource : new String[] {"throws", "breaks"}) {
            var task = new Resourceful().task("memory.Reader");
            try (var child = ChildProcess.builder()
                    .systemProperty("resource", resource)
                    .start(task)) {
                assertThat(child.join()).as(resource)
                        .isInstanceOfAny(Outcome.Returned.class,
                                Outcome.Threw.class);
            }
        }
    }

    /** The parent may be busy sending to a process that does not read. */
    @Test
    void aProcessThatDoesNotReadIsKilledWhenTheGraceIsOver() throws Exception {
        Resourceful classes = new Resourceful();
        var child = ChildProcess.builder()
                .systemProperty("resource", "stops")
                .start(classes.task("memory.Reader"));
        try {
            classes.pid.complete(child.pid());
            Conditions.await("the parent is in the middle of sending", Duration.ofSeconds(20),
                    ClassFetchTest::isSending);
            child.terminate(Duration.ofMillis(200));
            assertThat(child.join(Duration.ofSeconds(5))).as("ended").isTrue();
        } finally {
            child.kill();
            child.join();
        }
    }

    private static boolean isSending() {
        try {
            Path dump = Files.createTempFile("threads", ".txt");
            Files.delete(dump);
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(),
                            HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            String text = Files.readString(dump);
            Files.delete(dump);
            return text.contains("FrameChannel.send") && text.contains("ClassServer.answer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands on the class path of both is there once. */
    @Test
    @AnyLauncher
    void aResourceOfTheClassPathIsFoundOnce() throws Exception {
        String name = ClassFetchTest.class.getName().replace('.', '/') + ".class";
        try (var child = ChildProcess.start(() -> Collections
                .list(Thread.currentThread().getContextClassLoader().getResources(name))
                .stream()
                .map(Object::toString)
                .toList())) {
            assertThat(child.result()).hasSize(1);
        }
    }

    @Test
    void classesAreFetchedWhileTheTaskIsInterrupted() throws Exception {
        Printed printed = new Printed();
        InMemoryClasses classes = InMemoryClasses.compile("memory.Late", """
                package memory;

                public class Late implements io.github.procesy.SerializableCallable<Object> {
                    static class Helper {
                        static String help() {
                            return "helped";
                        }
                    }

                    public Object call() {
                        Thread.currentThread().interrupt();
                        String answer = Helper.help();
                        return answer + Thread.currentThread().isInterrupted();
                    }
                }
                """);
        try (var child = ChildProcess.builder()
                .stdout(Output.lines(printed))
                .start(classes.task("memory.Late"))) {
            assertThat(child.result()).isEqualTo("helpedtrue");
        }
    }

    @Test
    @AnyLauncher
    void allKindsOfClasses() throws Exception {
        InMemoryClasses classes = InMemoryClasses.compile("memory.Kinds", """
                package memory;

                import java.io.Serializable;
                import java.util.List;
                import java.util.function.Function;

                import io.github.procesy.SerializableCallable;

                public class Kinds implements SerializableCallable<Object> {
                    enum Colour {
                        RED,
                        GREEN {
                            @Override
                            String text() {
                                return "a body of its own";
                            }
                        };

                        String text() {
                            return "red";
                        }
                    }

                    interface Named {
                        default String name() {
                            return "default";
                        }
                    }

                    sealed interface Shape permits Circle, Square {}

                    record Circle(int radius) implements Shape, Named, Serializable {}

                    record Square(int side) implements Shape, Serializable {}

                    @FunctionalInterface
                    interface Twice<T> extends Function<T, T>, Serializable {}

                    class Inner implements Serializable {
                        String text() {
                            return "inner " + colour;
                        }
                    }

                    Colour colour = Colour.GREEN;
                    Inner inner = new Inner();
                    Shape shape = new Circle(1);
                    Twice<Integer> twice = n -> 2 * n;

                    static int area(Shape shape) {
                        return switch (shape) {
                            case Circle(int radius) -> 3 * radius * radius;
                            case Square(int side) -> side * side;
                        };
                    }

                    public Object call() throws Exception {
                        class Local implements Named {}
                        Named anonymous = new Named() {
                            @Override
                            public String name() {
                                return colour.text();
                            }
                        };
                        SerializableCallable<SerializableCallable<Integer>> nested = () -> {
                            int two = twice.apply(1);
                            return () -> twice.andThen(n -> n + area(new Square(two))).apply(two);
                        };
                        return List.of(colour, inner.text(), shape, new Local().name(),
                                anonymous.name(), nested.call().call());
                    }
                }
                """);
        try (var child = ChildProcess.start(classes.task("memory.Kinds"))) {
            assertThat(child.result()).hasToString("[GREEN, inner GREEN, Circle[radius=1], default,"
                    + " a body of its own, 8]");
        }
    }

    /** The child would take one for the other. */
    @Test
    @AnyLauncher
    void twoClassesOfOneNameAreRefused() throws Exception {
        Object one = InMemoryClasses.compile("memory.Task", SOURCE).instance("memory.Task");
        Object two = InMemoryClasses.compile("memory.Task", SOURCE).instance("memory.Task");
        assertThatThrownBy(() -> ChildProcess.start(() -> one + "" + two))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("memory.Task is two classes in it")
                .hasMessageContaining("one class of a name");
    }

    @Test
    @AnyLauncher
    void aClassOfTheResultThatTheParentDoesNotHaveIsNamed(@TempDir Path folder) throws Exception {
        Path jar = Project.in(folder)
                .source("elsewhere/Thing.java",
                        "package elsewhere; public record Thing() implements java.io.Serializable {}")
                .compile()
                .jar(folder.resolve("elsewhere.jar"));
        try (var child = ChildProcess.builder()
                .classPath(jar)
                .start(() -> Class.forName("elsewhere.Thing").getConstructor().newInstance())) {
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .cause()
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("The result cannot be rebuilt in this process: class"
                            + " elsewhere.Thing is found neither");
        }
    }
}
