package io.github.procesy.process;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a {@link ChildProcess.Builder} was told, by the time of the start. */
record ProcessSettings(String name, Optional<Map<String, String>> environment,
        Map<String, String> environmentChanges, Map<String, String> systemProperties,
        Optional<Path> workingDirectory, List<Path> classPath, List<String> jvmOptions,
        OptionalLong heapBytes, Output stdout, Output stderr, Duration terminateGrace,
        boolean daemon) {
    /** What a JVM is launched with; what differs beyond it can be said to one that waits already. */
    record Launch(Optional<Map<String, String>> environment,
            Map<String, String> environmentChanges, Map<String, String> systemProperties,
            Optional<Path> workingDirectory, List<Path> classPath, List<String> jvmOptions,
            OptionalLong heapBytes, Charset stdoutEncoding, Charset stderrEncoding) {
    }

    Launch launch() {
        return new Launch(environment, environmentChanges, systemProperties, workingDirectory,
                classPath, jvmOptions, heapBytes, ChildJvm.stdoutEncoding(this),
                ChildJvm.stderrEncoding(this));
    }
}
