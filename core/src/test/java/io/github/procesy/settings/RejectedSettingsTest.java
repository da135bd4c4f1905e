package io.github.procesy.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.github.procesy.SerializableRunnable;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Output;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each is refused when it is given, with the rule and the value. */
class RejectedSettingsTest {
    private final ChildProcess.Builder builder = ChildProcess.builder();

    interface Setting {
        void applyTo(ChildProcess.Builder builder);
    }

    private static Arguments rejected(String rule, String value, Setting setting) {
        return Arguments.of(rule, value, setting);
    }

    private static Stream<Arguments> values() {
        String name = "The name of a process must not be blank and has no control characters";
        String variable = "The name of an environment variable must not be empty and has no '='"
                + " or NUL";
        String variableValue = "The value of an environment variable has no NUL in it";
        String property = "The key of a system property must not be empty and has no '=' in it";
        String option = "A JVM option starts with '-'";
        return Stream.of(rejected(name, "", b -> b.name("")),
                rejected(name, " ", b -> b.name(" ")),
                rejected(name, "a\nb", b -> b.name("a\nb")),
                rejected(name, "a\u0000b", b -> b.name("a\u0000b")),
                rejected(variable, "", b -> b.environment("", "x")),
                rejected(variable, "a=b", b -> b.environment("a=b", "x")),
                rejected(variable, "a\0b", b -> b.environment("a\0b", "x")),
                rejected(variable, "=", b -> b.environment(Map.of("=", "x"))),
                rejected(variableValue, "a\0b", b -> b.environment("A", "a\0b")),
                rejected(variableValue, "a\0b", b -> b.environment(Map.of("A", "a\0b"))),
                rejected(property, "", b -> b.systemProperty("", "x")),
                rejected(property, "a=b", b -> b.systemProperty("a=b", "x")),
                rejected(option, "Xmx1g", b -> b.jvmOptions("-Xss1m", "Xmx1g")),
                rejected(option, "", b -> b.jvmOptions("")),
                rejected(option, "@file", b -> b.jvmOptions("@file")),
                rejected("The heap of a JVM has at least", "1", b -> b.heap(1)),
                rejected("The heap of a JVM has at least", "-1", b -> b.heap(-1)),
                rejected("A bound of direct memory", "0", b -> b.directMemory(0)),
                rejected("The metaspace of a JVM", "1", b -> b.metaspace(1)),
                rejected("The process of a JVM needs", "1", b -> b.memory(1)),
                rejected("A bound of CPU time", "PT0S", b -> b.cpuTime(Duration.ZERO)),
                rejected("A JVM needs at least 32 open files", "31", b -> b.openFiles(31)),
                rejected("A JVM has at least one core", "0", b -> b.cores(0)),
                rejected("A grace is zero or more", "PT-0.000000001S",
                        b -> b.terminateGrace(Duration.ofNanos(-1))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("values")
    void theMessageHasRuleAndValue(String rule, String value, Setting setting) {
        assertThatThrownBy(() -> setting.applyTo(builder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(rule)
                .hasMessageEndingWith("; this one was '" + value + "'.");
    }

    private static Stream<Setting> silentlyWrong() {
        return Stream.of(b -> b.systemProperty("key", "a\0b"),
                b -> b.systemProperty("k\0ey", "value"), b -> b.jvmOptions("-Da=b\0c"),
                b -> b.classPath(Path.of("lib:other")));
    }

    /** These cannot be passed on as they are: the JVM would see something else. */
    @ParameterizedTest
    @MethodSource("silentlyWrong")
    void whatCannotBePassedOnIsRefused(Setting setting) {
        assertThatThrownBy(() -> setting.applyTo(builder))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsRefusedWhereItIsGiven() {
        Map<String, String> withNull = new HashMap<>();
        withNull.put("A", null);
        for (ThrowingCallable call : new ThrowingCallable[] {() -> builder.name(null),
                () -> builder.environment(null, "x"), () -> builder.environment("A", null),
                () -> builder.environment(null), () -> builder.environment(withNull),
                () -> builder.systemProperty(null, "x"), () -> builder.systemProperty("a", null),
                () -> builder.workingDirectory(null), () -> builder.classPath((Path) null),
                () -> builder.jvmOptions((String) null), () -> builder.stdout(null),
                () -> builder.stderr(null), () -> builder.terminateGrace(null),
                () -> builder.start((SerializableRunnable) null), () -> Output.toFile(null),
                () -> Output.lines(null)}) {
            assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
        }
    }
}
