package io.github.procesy.pool;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

import io.github.procesy.RemoteThrowable;
import io.github.procesy.process.Outcome;

import static io.github.procesy.pool.Arguments.require;
import static io.github.procesy.pool.Arguments.requireName;

/**
 * How a task is run. Immutable: each method returns another one.
 *
 * {@snippet :
 * pool.submit(() -> convert(file), TaskOptions.none().deadline(Duration.ofSeconds(10)).retries(2));
 * }
 */
public final class TaskOptions {
    private static final System.Logger LOG = System.getLogger(TaskOptions.class.getName());
    /** Whatever is longer is cut to this, 146 years: so it can be added to a time in nanoseconds. */
    static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(1);
    private static final Duration DEFAULT_BACKOFF = Duration.ofMillis(100);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
    private static final int DEFAULT_QUARANTINE = 3;
    private static final TaskOptions NONE = new TaskOptions("", 0, Optional.empty(), DEFAULT_GRACE,
            0, List.of(), DEFAULT_BACKOFF, DEFAULT_QUARANTINE, death -> true);

    private final String name;
    private final int priority;
    private final Optional<Duration> deadline;
    private final Duration grace;
    private final int retries;
    private final List<Class<? extends Throwable>> retryOn;
    private final Duration backoff;
    private final int quarantine;
    private final Predicate<? super Outcome<?>> retryIf;

    private TaskOptions(String name, int priority, Optional<Duration> deadline, Duration grace,
            int retries, List<Class<? extends Throwable>> retryOn, Duration backoff,
            int quarantine, Predicate<? super Outcome<?>> retryIf) {
        this.name = name;
        this.priority = priority;
        this.deadline = deadline;
        this.grace = grace;
        this.retries = retries;
        this.retryOn = retryOn;
        this.backoff = backoff;
        this.quarantine = quarantine;
        this.retryIf = retryIf;
    }

    /**
     * The defaults: no deadline, no retries, priority 0.
     *
     * @return always the same
     */
    public static TaskOptions none() {
        return NONE;
    }

    /**
     * Names the task. The default is the class and method where its lambda stands, or its class if it is no lambda.
     *
     * @param newName for messages and listeners; not blank
     * @return other options
     * @throws IllegalArgumentException if it is blank or has a control character in it
     */
    public TaskOptions name(String newName) {
        requireName("task", newName, "Leave it out for one after the task's class");
        return new TaskOptions(newName, priority, deadline, grace,
                retries, retryOn, backoff, quarantine, retryIf);
    }

    /**
     * Sets the priority. Of the tasks that wait, the one with the highest is next; of several the one that waits longest.
     *
     * @param newPriority any number
     * @return other options
     */
    public TaskOptions priority(int newPriority) {
        return new TaskOptions(name, newPriority, deadline, grace, retries, retryOn, backoff,
                quarantine, retryIf);
    }

    /**
     * Bounds how long the task may run, from the moment in which a worker begins it. One that takes longer has timed out; its
     * thread is interrupted, and its worker killed if the task has not ended when the {@linkplain #grace grace} is over.
     *
     * @param max longer than zero
     * @return other options
     * @throws IllegalArgumentException if it is not
     */
    public TaskOptions deadline(Duration max) {
        Objects.requireNonNull(max, "max");
        require(max.isPositive(), "A deadline is longer than zero", max,
                "Leave it out for a task that may take any time");
        return new TaskOptions(name, priority, Optional.of(atMost(LONGEST, max)), grace, retries,
                retryOn, backoff, quarantine, retryIf);
    }

    /**
     * Sets how long a task has to end after it was interrupted, because of its deadline or because it was cancelled,
     * before its worker is killed. The default is one second.
     *
     * @param newGrace zero or more
     * @return other options
     * @throws IllegalArgumentException if it is negative
     */
    public TaskOptions grace(Duration newGrace) {
        Objects.requireNonNull(newGrace, "grace");
        require(!newGrace.isNegative(), "A grace is zero or more", newGrace,
                "Give Duration.ZERO for a worker that is killed at once");
        return new TaskOptions(name, priority, deadline, atMost(LONGEST, newGrace), retries,
                retryOn, backoff,
                quarantine, retryIf);
    }

