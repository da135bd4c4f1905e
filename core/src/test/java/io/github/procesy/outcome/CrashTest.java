package io.github.procesy.outcome;

import java.nio.file.Path;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.process.ProcessFailedException;
import io.github.procesy.support.Printed;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CrashTest {
    @Test
    void aNativeCrashIsToldWithTheHeadOfItsLog(@TempDir Path folder) throws Exception {
        Printed printed = new Printed();
        try (var child = ChildProcess.builder()
                .name("native")
                .stdout(Output.lines(printed))
                .stderr(Output.discard())
                .workingDirectory(folder)
                .start(() -> {
                    System.out.println("the last line");
                    try {
                        Hostile.crash();
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                })) {
            Outcome<Void> outcome = child.join();
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Crashed.class, crashed -> {
                assertThat(crashed.signal()).as("the signal that ended it").isPresent();
                assertThat(crashed.crashLog())
                        .startsWith("#\n# A fatal error has been detected")
                        .contains("SIGSEGV", "# Problematic frame:");
            });
            assertThat(outcome.toString()).matches("process 'native' \\(pid " + child.pid()
                    + ", CrashTest\\.\\w+\\) crashed natively \\(SIGSEGV \\(0xb\\) in C .*\\) after \\d+ ms");
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .hasMessageContaining("crashed natively (SIGSEGV");
            assertThat(printed.lines()).contains("the last line");
        }
        assertThat(folder).as("no core file, no crash log").isEmptyDirectory();
    }

    @Test
    void aSignalOfAFaultFromOutsideIsACrash() throws Exception {
        Printed printed = new Printed();
        try (var child = ChildProcess.builder()
                .stdout(Output.lines(printed))
                .stderr(Output.discard())
                .start(() -> {
                    System.out.println("ready");
                    Hostile.hang();
                })) {
            printed.await("ready");
            Hostile.signal("SEGV", child.pid());
            assertThat(child.join().toString()).contains("crashed natively (SIGSEGV (0xb)");
        }
    }
}
