package io.github.procesy.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a {@link ChildProcess.Builder} was told, by the time of the start. */
record ProcessSettings(String name, Optional<Map<String, String>> environment,
        Map<String, String> environmentChanges, Map<String, String> systemProperties,
        Optional<Path> workingDirectory, List<Path> classPath, List<String> jvmOptions,
        Limits limits, Output stdout, Output stderr, Duration terminateGrace,
        boolean daemon) {
    /**
     * Whether a JVM that was launched for these settings will do for others: what differs beyond it
     * is said to one that waits already. Compares one by one: for speed, and in the order in which
     * they most likely differ.
     */
    boolean isLaunchedLike(ProcessSettings other) {
        return jvmOptions.equals(other.jvmOptions)
                && systemProperties.equals(other.systemProperties)
                && environmentChanges.equals(other.environmentChanges)
                && classPath.equals(other.classPath)
                && environment.equals(other.environment)
                && workingDirectory.equals(other.workingDirectory)
                && limits.areLaunchedLike(other.limits)
                && ChildJvm.stdoutEncoding(this).equals(ChildJvm.stdoutEncoding(other))
                && ChildJvm.stderrEncoding(this).equals(ChildJvm.stderrEncoding(other));
    }

    /** The same, for a JVM that records what it does for an AOT cache. */
    ProcessSettings recording(Path record) {
        List<String> options = new ArrayList<>(jvmOptions);
        options.addAll(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record));
        return new ProcessSettings("aot-training", environment, environmentChanges,
                systemProperties, workingDirectory, classPath, options, limits, stdout, stderr,
                terminateGrace, true);
    }
}
