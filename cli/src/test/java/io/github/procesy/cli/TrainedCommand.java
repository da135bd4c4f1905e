package io.github.procesy.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import static java.util.stream.Collectors.joining;

/**
 * An AOT cache of the JDK's compiler, which each run of the command starts: a quarter less of the CPU time of all tests of the
 * command line. It is made once for all of them. The JVM makes caches for jars alone, and takes them where folders
 * follow the jars: so the jars go first.
 */
final class WarmJdk {
    /** C1 alone takes a quarter less of CPU time: the command is over before C2 would pay. */
    private static final List<String> OPTIONS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED");
    private static final Path CACHE = Path.of("target", "warm-jdk.aot").toAbsolutePath();
    private static final String JARS = entries(Files::isRegularFile);

    static {
        make();
    }

    private WarmJdk() {}

    /** The {@code java} command up to the class path. */
    static List<String> command(List<String> moreOptions) {
        List<String> command = java("-XX:AOTCache=" + CACHE);
        command.addAll(moreOptions);
        command.addAll(List.of("-cp", JARS + File.pathSeparator + entries(Files::isDirectory)));
        return command;
    }

    private static List<String> java(String option) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add(option);
        return command;
    }

    private static String entries(Predicate<Path> which) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> which.test(Path.of(entry)))
                .collect(joining(File.pathSeparator));
    }

    private static void make() {
        try {
            Files.deleteIfExists(CACHE);
            Path folder = Files.createTempDirectory(CACHE.getParent(), "warm-jdk");
            Path source = Files.writeString(folder.resolve("Cube.java"), """
                    class Cube implements java.util.function.Function<String, Object> {
                        public Object apply(String n) {
                            return Long.parseLong(n) * Long.parseLong(n) * Long.parseLong(n);
                        }
                    }
                    """);
            List<String> command = java("-XX:AOTCacheOutput=" + CACHE);
            command.addAll(List.of("-cp", JARS, "com.sun.tools.javac.Main", "-d", folder.toString(),
                    source.toString()));
            Path log = folder.resolve("log");
            int exitCode = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            if (exitCode != 0 || !Files.exists(CACHE)) {
                throw new AssertionError(Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
