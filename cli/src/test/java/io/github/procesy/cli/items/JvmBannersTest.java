package io.github.procesy.cli.items;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JvmBannersTest {
    private final List<String> passed = new ArrayList<>();
    private final JvmBanners banners = new JvmBanners(passed::add);

    @Test
    void holdsEverythingBackUntilTheProcessIsUp() {
        print("warning");
        assertThat(passed).isEmpty();
        banners.release();
        assertThat(passed).containsExactly("warning");
        print("more");
        assertThat(passed).containsExactly("warning", "more");
    }

    @Test
    void hidesTheReportOfACrashAndNothingElse() {
        banners.release();
        print("# a title", "#",
                "# A fatal error has been detected by the Java Runtime Environment:",
                "#", "#  SIGSEGV (0xb) at pc=0x0", "still printing", "#");
        assertThat(passed).containsExactly("# a title", "still printing");
    }

    @Test
    void hidesTheLastWordsAboutMemory() {
        banners.release();
        print("Terminating due to java.lang.OutOfMemoryError: Java heap space");
        assertThat(passed).isEmpty();
    }

    @Test
    void showsLateWhatWasNoReportAfterAll() {
        banners.release();
        print("#", "[0.12s][warning][os,thread] Failed to start thread", "[1] text");
        assertThat(passed).containsExactly("[1] text");
        banners.release();
        assertThat(passed).containsExactly("[1] text", "#",
                "[0.12s][warning][os,thread] Failed to start thread");
    }

    private void print(String... lines) {
        for (String line : lines) {
            banners.accept(line);
        }
    }
}
