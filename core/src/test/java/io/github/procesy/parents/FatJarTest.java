package io.github.procesy.parents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.support.Project;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program in one jar with jars in it, this library among them, and a class loader of its own that
 * reads them, as Spring Boot makes it: nothing of it but the launcher is on the class path.
 */
@AnyLauncher
class FatJarTest {
    private static final String LAUNCHER = """
            package boot;

            import java.io.*;
            import java.net.*;
            import java.util.*;
            import java.util.zip.*;

            public class Launcher extends ClassLoader {
                private final Map<String, List<byte[]>> content = new HashMap<>();

                Launcher() throws IOException {
                    super("fat", Launcher.class.getClassLoader());
                    for (String nested : List.of("core.jar", "first.jar", "second.jar", "app.jar")) {
                        try (var in = new ZipInputStream(getResourceAsStream("nested/" + nested))) {
                            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                                content.computeIfAbsent(e.getName(), n -> new ArrayList<>())
                                        .add(in.readAllBytes());
                            }
                        }
                    }
                }

                protected Class<?> findClass(String name) throws ClassNotFoundException {
                    var bytes = content.get(name.replace('.', '/') + ".class");
                    if (bytes == null) {
                        throw new ClassNotFoundException(name);
                    }
                    return defineClass(name, bytes.get(0), 0, bytes.get(0).length);
                }

                protected Enumeration<URL> findResources(String name) {
                    List<URL> urls = new ArrayList<>();
                    for (byte[] bytes : content.getOrDefault(name, List.of())) {
                        try {
                            urls.add(URL.of(URI.create("fat:/" + urls.size() + "/"
                                    + name.replace(" ", "%20")),
                                    new URLStreamHandler() {
                                protected URLConnection openConnection(URL url) {
                                    return new URLConnection(url) {
                                        public void connect() {}

                                        public InputStream getInputStream() {
                                            return new ByteArrayInputStream(bytes);
                                        }
                                    };
                                }
                            }));
                        } catch (MalformedURLException e) {
                            throw new AssertionError(e);
                        }
                    }
                    return Collections.enumeration(urls);
                }

                protected URL findResource(String name) {
                    var urls = findResources(name);
                    return urls.hasMoreElements() ? urls.nextElement() : null;
                }

                public static void main(String[] arguments) throws Exception {
                    var loader = new Launcher();
                    Thread.currentThread().setContextClassLoader(loader);
                    loader.loadClass("app.Main").getMethod("main", String[].class)
                            .invoke(null, (Object) arguments);
                }
            }
            """;
    private static final String MAIN = """
            package app;

            import java.util.*;
            import java.util.stream.*;

            import boot.Codec;
            import io.github.procesy.process.*;

            public class Main {
                record Part(int number) implements java.io.Serializable {}

                static String codecs() {
                    return ServiceLoader.load(Codec.class).stream().map(p -> p.get().name()).sorted()
                            .collect(Collectors.joining(","));
                }

                static String resources() throws Exception {
                    var loader = Thread.currentThread().getContextClassLoader();
                    Set<java.net.URL> urls = new HashSet<>();
                    Enumeration<java.net.URL> all = loader.getResources("text/some text.txt");
                    List<String> contents = new ArrayList<>();
                    while (all.hasMoreElements()) {
                        var url = all.nextElement();
                        urls.add(url);
                        try (var in = url.openStream()) {
                            contents.add(new String(in.readAllBytes()));
                        }
                    }
                    try (var in = loader.getResourceAsStream("text/some text.txt");
                            var none = Main.class.getResourceAsStream("/none")) {
                        return new String(in.readAllBytes()) + contents + urls.size() + none;
                    }
                }

                static String grandchild() throws Exception {
                    try (var child = ChildProcess.builder().name("second").start(() ->
                            CurrentProcess.identity().name() + " " + codecs())) {
                        return child.result();
                    }
                }

                public static void main(String[] arguments) throws Exception {
                    var part = new Part(41);
                    var lambda = ChildProcess.start(() -> new Part(part.number() + 1));
                    System.out.println(lambda.result());
                    if (arguments.length > 0) {
                        return;
                    }
                    var services = ChildProcess.start(Main::codecs);
                    var resources = ChildProcess.start(Main::resources);
                    var grandchild = ChildProcess.start(Main::grandchild);
                    System.out.println(services.result());
                    System.out.println(resources.result());
                    System.out.println(grandchild.result());
                }
            }
            """;

    @TempDir
    private static Path folder;
    private static Path fatJar;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void pack() throws Exception {
        Project fat = Project.in(folder.resolve("fat"))
                .source("boot/Launcher.java", LAUNCHER)
                .source("boot/Codec.java", """
                        package boot;

                        public interface Codec {
                            String name();

                            class Outer implements Codec {
                                public String name() {
                                    return "outer";
                                }
                            }
                        }
                        """)
                .resource("META-INF/services/boot.Codec", "boot.Codec$Outer")
                .compile();
        Path nested = Files.createDirectories(fat.classes().resolve("nested"));
        Project.run("jar", List.of("--create", "--file", nested.resolve("core.jar").toString(),
                "-C", Project.core().toString(), "."));
        for (String name : List.of("first", "second")) {
            Project.in(folder.resolve(name))
                    .source(name + "/Inner.java", """
                            package %1$s;

                            public class Inner implements boot.Codec {
                                public String name() {
                                    return "%1$s";
                                }
                            }
                            """.formatted(name))
                    .resource("META-INF/services/boot.Codec", name + ".Inner")
                    .resource("text/some text.txt", name)
                    .compile("-cp", fat.classes().toString())
                    .jar(nested.resolve(name + ".jar"));
        }
        Project.in(folder.resolve("app"))
                .source("app/Main.java", MAIN)
                .compile("-cp", fat.classes() + ":" + Project.core())
                .jar(nested.resolve("app.jar"));
        Path manifest =
                Files.writeString(folder.resolve("manifest"), "Main-Class: boot.Launcher\n");
        fatJar = folder.resolve("fat.jar");
        Project.run("jar", List.of("--create", "--file", fatJar.toString(), "--manifest",
                manifest.toString(), "-C", fat.classes().toString(), "."));
    }

    private List<String> run(Path cache, String... arguments) throws Exception {
        try (var parent = ParentJvm.of(temporary, "-jar", fatJar.toString())
                .environment(Map.of("XDG_CACHE_HOME", cache.toString()))
                .options("-Dprocesy.aot.cache=off")
                .start(arguments)) {
            assertThat(parent.awaitExit()).as(() -> parent.printed().lines().toString()).isZero();
            assertThat(parent.folders()).isEmpty();
            return parent.printed().lines();
        }
    }

    @Test
    void classesAndResourcesComeFromTheNestedJars() throws Exception {
        Path cache = temporary.resolve("cache");
        assertThat(run(cache)).containsExactly("Part[number=42]", "first,outer,second",
                "first[first, second]2null", "second first,outer,second");
        Path core = cache.resolve("procesy").resolve("core");
        assertThat(core).isDirectoryContaining("glob:**.jar");
        Path jar = core.toFile().listFiles()[0].toPath();
        byte[] content = Files.readAllBytes(jar);
        Files.write(jar, new byte[content.length]); // as a crash of the machine may leave it
        assertThat(run(cache, "few")).containsExactly("Part[number=42]");
        assertThat(jar).hasBinaryContent(content);
        assertThat(core.toFile().list()).hasSize(1);
    }

    @Test
    void aCacheFolderThatCannotBeWrittenIsDoneWithout() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThat(run(file, "few")).containsExactly("Part[number=42]");
    }
}
