package io.github.procesy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The progress on a terminal. All other tests show that elsewhere there is none. */
class MapProgressTest {
    private static final String CLEAR_LINE = "\r\u001b[K";

    @TempDir
    private Path folder;

    @Test
    void showsHowFarItIsAndStaysOutOfTheWayOfMessages() throws IOException {
        Path input = Files.writeString(folder.resolve("input"), MapResultsTest.lines(1, 12));
        Cli.Result result = Cli
                .of(folder, "map", "--workers", "1", "--input", input.toString(),
                        """
                                n -> {
                                    Thread.sleep(150);
                                    var shown = Path.of("%s");
                                    while (n.equals("12") && !Files.readString(shown).contains("11/12")) {
                                        Thread.sleep(5);
                                    }
                                    return 1 / (Integer.parseInt(n) - 10);
                                }"""
                                .formatted(folder.resolve("stderr")))
                .jvmOption("-Dprocesy.tty=true")
                .run("");

        assertThat(result.lines()).hasSize(11);
        String[] shown = result.stderr().split("[\\r\\n]+");
        assertThat(shown).anySatisfy(line -> assertThat(line).matches(
                "(\u001b\\[K)?\\d+% \\[[= ]+] +\\d+/12 \\(\\d:\\d\\d:\\d\\d / .*\\) .*/s \\d queued, 1 running"));
        assertThat(shown).anySatisfy(line -> assertThat(line).matches(
                "(\u001b\\[K)?\\d+% .* 1\\d/12 .*/s (1 running, )?1 failed"));
        assertThat(result.stderr()).contains(CLEAR_LINE + "procesy: line 10, \"10\": ")
                .endsWith(CLEAR_LINE + "procesy: 1 of 12 items failed\n");
    }
}
