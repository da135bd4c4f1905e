package io.github.procesy.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.procesy.cli.items.ItemFailure;
import io.github.procesy.cli.items.ItemOutput;
import io.github.procesy.cli.items.ItemWork;
import io.github.procesy.pool.WorkerContext;
import org.jspecify.annotations.Nullable;

/** Runs the main method of a program for each line. */
public final class ProgramWork implements ItemWork {
    private static final long serialVersionUID = 1L;
    private static final String OUR_PACKAGES = "io.github.procesy.cli.";

    private final ArrayList<String> classPath = new ArrayList<>();
    private final String main;
    private final ArrayList<String> common;
    private final boolean reusesClasses;
    private final String encoding;
    private transient @Nullable Surroundings surroundings;
    private transient @Nullable URLClassLoader reused;
    private transient boolean hasHook;

    /**
     * The work.
     *
     * @param classPath the jars and folders of the program
     * @param main its class
     * @param common the arguments that each run begins with
     * @param reusesClasses whether a run gets the classes of the one before
     * @param encoding how it prints
     */
    public ProgramWork(List<Path> classPath, String main, List<String> common,
            boolean reusesClasses, Charset encoding) {
        classPath.forEach(path -> this.classPath.add(path.toString()));
        this.main = main;
        this.common = new ArrayList<>(common);
        this.reusesClasses = reusesClasses;
        this.encoding = encoding.name();
    }

    /**
     * Checks that the program is there.
     *
     * @throws ItemFailure if it is not; the message is for the user
     */
    public void check() throws ItemFailure {
        try (URLClassLoader loader = loader()) {
            MainMethod.of(main, loader);
        } catch (IOException e) {
            throw new ItemFailure("the class path cannot be read: " + e);
        }
    }

    /** Classes of the program and of the JDK, none of ours. */
    private URLClassLoader loader() throws MalformedURLException {
        URL[] urls = new URL[classPath.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = Path.of(classPath.get(i)).toUri().toURL();
        }
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    @Override
    public void begin() {
        System.setProperty("java.class.path",
                String.join(System.getProperty("path.separator"), classPath));
        surroundings = new Surroundings();
    }

    @Override
    public void treat(String line, ItemOutput output) throws Throwable {
        List<String> arguments = new ArrayList<>(common);
        arguments.addAll(ShellWords.of(line));
        if (!hasHook) {
            hasHook = true;
            Runtime.getRuntime().addShutdownHook(new Thread(output::hurry, "procesy-exit"));
        }
        boolean failed;
        if (reusesClasses) {
            URLClassLoader loader = reused;
            if (loader == null) {
                loader = loader();
                reused = loader;
            }
            failed = run(loader, arguments, output);
        } else {
            try (URLClassLoader loader = loader()) {
                failed = run(loader, arguments, output);
            }
        }
        if (failed) {
            throw new ItemFailure("exited with code 1");
        }
    }

    /** Runs the program as {@code java} does: until the last of its threads has ended that is no daemon. */
    private boolean run(ClassLoader loader, List<String> arguments, ItemOutput output) {
        ProgramStream out = new ProgramStream(output, false);
        ProgramStream err = new ProgramStream(output, true);
        LeftThreads threads = new LeftThreads();
        boolean[] failed = {true};
        try {
            System.setIn(InputStream.nullInputStream());
            System.setOut(new PrintStream(out, false, Charset.forName(encoding)));
            System.setErr(new PrintStream(err, false, Charset.forName(encoding)));
            Thread thread = new Thread(new ThreadGroup("main"),
                    () -> failed[0] = !call(loader, arguments), "main", 0, false);
            thread.setContextClassLoader(loader);
            thread.start();
            LeftThreads.join(thread);
            threads.await();
            if (threads.hasDisturbing()) {
                WorkerContext.current().retire();
            }
        } finally {
            out.end();
            err.end();
            Objects.requireNonNull(surroundings).restore();
        }
        return failed[0];
    }

    private boolean call(ClassLoader loader, List<String> arguments) {
        try {
            MainMethod method = MainMethod.of(main, loader);
            method.run(Class.forName(main, false, loader), arguments.toArray(String[]::new));
            return true;
        } catch (Throwable e) {
            shorten(e);
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            return false;
        }
    }

    /** Takes out of a stack trace how this program came to call the other. */
    private static void shorten(Throwable failure) {
        Throwable each = failure;
        for (int depth = 0; each != null && depth < 32; depth++) {
            StackTraceElement[] frames = each.getStackTrace();
            int end = frames.length;
            for (int i = frames.length - 1; i >= 0; i--) {
                String type = frames[i].getClassName();
                if (type.startsWith(OUR_PACKAGES)
                        || (end < frames.length && (type.startsWith("java.lang.reflect.")
                                || type.startsWith("jdk.internal.reflect.")))) {
                    end = i;
                } else if (!type.equals("java.lang.Thread")) {
                    break;
                }
            }
            each.setStackTrace(java.util.Arrays.copyOf(frames, end));
            each = each.getCause();
        }
    }
}
