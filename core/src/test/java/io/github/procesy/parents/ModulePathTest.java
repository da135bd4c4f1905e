package io.github.procesy.parents;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.support.Project;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A program that is a module, opens nothing, and starts processes. */
class ModulePathTest {
    private static final String MAIN = """
            package app.internal;

            import java.io.Serializable;
            import java.util.List;
            import java.util.ServiceLoader;
            import java.util.stream.Collectors;

            import app.spi.Greeter;
            import io.github.procesy.SerializableCallable;
            import io.github.procesy.SerializableRunnable;
            import io.github.procesy.TransferException;
            import io.github.procesy.process.*;

            public class Main {
                record Part(int number) implements Serializable {}

                record Job(Part part) implements SerializableCallable<Part> {
                    public Part call() {
                        return new Part(part.number() + 1);
                    }
                }

                static class Problem extends RuntimeException {
                    private static final long serialVersionUID = 1L;
                    final Part part = new Part(7);
                }

                private static String modules() {
                    return ModuleLayer.boot().modules().stream().map(Module::getName).sorted()
                            .collect(Collectors.joining(" "));
                }

                private static String greetings() {
                    return ServiceLoader.load(Greeter.class).stream()
                            .map(provider -> provider.get().greet()).sorted()
                            .collect(Collectors.joining(", "));
                }

                private static String secret() throws Exception {
                    try (var in = Main.class.getResourceAsStream("secret.txt")) {
                        return new String(in.readAllBytes()) + " "
                                + ClassLoader.getSystemResource("app/internal/secret.txt");
                    }
                }

                private static String grandchild() throws Exception {
                    try (var child = ChildProcess.start(Main::greetings)) {
                        return child.result();
                    }
                }

                public static void main(String[] arguments) throws Exception {
                    var method = ChildProcess.start(Main::greetings);
                    var modules = ChildProcess.start(Main::modules);
                    System.out.println("method: " + method.result());
                    System.out.println("modules: " + modules.result().equals(modules()));
                    if (arguments.length > 0) {
                        return;
                    }
                    Part part = new Part(41);
                    var lambda = ChildProcess.start(() -> new Part(part.number() + 1));
                    var object = ChildProcess.start(new Job(part));
                    var constructor = ChildProcess.start(Problem::new);
                    var ofJdk = ChildProcess.start(List.of(1, 2)::size);
                    var resource = ChildProcess.start(Main::secret);
                    var grandchild = ChildProcess.start(Main::grandchild);
                    var module = ChildProcess.start(() -> Main.class.getModule().getName()
                            + " " + ChildProcess.class.getModule().getName());
                    var problem = ChildProcess.start((SerializableRunnable) () -> {
                        throw new Problem();
                    });
                    System.out.println("lambda: " + lambda.result());
                    System.out.println("object: " + object.result());
                    System.out.println("constructor: " + constructor.result().part);
                    System.out.println("method of the JDK: " + ofJdk.result());
                    System.out.println("resource: " + resource.result());
                    System.out.println("grandchild: " + grandchild.result());
                    System.out.println("module: " + module.result());
                    System.out.println(problem.join() instanceof Outcome.Threw<?> threw
                            && threw.failure() instanceof Problem rebuilt
                                    ? "problem: " + rebuilt.part
                                    : problem.join());
                    Thread thread = new Thread();
                    try {
                        ChildProcess.start(() -> thread.getName());
                    } catch (TransferException e) {
                        System.out.println("path: " + e.path());
                    }
                }
            }
            """;
    private static final List<String> FEW = List.of("method: hello from app", "modules: true");
    private static final List<String> ALL = Stream.concat(FEW.stream(),
            Stream.of("lambda: Part[number=42]", "object: Part[number=42]",
                    "constructor: Part[number=7]", "method of the JDK: 2",
                    "resource: secret null", "grandchild: hello from app",
                    "module: app io.github.procesy", "problem: Part[number=7]",
                    "path: task.thread"))
            .toList();
    private static final String NATIVE_ACCESS = "--enable-native-access=io.github.procesy";

