package io.github.procesy.wire;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The way from an object that was to be sent to a part of it, in the words of the source code:
 * {@code task.job.items[3].socket}.
 *
 * <p>The shortest way is searched, breadth first, through fields, arrays, collections, maps and the
 * variables that a lambda captured. Fields that reflection may not open (those of the JDK) end a
 * branch.
 */
@SuppressWarnings("ReferenceEquality") // the way to this very object is searched
final class FieldPath {
    /** Bounds the search; beyond it the path names the ends alone. */
    private static final int MAX_OBJECTS = 200_000;
    /** Bounds it within one collection, which may be endless. */
    private static final int MAX_ELEMENTS = 100_000;

    private final String text;
    private final boolean throughThis;

    private FieldPath(String text, boolean throughThis) {
        this.text = text;
        this.throughThis = throughThis;
    }

    static FieldPath find(@Nullable Object root, @Nullable Object target, String rootName) {
        if (root == null || target == null || root == target) {
            return new FieldPath(rootName, false);
        }
        Search search = new Search(target);
        search.visit(root, rootName, false);
        FieldPath found = search.run();
        return found != null
                ? found
                : new FieldPath(rootName + " ... " + target.getClass().getSimpleName(), false);
    }

    /** What the user can do about a value at this place that does not serialize. */
    String remedy(String typeName) {
        String keepOut = throughThis
                ? "The lambda captured 'this' because it uses a field or a method of its object:"
                        + " copy what it needs into a local variable first, or make the method"
                        + " static"
                : "Create it inside the task instead of capturing it, mark the field that holds it"
                        + " transient";
        return keepOut + ", or make " + typeName + " implement java.io.Serializable.";
    }

    @Override
    public String toString() {
        return text;
    }

    private record Step(Object object, String path, boolean throughThis) {
    }

    private static final class Search {
        private final Object target;
        private final Queue<Step> open = new ArrayDeque<>();
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private @Nullable FieldPath found;

        Search(Object target) {
            this.target = target;
        }

        @Nullable
        FieldPath run() {
            Step step = open.poll();
            while (found == null && step != null) {
                try {
                    expand(step);
                } catch (RuntimeException | Error e) {
                    // A collection of the user that fails ends this branch.
                }
                step = open.poll();
            }
            return found;
        }

        void visit(@Nullable Object object, String path, boolean throughThis) {
            if (object == null || found != null) {
                return;
            }
            if (object == target) {
                found = new FieldPath(path, throughThis);
            } else if (seen.size() < MAX_OBJECTS && seen.add(object)) {
                open.add(new Step(object, path, throughThis));
            }
        }

        private void expand(Step step) {
            Object object = step.object();
            if (object instanceof Serializable && object.getClass().isHidden()) {
                SerializedLambda lambda = Lambdas.serialized(object);
                if (lambda != null) {
                    expandLambda(lambda, object.getClass().getClassLoader(), step);
                    return;
                }
            }
            switch (object) {
                case Object[] array -> expandAll(Arrays.asList(array), step);
                case Collection<?> collection -> expandAll(collection, step);
                case Map<?, ?> map -> expandMap(map, step);
                case Optional<?> optional -> visit(optional.orElse(null), step.path() + ".get()",
                        step.throughThis());
                default -> {
                }
            }
            expandFields(step);
        }

        private void expandAll(Iterable<?> elements, Step step) {
            int i = 0;
            for (Object element : elements) {
                visit(element, step.path() + "[" + i + "]", step.throughThis());
                i++;
                if (i == MAX_ELEMENTS) {
                    return;
                }
            }
        }

        private void expandMap(Map<?, ?> map, Step step) {
            int i = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String key = keyName(entry.getKey(), i);
                visit(entry.getKey(), step.path() + ".key(" + key + ")", step.throughThis());
                visit(entry.getValue(), step.path() + ".get(" + key + ")", step.throughThis());
                i++;
                if (i == MAX_ELEMENTS) {
                    return;
                }
            }
        }

        /** A key by its text if that is harmless, else by its place. */
        private static String keyName(@Nullable Object key, int place) {
            return key instanceof String || key instanceof Integer || key instanceof Long
                    || key instanceof Enum
                            ? key.toString()
                            : "#" + place;
        }

        private void expandLambda(SerializedLambda lambda, @Nullable ClassLoader loader,
                Step step) {
            for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
                String name = Lambdas.capturedName(lambda, i, loader);
                visit(lambda.getCapturedArg(i), step.path() + "." + name,
                        step.throughThis() || name.equals("this"));
            }
        }

        private void expandFields(Step step) {
            Object object = step.object();
            for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) != 0
                            || field.getType().isPrimitive() || !field.trySetAccessible()) {
                        continue;
                    }
                    try {
                        visit(field.get(object), step.path() + "." + field.getName(),
                                step.throughThis());
                    } catch (IllegalAccessException e) {
                        throw new AssertionError("made accessible above: " + field, e);
                    }
                }
            }
        }
    }
}
