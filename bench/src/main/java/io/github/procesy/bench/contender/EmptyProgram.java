package io.github.procesy.bench.contender;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import io.github.procesy.bench.probe.JavaCommand;

/** What a bare JVM runs: a jar with next to nothing in it, and an AOT cache for that. */
public final class EmptyProgram {
    /** With these a JVM starts fastest. */
    private static final List<String> FAST = List.of("-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    private final Path java;
    private final Path jar;
    private final Path cache;

    private EmptyProgram(Path java, Path folder) {
        this.java = java;
        jar = folder.resolve("empty.jar");
        cache = folder.resolve("empty.aot");
    }

    /** Writes the jar and lets the JVM make the cache. */
    static EmptyProgram create(Path java, Path folder) throws IOException, InterruptedException {
        EmptyProgram program = new EmptyProgram(java, folder);
        program.writeJar();
        program.train();
        return program;
    }

    private void writeJar() throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> type : List.of(EmptyMain.class, IdleMain.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = Objects
                        .requireNonNull(type.getResourceAsStream("/" + name))) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }

    private void train() throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(FAST);
        options.add("-XX:AOTCacheOutput=" + cache);
        int exitCode = new JavaCommand(command(options, EmptyMain.class)).start().waitFor();
        if (exitCode != 0 || !Files.exists(cache)) {
            throw new IOException("the JVM made no AOT cache for an empty program: exit code "
                    + exitCode);
        }
    }

    /**
     * Runs a program with default options.
     *
     * @param main {@link EmptyMain} or {@link IdleMain}
     * @return the command line
     */
    public List<String> command(Class<?> main) {
        return command(List.of(), main);
    }

    /**
     * Runs a program with the options with which it starts fastest.
     *
     * @param main {@link EmptyMain} or {@link IdleMain}
     * @return the command line
     */
    public List<String> fastCommand(Class<?> main) {
        List<String> options = new ArrayList<>(FAST);
        options.add("-XX:AOTCache=" + cache);
        return command(options, main);
    }

    private List<String> command(List<String> options, Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(options);
        command.addAll(List.of("-cp", jar.toString(), main.getName()));
        return command;
    }
}