    @TempDir
    private static Path folder;
    private static Project app;
    private static Path coreJar;
    private static Path appJar;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void compile() throws Exception {
        app = Project.in(folder.resolve("app"))
                .source("module-info.java", """
                        module app {
                            requires io.github.procesy;
                            uses app.spi.Greeter;
                            provides app.spi.Greeter with app.internal.Hello;
                        }
                        """)
                .source("app/spi/Greeter.java",
                        "package app.spi; public interface Greeter { String greet(); }")
                .source("app/internal/Hello.java", """
                        package app.internal;

                        public class Hello implements app.spi.Greeter {
                            public String greet() {
                                return "hello from " + getClass().getModule().getName();
                            }
                        }
                        """)
                .source("app/internal/Main.java", MAIN)
                .resource("app/internal/secret.txt", "secret")
                .compile("-p", Project.core().toString());
        Path jars = Files.createDirectories(folder.resolve("jars"));
        appJar = app.jar(jars.resolve("app.jar"));
        coreJar = jars.resolve("core.jar");
        Project.run("jar", List.of("--create", "--no-compress", "--file", coreJar.toString(), "-C",
                Project.core().toString(), "."));
    }

    private static String path(Path... entries) {
        return String.join(File.pathSeparator,
                Stream.of(entries).map(Path::toString).toList());
    }

    private void prints(List<String> expected, ParentJvm.Builder builder, String... arguments)
            throws Exception {
        try (var parent = builder
                .environment(Map.of("XDG_CACHE_HOME", temporary.toString()))
                .start(arguments)) {
            assertThat(parent.awaitExit()).as(() -> parent.printed().lines().toString()).isZero();
            assertThat(parent.printed().lines()).containsExactlyElementsOf(expected);
            assertThat(parent.folders()).isEmpty();
        }
    }

    @Test
    @AnyLauncher
    void foldersOfClasses() throws Exception {
        prints(ALL,
                ParentJvm.of(temporary, NATIVE_ACCESS, "-p", path(Project.core(), app.classes()),
                        "-m",
                        "app/app.internal.Main"));
    }

    /** With paths relative to the working directory. */
    @Test
    void jars() throws Exception {
        prints(FEW,
                ParentJvm.of(temporary, NATIVE_ACCESS, "-p", "jars", "-m", "app/app.internal.Main")
                        .directory(folder),
                "few");
    }

    /** The image has no module path, and no modules but those that the program needs. */
    @Test
    @AnyLauncher
    void anImageOfJlink() throws Exception {
        Path image = folder.resolve("image");
        Project.run("jlink", List.of("-p", path(coreJar, appJar), "--add-modules", "app",
                "--output", image.toString()));
        prints(FEW, ParentJvm.of(temporary, NATIVE_ACCESS, "-m", "app/app.internal.Main")
                .java(image.resolve("bin", "java")), "few");
    }

    /** As build tools run the tests of a module: in the module, but not of its jar. */
    @Test
    @AnyLauncher
    void aPatchedModule() throws Exception {
        Project patch = Project.in(folder.resolve("patch"))
                .source("app/internal/InPatch.java", """
                        package app.internal;

                        import io.github.procesy.process.*;

                        public class InPatch {
                            public static void main(String[] arguments) throws Exception {
                                try (var child = ChildProcess.start(() -> {
                                    Class<?> beside = Class.forName("beside.Beside");
                                    var field = String.class.getDeclaredField("value");
                                    field.setAccessible(true);
                                    return InPatch.class.getModule().getName() + ", "
                                            + new Hello().greet() + ", "
                                            + InPatch.class.getModule().canRead(beside.getModule())
                                            + ", " + beside.getModule().isNamed();
                                })) {
                                    System.out.println(child.result());
                                }
                            }
                        }
                        """)
                .compile("-p", path(Project.core(), app.classes()), "--patch-module",
                        "app=" + folder.resolve("patch").resolve("sources"));
        Project beside = Project.in(folder.resolve("beside"))
                .source("beside/Beside.java", "package beside; public class Beside {}")
                .compile();
        prints(List.of("app, hello from app, true, false"),
                ParentJvm.of(temporary, NATIVE_ACCESS, "-p", path(coreJar, appJar),
                        "--patch-module",
                        "app=" + patch.classes(), "--add-reads", "app=ALL-UNNAMED", "--add-opens",
                        "java.base/java.lang=app", "-cp", beside.classes().toString(), "-m",
                        "app/app.internal.InPatch"));
    }

