package io.github.procesy.wire;

import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.lang.reflect.Method;

/**
 * Which classes rebuild their objects by code of their own, which may fail for one object and not for the next. Those of the JDK are
 * trusted.
 */
final class OwnReading extends ClassValue<Boolean> {
    private static final OwnReading KNOWN = new OwnReading();

    private OwnReading() {}

    /** Whether a class does. */
    static boolean has(Class<?> type) {
        return KNOWN.get(type);
    }

    @Override
    protected Boolean computeValue(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader != null && !loader.equals(ClassLoader.getPlatformClassLoader())
                && (Externalizable.class.isAssignableFrom(type)
                        || declares(type, "readObject", ObjectInputStream.class)
                        || declares(type, "readObjectNoData")
                        || declares(type, "readResolve"));
    }

    private static boolean declares(Class<?> type, String name, Class<?>... parameters) {
        try {
            Method method = type.getDeclaredMethod(name, parameters);
            return method != null;
        } catch (NoSuchMethodException | NoClassDefFoundError e) {
            return false;
        }
    }
}
