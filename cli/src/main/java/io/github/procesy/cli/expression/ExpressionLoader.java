package io.github.procesy.cli.expression;

import java.util.Map;

/** Defines the classes of an expression. */
final class ExpressionLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> classFiles;

    ExpressionLoader(Map<String, byte[]> classFiles, ClassLoader parent) {
        super("expression", parent);
        this.classFiles = classFiles;
    }

    /** Its own classes come first: a class path may have one of the same name. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        byte[] bytes = classFiles.get(name);
        if (bytes == null) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
        }
    }
}
