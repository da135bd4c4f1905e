package io.github.procesy.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import org.jspecify.annotations.Nullable;

/**
 * The class loaders that the classes of an object come from: those that can find its classes again,
 * and the classes that its classes need. One thread at a time adds; others may look for classes meanwhile.
 */
public final class Loaders {
    private static final ClassLoader CLASS_PATH = ofClassPath();
    private static final int MAX_NAMES = 32;

    private final Set<ClassLoader> loaders = new CopyOnWriteArraySet<>();
    private final Map<String, Class<?>> classes = new HashMap<>();
    private final Set<String> names = new LinkedHashSet<>();

    /** None yet. */
    public Loaders() {}

    /**
     * One loader.
     *
     * @param loader the loader
     * @return the loader alone
     */
    public static Loaders of(ClassLoader loader) {
        Loaders one = new Loaders();
        one.loaders.add(loader);
        return one;
    }

    /**
     * Adds a loader.
     *
     * @param loader is asked when those before it do not have a class
     */
    public void add(ClassLoader loader) {
        loaders.add(loader);
    }

    /**
     * Adds those of another object.
     *
     * @param others are asked when those before them do not have a class
     */
    public void addAll(Loaders others) {
        loaders.addAll(others.loaders);
    }

    /**
     * Whether the loaders of another object are all among these.
     *
     * @param others the loaders of that
     * @return true if nothing is to be added
     */
    public boolean hasAll(Loaders others) {
        return loaders.containsAll(others.loaders);
    }

    /**
     * Whether one of the classes that were added rebuilds its objects by code of its own, which may fail.
     *
     * @return true if one has such code
     */
    public boolean haveOwnReading() {
        return classes.values().stream().anyMatch(OwnReading::has);
    }

    /** The names of the first classes that were added. */
    Set<String> names() {
        return names;
    }

    /** Adds the loader of a class; that of the JDK is everywhere and counts for none. */
    void addOf(Class<?> type) {
        if (names.size() < MAX_NAMES && !type.isHidden()) {
            names.add(type.getName());
        }
        ClassLoader loader = type.getClassLoader();
        if (loader != null) {
            loaders.add(loader);
        }
    }

    /**
     * Adds the loader of a class that the other side will know by its name.
     *
     * @return another class of that name that was added before, or null if there is none
     */
    @Nullable
    Class<?> addNamed(Class<?> type) {
        addOf(type);
        Class<?> known = classes.putIfAbsent(type.getName(), type);
        return type.equals(known) ? null : known;
    }

    /**
     * Finds a class by the first loader that has it.
     *
     * @param name its binary name
     * @return the class, which may not be initialized yet
     * @throws ClassNotFoundException if none has it
     */
    public Class<?> load(String name) throws ClassNotFoundException {
        ClassNotFoundException missing = null;
        for (ClassLoader loader : loaders) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException e) {
                missing = missing == null ? e : missing;
            }
        }
        if (missing != null) {
            throw missing;
        }
        return Class.forName(name, false, ClassLoader.getSystemClassLoader());
    }

    /** A loader that stands for all in the definition of a proxy class. */
    ClassLoader first() {
        return loaders.isEmpty()
                ? ClassLoader.getSystemClassLoader()
                : loaders.iterator().next();
    }

    /**
     * Reads a class file or resource by the first loader that has it.
     *
     * @param path its name, for instance {@code com/acme/Job.class}
     * @return its content, or empty if no loader has it
     * @throws IOException if it cannot be read
     */
    public Optional<byte[]> read(String path) throws IOException {
        for (ClassLoader loader : loaders) {
            Optional<byte[]> content = read(loader.getResourceAsStream(path));
            if (content.isPresent()) {
                return content;
            }
        }
        return loaders.isEmpty()
                ? read(ClassLoader.getSystemResourceAsStream(path))
                : Optional.empty();
    }

    /**
     * Reads all resources of a name, but not those that the class path and the modules of this JVM
     * have.
     *
     * @param path their name, for instance {@code META-INF/services/com.acme.Codec}
     * @return their content
     * @throws IOException if one cannot be read
     */
    public List<byte[]> readAll(String path) throws IOException {
        if (loaders.equals(Set.of(CLASS_PATH))) {
            return List.of();
        }
        Map<String, URL> found = new LinkedHashMap<>();
        for (ClassLoader loader : loaders) {
            for (URL url : Collections.list(loader.getResources(path))) {
                found.putIfAbsent(url.toExternalForm(), url);
            }
        }
        List<URL> known = Collections.list(CLASS_PATH.getResources(path));
        known.forEach(url -> found.remove(url.toExternalForm()));
        if (found.isEmpty() && known.isEmpty()) {
            return read(path).stream().toList(); // a loader may show its resources as streams alone
        }
        List<byte[]> contents = new ArrayList<>();
        for (URL url : found.values()) {
            read(url.openStream()).ifPresent(contents::add);
        }
        return contents;
    }

    /** The loader of the class path, also where another one is set as the system class loader. */
    private static ClassLoader ofClassPath() {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        while (loader.getParent() != null
                && !loader.getParent().equals(ClassLoader.getPlatformClassLoader())) {
            loader = loader.getParent();
        }
        return loader;
    }

    private static Optional<byte[]> read(@Nullable InputStream resource) throws IOException {
        if (resource == null) {
            return Optional.empty();
        }
        try (resource) {
            return Optional.of(resource.readAllBytes());
        }
    }
}
