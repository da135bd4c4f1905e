package io.github.procesy.settings;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Output;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.support.Printed;
import io.github.procesy.support.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Agents, debuggers, JMX and options of the environment stay in the parent, unless asked for. */
class ParentFlagsTest {
    private static final Path PRELOADED = Path.of(System.getProperty("java.home"), "lib",
            "libjsig.so");

    @TempDir
    private Path temporary;

    /** What of it a process shows. */
    private static String leaked() throws Exception {
        return "agent " + Boolean.getBoolean("agent.was.here")
                + ", options " + ManagementFactory.getRuntimeMXBean()
                        .getInputArguments()
                        .stream()
                        .filter(option -> option.matches("(?s).*(jdwp|jmxremote|leaked|agent).*"))
                        .toList()
                + ", preloaded " + Files.readString(Path.of("/proc/self/maps"))
                        .contains(PRELOADED.getFileName().toString())
                + ", listens " + listens() + ", variables "
                + System.getenv()
                        .keySet()
                        .stream()
                        .filter(name -> name.matches("(JAVA_TOOL|JDK_|_JAVA|LD_).*"))
                        .sorted()
                        .toList();
    }

    /** Whether this process has a socket that takes connections. */
    private static boolean listens() throws Exception {
        List<String> sockets = Files.readAllLines(Path.of("/proc/self/net/tcp"))
                .stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(line -> line[3].equals("0A"))
                .map(line -> "socket:[" + line[9] + "]")
                .toList();
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return sockets.contains(Files.readSymbolicLink(descriptor).toString());
                } catch (java.io.IOException e) {
                    return false; // closed meanwhile
                }
            });
        }
    }

    static final class Flagged {
        public static void main(String[] arguments) throws Exception {
            System.out.println("parent: " + leaked());
            Printed printed = new Printed();
            try (var child = ChildProcess.builder()
                    .stdout(Output.lines(printed))
                    .stderr(Output.lines(printed))
                    .start(ParentFlagsTest::leaked);
                    var asked = ChildProcess.builder()
                            .stderr(Output.discard())
                            .jvmOptions("-javaagent:" + arguments[0])
                            .environment("JAVA_TOOL_OPTIONS", "-Dleaked=asked")
                            .environment("LD_PRELOAD", PRELOADED.toString())
                            .start(ParentFlagsTest::leaked)) {
                System.out.println("child: " + child.result());
                System.out.println("asked: " + asked.result());
                System.out.println("printed: " + printed.lines());
            }
        }
    }

    @Test
    void nothingReachesAChildUnlessAskedFor() throws Exception {
        Path manifest = Files.writeString(temporary.resolve("manifest"),
                "Premain-Class: agent.Agent\n");
        Project agent = Project.in(temporary.resolve("agent"))
                .source("agent/Agent.java", """
                        package agent;

                        public class Agent {
                            public static void premain(String options) {
                                System.setProperty("agent.was.here", "true");
                                System.out.println("agent");
                            }
                        }
                        """)
                .compile();
        Path jar = temporary.resolve("spy.jar");
        Project.run("jar", List.of("--create", "--file", jar.toString(), "--manifest",
                manifest.toString(), "-C", agent.classes().toString(), "."));
        try (var parent = ParentJvm.of(Flagged.class, temporary)
                .environment(Map.of("JAVA_TOOL_OPTIONS", "-Dleaked=1", "JDK_JAVA_OPTIONS",
                        "-Dleaked=2", "_JAVA_OPTIONS", "-Dleaked=3", "JDK_AOT_VM_OPTIONS",
                        "-Dleaked=4", "LD_PRELOAD", PRELOADED.toString(), "LD_LIBRARY_PATH",
                        temporary.toString(), "CLASSPATH", temporary.toString()))
                .options("-javaagent:" + jar,
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,"
                                + "address=127.0.0.1:0",
                        "-Dcom.sun.management.jmxremote.port=0",
                        "-Dcom.sun.management.jmxremote.authenticate=false",
                        "-Dcom.sun.management.jmxremote.ssl=false")
                .start(jar.toString())) {
            assertThat(parent.awaitExit()).as(() -> parent.printed().lines().toString()).isZero();
            assertThat(parent.printed().awaitAfter("parent: ")).startsWith("agent true")
                    .contains("jdwp", "jmxremote", "leaked=1", "leaked=2", "leaked=3",
                            "preloaded true, listens true");
            assertThat(parent.printed().awaitAfter("child: ")).isEqualTo("agent false, options []"
                    + ", preloaded false, listens false, variables [LD_LIBRARY_PATH]");
            assertThat(parent.printed().awaitAfter("printed: ")).isEqualTo("[]");
            assertThat(parent.printed().awaitAfter("asked: ")).startsWith("agent true, options [")
                    .contains("-Dleaked=asked", jar.toString(),
                            "preloaded true, listens false, variables [JAVA_TOOL_OPTIONS,"
                                    + " LD_LIBRARY_PATH, LD_PRELOAD]");
        }
    }
}