    /**
     * Sets how often the task is tried again when its worker dies, or when it throws one of {@link #retryOn}. The default
     * is 0: a task that has begun is not begun again unless somebody says that this is all right.
     *
     * @param max zero or more
     * @return other options
     * @throws IllegalArgumentException if it is negative
     */
    public TaskOptions retries(int max) {
        require(max >= 0, "A number of retries is zero or more", max,
                "Give 0 for a task that is begun once");
        return new TaskOptions(name, priority, deadline, grace, max, retryOn, backoff,
                quarantine, retryIf);
    }

    /**
     * Says after which exceptions the task is tried again too, if it throws them. None by default. One that ran over its deadline is
     * not tried again.
     *
     * @param types exceptions of these classes and their subclasses; of those that do not travel, and arrive as
     *     {@link RemoteThrowable}, these classes alone
     * @return other options
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // it is copied
    public final TaskOptions retryOn(Class<? extends Throwable>... types) {
        for (Class<? extends Throwable> type : Objects.requireNonNull(types, "types")) {
            Objects.requireNonNull(type, "a type of exceptions");
        }
        return new TaskOptions(name, priority, deadline, grace, retries, List.of(types), backoff,
                quarantine, retryIf);
    }

    /**
     * Sets how long the first retry waits; each further one waits twice as long, 30 seconds at the most. The default is
     * 100 ms.
     *
     * @param first zero or more
     * @return other options
     * @throws IllegalArgumentException if it is negative
     */
    public TaskOptions backoff(Duration first) {
        Objects.requireNonNull(first, "first");
        require(!first.isNegative(), "A wait is zero or more", first,
                "Give Duration.ZERO for retries at once");
        return new TaskOptions(name, priority, deadline, grace, retries, retryOn, first,
                quarantine, retryIf);
    }

    /**
     * Sets how many workers a task may kill, whatever its {@link #retries}. One that has is not tried again. The default is 3.
     *
     * @param deaths 1 or more
     * @return other options
     * @throws IllegalArgumentException if it is less than 1
     */
    public TaskOptions quarantine(int deaths) {
        require(deaths > 0, "The number of workers that a task may kill is 1 or more", deaths,
                "Give 1 for a task that is not tried again after its worker died");
        return new TaskOptions(name, priority, deadline, grace, retries, retryOn, backoff, deaths,
                retryIf);
    }

    /**
     * Says after which deaths of its worker the task is tried again, if its {@link #retries} allow it. The default is all.
     *
     * @param deaths is asked by a thread of the pool, which holds a lock, so that it is to be quick; if it throws, that is logged, and the
     *     task is not tried again: false for a worker that exited as the task wanted it, for instance
     * @return other options
     */
    public TaskOptions retryIf(Predicate<? super Outcome<?>> deaths) {
        return new TaskOptions(name, priority, deadline, grace, retries, retryOn, backoff,
                quarantine, Objects.requireNonNull(deaths, "deaths"));
    }

    /** The shorter one. */
    static Duration atMost(Duration longest, Duration duration) {
        return duration.compareTo(longest) > 0 ? longest : duration;
    }

    /** The name, or empty. */
    String name() {
        return name;
    }

    int priority() {
        return priority;
    }

    Optional<Duration> deadline() {
        return deadline;
    }

    Duration grace() {
        return grace;
    }

    /** Whether a task is tried again that has failed so often already, and now for that reason. */
    boolean retriesAfter(int failures, Throwable failure) {
        return failures <= retries && retryOn.stream().anyMatch(type -> isOf(type, failure));
    }

    private static boolean isOf(Class<? extends Throwable> type, Throwable failure) {
        return type.isInstance(failure) || (failure instanceof RemoteThrowable remote
                && remote.className().equals(type.getName()));
    }

    /** Whether a task is tried again that has failed so often already, among them by these deaths of workers, the last just now. */
    boolean retriesAfterDeath(int failures, List<Outcome<?>> deaths) {
        return failures <= retries && deaths.size() < quarantine && allows(deaths.getLast());
    }

    private boolean allows(Outcome<?> death) {
        try {
            return retryIf.test(death);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "The condition of retryIf failed for '" + death
                    + "'; the task is not tried again.", e);
            return false;
        }
    }

    /** How long it waits after so many failures. */
    long backoffNanos(int failures) {
        long first = atMost(MAX_BACKOFF, backoff).toNanos();
        return Math.min(first << Math.min(failures - 1, Long.SIZE / 4), MAX_BACKOFF.toNanos());
    }
}
