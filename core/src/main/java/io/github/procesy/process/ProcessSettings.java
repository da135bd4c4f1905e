package io.github.procesy.process;

import java.nio.charset.Charset;
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
    /** What a JVM is launched with; what differs beyond it can be said to one that waits already. */
    record Launch(Optional<Map<String, String>> environment,
            Map<String, String> environmentChanges, Map<String, String> systemProperties,
            Optional<Path> workingDirectory, List<Path> classPath, List<String> jvmOptions,
            Limits limits, Charset stdoutEncoding, Charset stderrEncoding) {
    }

    Launch launch() {
        return new Launch(environment, environmentChanges, systemProperties, workingDirectory,
                classPath, jvmOptions, limits.atLaunch(), ChildJvm.stdoutEncoding(this),
                ChildJvm.stderrEncoding(this));
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
