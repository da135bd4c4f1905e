package io.github.procesy.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs of users: compiled here, and not on the class path of the tests. */
final class Programs {
    private Programs() {}

    /** Compiles a class of the package com.acme to the folder {@code classes} and to {@code app.jar}, whose Main-Class it is. */
    static void compile(Path folder, String name, String text) {
        try {
            Path classes = Files.createDirectories(folder.resolve("classes"));
            JavaFileObject source = new SimpleJavaFileObject(
                    URI.create("memory:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                @Override
                public String getCharContent(boolean ignoreEncodingErrors) {
                    return text;
                }
            };
            assertThat(ToolProvider.getSystemJavaCompiler()
                    .getTask(null, null, null, List.of("-d", classes.toString()), null,
                            List.of(source))
                    .call()).isTrue();
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "com.acme." + name);
            try (OutputStream out = Files.newOutputStream(folder.resolve("app.jar"));
                    JarOutputStream jar = new JarOutputStream(out, manifest);
                    Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                    Files.copy(file, jar);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that does what its first argument says. */
    static final String TOOL = """
            package com.acme;

            import java.nio.file.*;
            import java.util.*;

            public class Tool {
                static int runs;

                public static void main(String... arguments) throws Exception {
                    List<String> rest = new ArrayList<>(List.of(arguments));
                    switch (rest.isEmpty() ? "nothing" : rest.removeFirst()) {
                        case "say" -> System.out.println(String.join("|", rest));
                        case "complain" -> System.err.println(String.join("|", rest));
                        case "count" -> System.out.println(++runs);
                        case "pid" -> System.out.println(ProcessHandle.current().pid());
                        case "read" -> System.out.println(System.in.read());
                        case "throw" -> throw new IllegalStateException(rest.getFirst(), new Error("root"));
                        case "exit" -> {
                            System.out.println("about to exit");
                            System.err.print("really");
                            System.exit(Integer.parseInt(rest.getFirst()));
                        }
                        case "die" -> Runtime.getRuntime().halt(9);
                        case "hang" -> Thread.sleep(Long.MAX_VALUE);
                        case "await" -> {
                            System.out.println("waiting");
                            while (!Files.exists(Path.of(rest.getFirst()))) {
                                Thread.sleep(5);
                            }
                        }
                        case "create" -> Files.createFile(Path.of(rest.getFirst()));
                        case "thread" -> new Thread(() -> {
                            while (Thread.getAllStackTraces().keySet().stream()
                                    .anyMatch(thread -> thread.getThreadGroup() == Thread.currentThread().getThreadGroup()
                                            && thread.getName().equals("main"))) {
                                Thread.onSpinWait();
                            }
                            System.out.println("after main");
                        }).start();
                        case "daemon" -> {
                            Thread thread = new Thread(() -> {
                                while (true) {
                                    System.out.print("!");
                                    Thread.yield();
                                }
                            });
                            thread.setDaemon(true);
                            thread.start();
                        }
                        case "interrupted" -> {
                            Thread.currentThread().interrupt();
                            for (int i = 0; i < 20_000; i++) {
                                System.out.println(i);
                            }
                            System.out.println(Thread.interrupted());
                        }
                        case "handle" -> {
                            Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
                                throw new IllegalStateException("handler");
                            });
                            throw new IllegalStateException("main");
                        }
                        case "spoil" -> {
                            System.setProperty("spoilt", "yes");
                            System.clearProperty("user.dir");
                            Locale.setDefault(Locale.JAPAN);
                            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
                            System.setOut(System.err);
                            System.setIn(null);
                            Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> { });
                            Thread.currentThread().setName("spoilt");
                            Thread.currentThread().setContextClassLoader(null);
                        }
                        case "show" -> System.out.println(System.getProperty("spoilt") + " " + System.getProperty("user.dir").isEmpty()
                                + " " + Locale.getDefault().equals(Locale.JAPAN) + " " + TimeZone.getDefault().getID().equals("Asia/Tokyo")
                                + " " + (System.in == null) + " " + Thread.getDefaultUncaughtExceptionHandler()
                                + " " + Thread.currentThread().getName() + " "
                                + Tool.class.getClassLoader().equals(Thread.currentThread().getContextClassLoader())
                                + " " + System.getProperty("java.class.path").endsWith("app.jar"));
                        default -> System.out.println("nothing");
                    }
                }
            }
            """;
}
