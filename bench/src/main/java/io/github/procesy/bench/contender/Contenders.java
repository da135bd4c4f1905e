package io.github.procesy.bench.contender;

import java.util.List;

import io.github.procesy.bench.probe.Probe;

/** The usual contenders. */
public final class Contenders {
    /** CPython's {@code multiprocessing} with the start method fork. */
    public static final String FORK = "CPython fork";
    /** CPython's {@code multiprocessing} with the start method forkserver. */
    public static final String FORKSERVER = "CPython forkserver";
    /** CPython's {@code multiprocessing} with the start method spawn. */
    public static final String SPAWN = "CPython spawn";
    /** A JVM with an empty main method and default options. */
    public static final String JAVA = "java";
    /** A JVM with an empty main method that starts as fast as a JVM can. */
    public static final String FAST_JAVA = "java, AOT cache";
    /** A thread of the same JVM. */
    public static final String THREAD = "platform thread";

    /** A parent that has started so many has its own code compiled. */
    private static final int WARM_UPS_OF_OURS = 250;

    private Contenders() {}

    /**
     * This library, in a JVM of its own, with an AOT cache for its children.
     *
     * @param probe what measures
     * @param jvmOptions options of that JVM
     * @return the contender
     */
    public static Contender ours(Class<? extends Probe> probe, String... jvmOptions) {
        return ours(Contender.OURS, probe, jvmOptions);
    }

    /**
     * This library once more, under another name.
     *
     * @param name what tables call it
     * @param probe what measures
     * @param jvmOptions options of that JVM
     * @return the contender
     */
    public static Contender ours(String name, Class<? extends Probe> probe, String... jvmOptions) {
        return new Contender(name, lab -> {
            lab.childCache(probe);
            return lab.probe(List.of(jvmOptions), probe, List.of());
        }).warmUps(WARM_UPS_OF_OURS);
    }

    /**
     * This library in several processes, which are started once and live through all rounds.
     *
     * @param probe what measures
     * @param arguments what is said to the probe
     * @return the contender
     */
    public static Contender processes(Class<? extends Probe> probe, List<String> arguments) {
        return new Contender(Contender.OURS,
                lab -> lab.probe(List.of("-Dprocesy.spares=0"), probe, arguments));
    }

    /**
     * Something else, in a JVM of its own.
     *
     * @param name what tables call it
     * @param probe what measures
     * @param arguments what is said to the probe
     * @return the contender
     */
    public static Contender jvm(String name, Class<? extends Probe> probe, String... arguments) {
        return new Contender(name, lab -> lab.probe(List.of(), probe, List.of(arguments)));
    }

    /**
     * An empty JVM with default options.
     *
     * @param probe what measures; its arguments are the command line of the JVM
     * @return the contender
     */
    public static Contender java(Class<? extends Probe> probe) {
        return new Contender(JAVA,
                lab -> lab.probe(List.of(), probe, lab.emptyProgram().command(EmptyMain.class)));
    }

    /**
     * An empty JVM with an AOT cache and the options with which it starts fastest.
     *
     * @param probe what measures; its arguments are the command line of the JVM
     * @return the contender
     */
    public static Contender fastJava(Class<? extends Probe> probe) {
        return new Contender(FAST_JAVA, lab -> lab.probe(List.of(), probe,
                lab.emptyProgram().fastCommand(EmptyMain.class)));
    }

    /**
     * A JVM with default options that waits until its standard input ends.
     *
     * @param probe what measures; its arguments are the command line of the JVM
     * @return the contender
     */
    public static Contender idleJava(Class<? extends Probe> probe) {
        return new Contender(JAVA,
                lab -> lab.probe(List.of(), probe, lab.emptyProgram().command(IdleMain.class)));
    }

    /**
     * CPython with a start method.
     *
     * @param name {@link #FORK}, {@link #FORKSERVER} or {@link #SPAWN}
     * @param probe a function of {@code peers.py}
     * @return the contender
     */
    public static Contender python(String name, String probe) {
        return python(name, name, probe);
    }

    /**
     * CPython with a start method, under another name.
     *
     * @param name what tables call it
     * @param method {@link #FORK}, {@link #FORKSERVER} or {@link #SPAWN}
     * @param probe a function of {@code peers.py}
     * @return the contender
     */
    public static Contender python(String name, String method, String probe) {
        String word = method.substring(method.indexOf(' ') + 1);
        return new Contender(name, lab -> lab.python(word, probe));
    }

    /**
     * A library for CPython that need not be there, with the start method fork.
     *
     * @param name what tables call it
     * @param module its module
     * @param probe a function of {@code peers.py}
     * @return the contender
     */
    public static Contender pythonWith(String name, String module, String probe) {
        return new Contender(name, lab -> lab.pythonWith(module, "fork", probe));
    }
}
