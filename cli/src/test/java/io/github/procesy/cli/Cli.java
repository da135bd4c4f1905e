package io.github.procesy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.procesy.testing.Conditions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The command in a JVM of its own, as a user runs it. All that it leaves is looked for. */
final class Cli {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration MOMENT = Duration.ofSeconds(20);

    private final Path folder;
    private final List<String> jvmOptions = new ArrayList<>(
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED"));
    private final List<String> arguments;
    private String locale = "C.UTF-8";

    /** What a run printed and how it ended. */
    record Result(int exitCode, String stdout, String stderr) {
        List<String> lines() {
            return stdout.lines().toList();
        }

        List<String> errorLines() {
            return stderr.lines().toList();
        }

        Result succeeded() {
            assertThat(stderr).isEmpty();
            assertThat(exitCode).isZero();
            return this;
        }
    }

    private Cli(Path folder, String... arguments) {
        this.folder = folder;
        this.arguments = List.of(arguments);
    }

    /** A run that keeps its temporary files in a folder. */
    static Cli of(Path folder, String... arguments) {
        return new Cli(folder, arguments);
    }

    Cli jvmOption(String option) {
        jvmOptions.add(option);
        return this;
    }

    Cli locale(String newLocale) {
        locale = newLocale;
        return this;
    }

    /** Runs to the end on input that is there from the beginning. */
    Result run(String input) {
        Path stdout = folder.resolve("stdout");
        int exitCode = runInto(stdout, input);
        return new Result(exitCode, text(stdout), stderr());
    }

    /** Runs to the end with standard output to a file; gives the exit code. */
    int runInto(Path stdout, String input) {
        try {
            Path stdin = Files.writeString(folder.resolve("stdin"), input, UTF_8);
            int exitCode = awaitEnd(builder().redirectInput(stdin.toFile())
                    .redirectOutput(stdout.toFile())
                    .redirectError(folder.resolve("stderr").toFile())
                    .start());
            assertNothingLeft();
            return exitCode;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts with all streams in the hands of the test; standard error goes to a file. */
    Process start() {
        try {
            Process process = builder().redirectError(folder.resolve("stderr").toFile()).start();
            // So that a test that reads what does not come fails, and does not hang.
            CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .execute(process::destroyForcibly);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was printed to standard error. */
    String stderr() {
        return text(folder.resolve("stderr"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end of a started run. */
    static int awaitEnd(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("the command did not end within " + PATIENCE);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** No process of the run lives, and no folder of it is there. */
    void assertNothingLeft() {
        Conditions.await("nothing is left of the run", MOMENT, () -> leftovers().isEmpty(),
                () -> leftovers().toString());
    }

    private List<String> leftovers() {
        List<String> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(commandLine -> commandLine.contains(folder.toString()))
                .forEach(found::add);
        try (Stream<Path> files = Files.list(folder)) {
            files.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(name -> name.startsWith("procesy-"))
                    .forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private ProcessBuilder builder() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1"); // a quarter less of CPU time: it is over before C2 would pay
        command.addAll(jvmOptions);
        command.add("-Djava.io.tmpdir=" + folder);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("io.github.procesy.cli.Main");
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", locale);
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return builder;
    }
}
