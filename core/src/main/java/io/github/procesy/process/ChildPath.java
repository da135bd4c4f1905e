package io.github.procesy.process;

import java.io.File;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

import io.github.procesy.child.ChildMain;

/**
 * Where a child finds classes: what this JVM has, absolute, because the child may run in another
 * folder. A child gets the class path of this JVM as its class path and the modules of this JVM as
 * modules ({@link ChildModules}). Where this library comes from neither, but from a class loader of
 * the program, a jar of its classes goes first ({@link CoreJar}).
 */
final class ChildPath {
    private ChildPath() {}

    /** The class path of a child. */
    static String classPath(ProcessSettings settings) {
        List<String> entries = new ArrayList<>();
        if (!isCoreOnPath() || mayLoseCore(settings)) {
            entries.add(CoreJar.file().toString());
        }
        String own = System.getProperty("java.class.path", "");
        // Empty means the working directory, unless the program is a module: then it means nothing.
        if (!own.isEmpty() || System.getProperty("jdk.module.main") == null) {
            addAbsolute(own, entries);
        }
        settings.classPath().forEach(entry -> entries.add(entry.toAbsolutePath().toString()));
        return String.join(File.pathSeparator, entries);
    }

    /** Adds the entries of a path to a list. */
    static void addAbsolute(String path, List<String> entries) {
        for (String entry : path.split(File.pathSeparator, -1)) {
            // Not by Path.of, which refuses what the locale has no letters for.
            entries.add(new File(entry).getAbsolutePath());
        }
    }

    /** The last options of the {@code java} command, which name the main class. */
    static List<String> main(String classPath) {
        String name = ChildMain.class.getName();
        Module module = ChildMain.class.getModule();
        return module.isNamed() && isCoreOnPath()
                ? List.of("-cp", classPath, "-m", module.getName() + "/" + name)
                : List.of("-cp", classPath, name);
    }

    /**
     * Whether a child may be in another locale than this JVM, one that cannot name the file in which
     * this library is. What else it cannot name comes from this process.
     */
    private static boolean mayLoseCore(ProcessSettings settings) {
        boolean otherLocale = settings.environment().isPresent()
                || settings.environmentChanges()
                        .keySet()
                        .stream()
                        .anyMatch(name -> name.startsWith("LC_") || name.equals("LANG"));
        CodeSource source = ChildMain.class.getProtectionDomain().getCodeSource();
        return otherLocale && !ChildMain.class.getModule().isNamed() && source != null
                && source.getLocation() != null
                && source.getLocation()
                        .getPath()
                        .chars()
                        .anyMatch(c -> c == '%' || c > '~'); // encoded or not
    }

    /** Whether the class loaders that every JVM has find this library in a child. */
    private static boolean isCoreOnPath() {
        Module module = ChildMain.class.getModule();
        if (module.isNamed()) {
            return ModuleLayer.boot().equals(module.getLayer());
        }
        ClassLoader loader = ChildMain.class.getClassLoader();
        return loader != null && loader.getClass()
                .getName()
                .equals("jdk.internal.loader.ClassLoaders$AppClassLoader");
    }
}
