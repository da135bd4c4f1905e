package io.github.procesy.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

import io.github.procesy.child.ChildMain;
import io.github.procesy.child.DescriptorReserve;
import io.github.procesy.control.TaskMessage;
import io.github.procesy.os.Cores;

/** The command line of a child JVM: its options, class path and main class. */
final class ChildJvm {
    /** Variables that would change the JVM of a child by accident. */
    static final Set<String> NOT_INHERITED = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS", "LD_PRELOAD", "LD_AUDIT",
            "DYLD_INSERT_LIBRARIES");
    /** System property by which a child tells how many cores its own children count at most. */
    private static final String CORES_PROPERTY = "procesy.cores";

    private ChildJvm() {}

    /** All environment variables of a child. */
    static Map<String, String> environment(ProcessSettings settings) {
        Map<String, String> environment = new HashMap<>(
                settings.environment().orElseGet(System::getenv));
        if (settings.environment().isEmpty()) {
            environment.keySet().removeAll(NOT_INHERITED);
        }
        environment.putAll(settings.environmentChanges());
        return environment;
    }

    /**
     * The content of an argument file of the {@code java} command: one quoted argument a line.
     *
     * @param channel how the child reaches this process, see {@link ChildMain#main}
     */
    static String argumentFile(ProcessSettings settings, Path crashLog, List<String> channel) {
        String classPath = ChildPath.classPath(settings);
        List<String> common = commonOptions(settings);
        List<String> arguments = new ArrayList<>(common);
        AotCache.find(settings, classPath, common)
                .ifPresent(cache -> arguments.add("-XX:AOTCache=" + cache));
        arguments.addAll(ownOptions(settings, crashLog));
        arguments.addAll(ChildPath.main(classPath));
        arguments.addAll(channel);
        arguments.add(Long.toString(ProcessHandle.current().pid()));
        StringBuilder text = new StringBuilder(1024);
        for (String argument : arguments) {
            text.append('"')
                    .append(argument.replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n")
                            .replace("\r", "\\r"))
                    .append("\"\n");
        }
        return text.toString();
    }

    /** The message that gives a task to a child. */
    static byte[] message(ProcessSettings settings, byte[] task) {
        // Properties once more: the JVM may have decoded those of its options by another locale.
        return TaskMessage.write(settings.name(), CurrentProcess.name(),
                settings.systemProperties(), task);
    }

    /** The options that children have in common which are set up alike. */
    private static List<String> commonOptions(ProcessSettings settings) {
        List<String> options = new ArrayList<>();
        if (settings.jvmOptions().stream().noneMatch(o -> o.matches("-XX:\\+Use.*GC"))) {
            options.add("-XX:+UseSerialGC");
        }
        Limits limits = settings.limits();
        options.add(MemoryBudget.heapOption(limits));
        limits.directMemory().ifPresent(size -> options.add("-XX:MaxDirectMemorySize=" + size));
        limits.metaspace().ifPresent(size -> options.add("-XX:MaxMetaspaceSize=" + size));
        cores(limits).ifPresent(count -> options.add("-XX:ActiveProcessorCount=" + count));
        // AOT caches at their preferred address: their pages stay unchanged, so processes share them.
        options.add("-XX:+UnlockDiagnosticVMOptions");
        options.add("-XX:ArchiveRelocationMode=0");
        options.add("-XX:-UsePerfData");
        options.add("-XX:+ExitOnOutOfMemoryError");
        options.add("-XX:-CreateCoredumpOnCrash");
        options.add("-XX:+DisplayVMOutputToStderr");
        // Standard output belongs to the user's data, also where the JVM has something to say.
        options.add("-Xlog:disable");
        options.add("-Xlog:all=warning,aot*=off,cds*=off:stderr");
        options.add("--enable-native-access=ALL-UNNAMED");
        options.add("--sun-misc-unsafe-memory-access=allow");
        options.addAll(ChildModules.options());
        options.addAll(settings.jvmOptions());
        return options;
    }

    /** The options that differ from child to child. */
    private static List<String> ownOptions(ProcessSettings settings, Path crashLog) {
        List<String> options = new ArrayList<>();
        options.add("-XX:ErrorFile=" + crashLog.toString().replace("%", "%%"));
        options.add("-Dstdout.encoding=" + stdoutEncoding(settings));
        options.add("-Dstderr.encoding=" + stderrEncoding(settings));
        options.add("-D" + CurrentProcess.PARENT_PID_PROPERTY + "="
                + ProcessHandle.current().pid());
        options.add("-D" + MemoryBudget.PROPERTY + "=" + MemoryBudget.ofChild(settings.limits()));
        cores(settings.limits()).ifPresent(count -> {
            options.add("-D" + CORES_PROPERTY + "=" + count);
            options.add("-D" + Cores.PROPERTY + "=" + Cores.shared());
        });
        if (settings.limits().openFiles().isPresent()) {
            options.add("-D" + DescriptorReserve.PROPERTY + "=true");
        }
        options.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        settings.systemProperties().forEach((key, value) -> options.add("-D" + key + "=" + value));
        return options;
    }

    /** A bound of this process holds for its children too. */
    private static OptionalInt cores(Limits limits) {
        Integer own = Integer.getInteger(CORES_PROPERTY);
        int there = Runtime.getRuntime().availableProcessors();
        if (limits.cores().isPresent()) {
            return limits.cores();
        }
        return own == null ? OptionalInt.empty() : OptionalInt.of(Math.min(own, there));
    }

    static Charset stdoutEncoding(ProcessSettings settings) {
        return encoding(settings.stdout(), System.out.charset());
    }

    static Charset stderrEncoding(ProcessSettings settings) {
        return encoding(settings.stderr(), System.err.charset());
    }

    /** Lines that are decoded here come as UTF-8; what is passed on is encoded as its target is. */
    private static Charset encoding(Output output, Charset ofTarget) {
        return output instanceof Output.Inherit ? ofTarget : StandardCharsets.UTF_8;
    }
}
