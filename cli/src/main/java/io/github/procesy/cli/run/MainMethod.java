package io.github.procesy.cli.run;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import io.github.procesy.cli.items.ItemFailure;
import org.jspecify.annotations.Nullable;

/**
 * The method that {@code java} would run: {@code main(String[])}, or else {@code main()}, static or not (JLS 12.1.4).
 *
 * @param method the method
 */
public record MainMethod(Method method) {
    /**
     * Finds the method of a class, which is not initialized.
     *
     * @param name the class
     * @param loader finds it
     * @return its main method
     * @throws ItemFailure if there is none; the message is for the user
     */
    public static MainMethod of(String name, ClassLoader loader) throws ItemFailure {
        Class<?> type;
        try {
            type = Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new ItemFailure("the class '" + name + "' is not on the class path; --main takes"
                    + " the name of a class as java does, for instance com.acme.Main, and"
                    + " --class-path the jars and folders that it is in");
        } catch (LinkageError e) {
            throw new ItemFailure("the class '" + name + "' cannot be loaded: " + e);
        }
        try {
            @Nullable Method found = find(type, String[].class);
            found = found == null ? find(type) : found;
            if (found != null) {
                found.setAccessible(true);
                return new MainMethod(found);
            }
        } catch (LinkageError e) {
            throw new ItemFailure("the class '" + name + "' cannot be linked: " + e
                    + "; is a jar missing in --class-path?");
        }
        throw new ItemFailure("the class '" + name + "' has no main method; --main takes a class"
                + " with static void main(String[] arguments), as java does");
    }

    private static @Nullable Method find(Class<?> type, Class<?>... parameters) {
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            try {
                Method method = owner.getDeclaredMethod("main", parameters);
                if (method.getReturnType() == void.class
                        && !Modifier.isPrivate(method.getModifiers())
                        && !Modifier.isAbstract(method.getModifiers())) {
                    return method;
                }
            } catch (NoSuchMethodException e) {
                // Perhaps it is inherited.
            }
        }
        return null;
    }

    /**
     * Runs it.
     *
     * @param type the class that was named, which may inherit the method
     * @param arguments the arguments
     * @throws Throwable what it throws
     */
    void run(Class<?> type, String... arguments) throws Throwable {
        try {
            @Nullable Object receiver = null;
            if (!Modifier.isStatic(method.getModifiers())) {
                Constructor<?> constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                receiver = constructor.newInstance();
            }
            if (method.getParameterCount() == 0) {
                method.invoke(receiver);
            } else {
                method.invoke(receiver, (Object) arguments);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
