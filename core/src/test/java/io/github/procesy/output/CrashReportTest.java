package io.github.procesy.output;

import java.util.List;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.support.Printed;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Standard output is the user's, also when the JVM crashes. */
final class CrashReportTest {
    @Test
    void whatTheJvmSaysOfItsCrashIsNoOutputOfTheUser() throws Exception {
        Printed printed = new Printed();
        try (var child = ChildProcess.builder()
                .stdout(Output.lines(printed))
                .stderr(Output.discard())
                .start(() -> {
                    System.out.println("# of items: 3");
                    System.out.println("#");
                    System.out.flush();
                    try {
                        Hostile.crash();
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                })) {
            assertThat(child.join()).isInstanceOf(Outcome.Crashed.class);
        }
        assertThat(printed.lines()).containsExactly("# of items: 3", "#");
    }

    @Test
    void linesThatLookLikeOnePass() throws Exception {
        Printed printed = new Printed();
        List<String> lines = List.of("#", "# A title", "#", "#", "text", "#");
        try (var child = ChildProcess.builder()
                .stdout(Output.lines(printed))
                .start(() -> {
                    for (String line : lines) {
                        System.out.println(line);
                    }
                })) {
            child.join();
        }
        assertThat(printed.lines()).isEqualTo(lines);
    }
}
