package io.github.procesy.parents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.ProcessStartException;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A JDK that an update replaces on disk while a JVM runs on it. */
class ReplacedJdkTest {
    private static final Path REAL = Path.of(System.getProperty("java.home"));

    @TempDir
    private Path temporary;
    private Path jdk;

    /** Tries a start each time that the test has made a file: 0, 1, 2 and so on. */
    static final class Starter {
        public static void main(String[] arguments) throws Exception {
            int attempts = Integer.parseInt(arguments[1]);
            for (int i = 0; i < attempts; i++) {
                Path file = Path.of(arguments[0], Integer.toString(i));
                Conditions.await("the file " + i, Duration.ofSeconds(30), () -> Files.exists(file));
                try (var child = ChildProcess.start(() -> System.getProperty("java.home"))) {
                    System.out.println(i + ": " + child.result());
                } catch (ProcessStartException e) {
                    System.out.println(i + ": " + e.getMessage());
                }
            }
        }
    }

    /** What a JVM looks for beside itself is copied, the rest linked. */
    @BeforeEach
    void copyJdk() throws IOException {
        jdk = Files.createDirectories(temporary.resolve("jdk"));
        copy(Path.of("release"));
        copy(Path.of("bin", "java"));
        copy(Path.of("lib", "jvm.cfg"));
        Files.createSymbolicLink(jdk.resolve("conf"), REAL.resolve("conf"));
        try (Stream<Path> server = Files.list(REAL.resolve("lib", "server"))) {
            for (Path file : server.toList()) {
                copy(REAL.relativize(file));
            }
        }
        try (Stream<Path> lib = Files.list(REAL.resolve("lib"))) {
            for (Path file : lib.toList()) {
                Path link = jdk.resolve(REAL.relativize(file));
                if (!Files.exists(link)) {
                    Files.createSymbolicLink(link, file);
                }
            }
        }
    }

    /** JUnit warns of each link that it deletes. */
    @AfterEach
    void deleteLinks() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(file);
            }
        }
    }

    private void copy(Path file) throws IOException {
        Files.createDirectories(jdk.resolve(file).getParent());
        Files.copy(REAL.resolve(file), jdk.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private void pretend(String version) throws IOException {
        Path release = jdk.resolve("release");
        Files.writeString(release, Files.readString(release)
                .replaceFirst("(?m)^JAVA_VERSION=.*", "JAVA_VERSION=\"" + version + "\""));
    }

    private String attempt(ParentJvm parent, int number) throws IOException {
        Files.createFile(temporary.resolve(Integer.toString(number)));
        return parent.printed().awaitAfter(number + ": ");
    }

    private ParentJvm start(Path home, int attempts) {
        return ParentJvm.of(Starter.class, temporary)
                .java(home.resolve("bin", "java"))
                .options("-Dprocesy.aot.cache=off")
                .start(temporary.toString(), Integer.toString(attempts));
    }

    @Test
    void aStartSaysWhatHasHappenedToTheJdk() throws Exception {
        Path modules = jdk.resolve("lib", "modules");
        Path link = Files.createSymbolicLink(temporary.resolve("default"), jdk);
        try (ParentJvm parent = start(link, 6)) {
            assertThat(attempt(parent, 0)).isEqualTo(jdk.toString());

            // The link of a system's default JDK is moved; the JDK is still there.
            Files.delete(link);
            Files.createSymbolicLink(link, temporary);
            assertThat(attempt(parent, 1)).isEqualTo(jdk.toString());

            // The same version is installed again.
            Files.delete(modules);
            Files.copy(REAL.resolve("lib", "modules"), modules);
            assertThat(attempt(parent, 2)).isEqualTo(jdk.toString());

            Files.delete(modules);
            assertThat(attempt(parent, 3)).contains("'process-4' cannot be started",
                    "this JVM runs on Java " + Runtime.version() + " of " + jdk,
                    modules + " is gone", "Restart this JVM");

            Files.createSymbolicLink(modules, REAL.resolve("lib", "modules"));
            pretend("26.0.1");
            assertThat(attempt(parent, 4)).contains("another JDK has taken its place: 26.0.1",
                    "Restart this JVM");

            Files.move(jdk, temporary.resolve("away"));
            assertThat(attempt(parent, 5)).contains(jdk + ", and that folder is gone",
                    "Restart this JVM");
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.folders()).isEmpty();
        }
    }

    /** The library may be used for the first time long after the JVM was started. */
    @Test
    void aJdkThatWasReplacedBeforeTheFirstStart() throws Exception {
        try (ParentJvm parent = start(jdk, 2)) {
            pretend("25.0.99");
            assertThat(attempt(parent, 0)).contains("another JDK has taken its place: 25.0.99");
            Files.delete(jdk.resolve("bin", "java"));
            assertThat(attempt(parent, 1)).contains(jdk.resolve("bin", "java")
                    + " does not exist");
            assertThat(parent.awaitExit()).isZero();
        }
    }
}
