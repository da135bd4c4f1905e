package io.github.procesy.cli.terminal;

import java.time.Duration;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * The progress as one line of text. The library draws it; when and where is decided here, because it
 * shares the terminal with messages and results.
 */
final class ProgressLine {
    /** The library's own timer would draw at times of its own. */
    private static final int NEVER_MILLIS = Integer.MAX_VALUE;
    private static final int UNKNOWN = -1;

    private final ProgressBar bar;

    /**
     * A line.
     *
     * @param columns how wide the terminal is
     * @param elapsed how long the run takes already
     */
    ProgressLine(Messages messages, int columns, Duration elapsed) {
        bar = ProgressBar.builder()
                .setTaskName("")
                .setUnit("", 1)
                .showSpeed()
                .setInitialMax(UNKNOWN)
                .startsFrom(0, elapsed)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(NEVER_MILLIS)
                .setConsumer(new DelegatingProgressBarConsumer(
                        text -> messages.progress(text.strip()), columns - 1))
                .build();
    }

    void show(Progress.Figures figures) {
        bar.maxHint(figures.inAll().orElse(UNKNOWN));
        bar.stepTo(figures.ended());
        bar.setExtraMessage(counts(figures));
        bar.refresh();
    }

    /** What is more than nothing, the worst at the end. */
    private static String counts(Progress.Figures figures) {
        StringBuilder text = new StringBuilder();
        add(text, figures.queued(), "queued");
        add(text, figures.running(), "running");
        add(text, figures.retried(), "retried");
        add(text, figures.failed(), "failed");
        add(text, figures.lost(), "lost");
        return text.toString();
    }

    private static void add(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(text.isEmpty() ? " " : ", ").append(count).append(' ').append(what);
        }
    }
}