    /** A program on the class path, the library and an automatic module on the module path. */
    @Test
    @AnyLauncher
    void aProgramOnTheClassPathBesideModules() throws Exception {
        Path automatic = Project.in(folder.resolve("automatic"))
                .source("automatic/Greeting.java", """
                        package automatic;

                        public record Greeting(String text) implements java.io.Serializable {
                            public static Greeting make() {
                                return new Greeting("hi from "
                                        + Greeting.class.getModule().getName());
                            }
                        }
                        """)
                .compile()
                .jar(folder.resolve("automatic-1.0.jar"));
        Project program = Project.in(folder.resolve("program"))
                .source("program/Main.java", """
                        package program;

                        import automatic.Greeting;
                        import io.github.procesy.process.*;

                        class Main {
                            public static void main(String[] arguments) throws Exception {
                                Greeting greeting = new Greeting("hello");
                                try (var first = ChildProcess.start(() -> greeting.text() + " "
                                        + Main.class.getModule().isNamed() + " "
                                        + ChildProcess.class.getModule().isNamed());
                                        var second = ChildProcess.start(Greeting::make)) {
                                    System.out.println(first.result());
                                    System.out.println(second.result());
                                }
                            }
                        }
                        """)
                .compile("-cp", path(Project.core(), automatic));
        prints(List.of("hello false true", "Greeting[text=hi from automatic]"),
                ParentJvm.of(temporary, NATIVE_ACCESS, "-p", path(coreJar, automatic),
                        "--add-modules",
                        "io.github.procesy,automatic", "-cp", program.classes().toString(),
                        "program.Main"));
        prints(List.of("hello false false", "Greeting[text=hi from automatic]"),
                ParentJvm.of(temporary, "-p", path(automatic), "--add-modules", "automatic", "-cp",
                        path(Project.core(), program.classes()), "program.Main"));
    }

    /** A module that must be asked for, and what the class path may reach into. */
    @Test
    @AnyLauncher
    void modulesOfTheJdkAreAsTheyAreInTheParent() throws Exception {
        Project program = Project.in(folder.resolve("reaching"))
                .source("Reaching.java", """
                        import io.github.procesy.process.*;

                        class Reaching {
                            public static void main(String[] arguments) throws Exception {
                                try (var child = ChildProcess.start(() -> {
                                    var field = String.class.getDeclaredField("value");
                                    field.setAccessible(true);
                                    Class.forName("sun.nio.ch.IOUtil", false, null)
                                            .getMethod("fdVal", java.io.FileDescriptor.class);
                                    return Class.forName("jdk.incubator.vector.IntVector")
                                            .getModule().getName() + " "
                                            + Object.class.getModule().isExported("sun.nio.ch",
                                                    Reaching.class.getModule());
                                })) {
                                    System.out.println(child.result());
                                }
                            }
                        }
                        """)
                .compile("-cp", Project.core().toString());
        Path jar = folder.resolve("reaching.jar");
        Path manifest = Files.writeString(folder.resolve("manifest"),
                "Main-Class: Reaching\nAdd-Opens: java.base/java.lang\n"
                        + "Add-Exports: java.base/sun.nio.ch\nClass-Path: "
                        + Project.core().toUri() + "\n");
        Project.run("jar", List.of("--create", "--file", jar.toString(), "--manifest",
                manifest.toString(), "-C", program.classes().toString(), "."));
        try (var parent = ParentJvm.of(temporary, "-jar", jar.toString())
                .environment(Map.of("JDK_JAVA_OPTIONS", "--add-modules=jdk.incubator.vector"))
                .start()) {
            assertThat(parent.awaitExit()).as(() -> parent.printed().lines().toString()).isZero();
            assertThat(parent.printed().lines()).contains("jdk.incubator.vector true");
        }
    }
}
