package io.github.procesy.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

import io.github.procesy.process.ChildProcess;

/** A program that a test writes, compiles and packs: its sources, resources and classes. */
public final class Project {
    private final Path folder;
    private final List<Path> sources = new ArrayList<>();

    private Project(Path folder) {
        this.folder = folder;
    }

    /** An empty one in a folder. */
    public static Project in(Path folder) {
        return new Project(folder);
    }

    /** The folder with the classes of this library. */
    public static Path core() {
        try {
            return Path.of(ChildProcess.class.getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Adds a source file. */
    public Project source(String name, String text) {
        sources.add(write(folder.resolve("sources").resolve(name), text));
        return this;
    }

    /** Adds a resource. */
    public Project resource(String name, String text) {
        var _ = write(classes().resolve(name), text);
        return this;
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles the sources. */
    public Project compile(String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("-g", "-proc:none", "-d", classes().toString()));
        arguments.addAll(List.of(options));
        sources.forEach(source -> arguments.add(source.toString()));
        run("javac", arguments);
        return this;
    }

    /** Where the classes are. */
    public Path classes() {
        return folder.resolve("classes");
    }

    /** Packs classes and resources. */
    public Path jar(Path file) {
        run("jar", List.of("--create", "--no-compress", "--file", file.toString(), "-C",
                classes().toString(), "."));
        return file;
    }

    /** Runs a tool of the JDK in this JVM. */
    public static void run(String tool, List<String> arguments) {
        if (ToolProvider.findFirst(tool)
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new AssertionError(tool + " failed: " + arguments);
        }
    }
}
