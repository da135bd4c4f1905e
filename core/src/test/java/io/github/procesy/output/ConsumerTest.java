package io.github.procesy.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.support.Printed;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Lines that go to a consumer. */
class ConsumerTest {
    private final Printed printed = new Printed();

    @Test
    void linesComeWithoutTheirEndsAndTheLastEvenIfItHasNone() throws Exception {
        try (var child = ChildProcess.builder().stdout(Output.lines(printed)).start(() -> {
            System.out.print("größe €\nwindows\r\n\nlast");
        })) {
            child.join();
        }
        assertThat(printed.lines()).containsExactly("größe €", "windows", "", "last");
    }

    @Test
    void theLastLineBeforeAHaltArrives() throws Exception {
        Printed errors = new Printed();
        try (var child = ChildProcess.builder()
                .stdout(Output.lines(printed))
                .stderr(Output.lines(errors))
                .start(() -> {
                    System.err.print("the last of stderr");
                    System.out.print("the last of stdout");
                    Runtime.getRuntime().halt(1);
                })) {
            Outcome<Void> outcome = child.join();
            assertThat(printed.lines()).containsExactly("the last of stdout");
            assertThat(errors.lines()).containsExactly("the last of stderr");
            assertThat(outcome.evidence().lastErrorLines()).containsExactly("the last of stderr");
        }
    }

    @Test
    void aConsumerThatThrowsIsCalledForTheNextLine() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        try (var child = ChildProcess.builder().stdout(Output.lines(line -> {
            seen.add(line);
            if (line.equals("one")) {
                throw new IllegalStateException("on purpose");
            }
            if (line.equals("three")) {
                throw new AssertionError("on purpose");
            }
        })).start(() -> System.out.print("one\ntwo\nthree\nfour\n"))) {
            assertThat(child.join()).isInstanceOf(Outcome.Returned.class);
        }
        assertThat(seen).containsExactly("one", "two", "three", "four");
    }

    @Test
    void aSlowConsumerGetsEverythingAndJoinWaitsForIt() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        try (var child = ChildProcess.builder().stdout(Output.lines(line -> {
            LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
            seen.add(line);
        })).start(() -> Hostile.floodStdout(6))) {
            child.join();
            assertThat(seen).containsExactly("line 0", "line 1", "line 2", "line 3", "line 4",
                    "line 5");
        }
    }

    @Test
    void longLinesArriveWithEveryCharacter() throws Exception {
        String unit = "€"; // three bytes: no block of 2^n bytes ends with a whole character
        int units = 1_000_000;
        try (var child = ChildProcess.builder()
                .stdout(Output.lines(printed))
                .stderr(Output.discard())
                .start(() -> {
                    System.out.println("y".repeat(300_000));
                    System.out.println(unit.repeat(units));
                })) {
            child.join();
        }
        assertThat(printed.lines().getFirst().length()).isEqualTo(300_000);
        String rest = String.join("", printed.lines().subList(1, printed.lines().size()));
        assertThat(rest.equals(unit.repeat(units))).as("the same text").isTrue();
    }

    @Test
    void aLongLineIsOneLine() throws Exception {
        try (var child = ChildProcess.builder()
                .stdout(Output.lines(printed))
                .start(() -> System.out.println("z".repeat(3 << 20)))) {
            child.join();
        }
        assertThat(printed.lines().size()).as("number of lines").isEqualTo(1);
    }

    /** Evidence is cut at whole characters. */
    @Test
    void longLinesOfTheEvidenceAreCutAtACharacter() throws Exception {
        try (var child = ChildProcess.builder()
                .stderr(Output.discard())
                .start(() -> System.err.println("xx" + "€".repeat(2000)))) {
            assertThat(child.join().evidence().lastErrorLines().getFirst()).startsWith("xx€")
                    .doesNotContain("\uFFFD");
        }
    }

    /** Native code and commands print without System.out. */
    @Test
    void whatIsWrittenToTheDescriptorArrives() throws Exception {
        try (var child = ChildProcess.builder().stdout(Output.lines(printed)).start(() -> {
            try (var out = new FileOutputStream(FileDescriptor.out)) {
                out.write("raw\n".getBytes(UTF_8));
                new ProcessBuilder("echo", "of a command").inheritIO().start().waitFor();
            }
        })) {
            child.join();
        }
        assertThat(printed.lines()).contains("raw");
    }
}
