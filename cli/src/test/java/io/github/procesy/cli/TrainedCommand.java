package io.github.procesy.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The {@code java} command with AOT caches for the command and its workers, as the launcher script has them: half of the CPU time
 * of all tests of the command line. They are made once for all. The JVM makes caches for jars alone, so that folders of classes
 * become jars.
 */
final class TrainedCommand {
    /** C1 alone takes a quarter less of CPU time: the command is over before C2 would pay. */
    private static final List<String> OPTIONS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED");
    private static final String MAIN = "io.github.procesy.cli.Main";
    private static final Path FOLDER = Path.of("target", "trained").toAbsolutePath();
    private static final Path CACHE = FOLDER.resolve("command.aot");
    private static final Path WORKER_CACHE = FOLDER.resolve("worker.aot");
    private static final String CLASS_PATH;

    static {
        try {
            Files.createDirectories(FOLDER);
            CLASS_PATH = jars();
            Files.deleteIfExists(CACHE);
            Files.deleteIfExists(WORKER_CACHE);
            train(List.of("-XX:AOTCacheOutput=" + CACHE), List.of("train"), CACHE);
            train(List.of(), List.of("train", WORKER_CACHE.toString()), WORKER_CACHE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private TrainedCommand() {}

    /** The command up to its arguments. */
    static List<String> command(List<String> moreOptions) {
        List<String> options = new ArrayList<>(List.of("-XX:AOTCache=" + CACHE,
                "-Dprocesy.aot=" + WORKER_CACHE));
        options.addAll(moreOptions);
        return java(options);
    }

    private static List<String> java(List<String> moreOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(moreOptions);
        command.addAll(List.of("-cp", CLASS_PATH, MAIN));
        return command;
    }

    private static void train(List<String> options, List<String> arguments, Path cache)
            throws IOException, InterruptedException {
        List<String> command = java(options);
        command.addAll(arguments);
        Path log = FOLDER.resolve("log");
        int exitCode = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exitCode != 0 || !Files.exists(cache)) {
            throw new AssertionError(Files.readString(log));
        }
    }

    private static String jars() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                jars.add(jar(path, FOLDER.resolve(jars.size() + ".jar")).toString());
            } else if (Files.exists(path)) {
                jars.add(entry);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static Path jar(Path folder, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(path).toString()));
                Files.copy(path, out);
            }
        }
        return jar;
    }
}
