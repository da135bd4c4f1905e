package io.github.procesy.lifecycle;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.CurrentProcess;
import io.github.procesy.process.ProcessFailedException;
import io.github.procesy.process.ProcessIdentity;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GenerationsTest {
    @Test
    void everyProcessKnowsItselfItsParentAndItsChildren() throws Exception {
        assertThat(CurrentProcess.identity())
                .isEqualTo(new ProcessIdentity(ProcessHandle.current().pid(), "main"));
        assertThat(CurrentProcess.parent()).isEmpty();
        try (var child = ChildProcess.builder().name("middle").start(GenerationsTest::middle)) {
            ProcessIdentity middle = new ProcessIdentity(child.pid(), "middle");
            List<ProcessIdentity> line = child.result();
            assertThat(line.get(0)).isEqualTo(middle)
                    .hasToString("middle (pid " + child.pid()
                            + ")");
            assertThat(line.get(1)).isEqualTo(CurrentProcess.identity());
            assertThat(line.get(2).name()).isEqualTo("leaf \"quoted\" größe");
            assertThat(line.get(3)).isEqualTo(middle);
        }
    }

    private static List<ProcessIdentity> middle() throws InterruptedException {
        try (var leaf = ChildProcess.builder()
                .name("leaf \"quoted\" größe")
                .start(() -> List.of(CurrentProcess.identity(),
                        CurrentProcess.parent().orElseThrow()))) {
            if (!CurrentProcess.children().equals(List.of(leaf))) {
                throw new AssertionError("children: " + CurrentProcess.children());
            }
            return List.of(CurrentProcess.identity(), CurrentProcess.parent().orElseThrow(),
                    leaf.result().get(0), leaf.result().get(1));
        }
    }

    @Test
    void theFailureOfAGrandchildPassesThroughItsParent() throws Exception {
        try (var child = ChildProcess.builder().name("middle").start(() -> {
            try (var leaf = ChildProcess.builder().name("leaf").start(() -> {
                throw new IllegalStateException("from the leaf");
            })) {
                return leaf.result();
            }
        })) {
            AtomicReference<Throwable> caught = new AtomicReference<>();
            Assertions.assertThatThrownBy(child::result)
                    .isInstanceOf(ProcessFailedException.class)
                    .satisfies(caught::set)
                    .hasMessageContaining("middle")
                    .rootCause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("from the leaf");
            ProcessFailedException ofLeaf = (ProcessFailedException) caught.get().getCause();
            assertThat(ofLeaf).hasMessageContaining("leaf");
            Assertions.assertThatThrownBy(ofLeaf::outcome)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("came from another one");
        }
    }
}
