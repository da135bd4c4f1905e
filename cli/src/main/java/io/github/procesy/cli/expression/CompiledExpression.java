package io.github.procesy.cli.expression;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * The class files of an expression. They travel to the worker processes; the class is loaded and
 * initialized there and nowhere else.
 */
// No record: their deserialization costs a starting process 20 ms for method handles.
public final class CompiledExpression implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, byte[]> classFiles;

    /**
     * A compiled expression.
     *
     * @param classFiles the class files by binary class name
     */
    CompiledExpression(Map<String, byte[]> classFiles) {
        this.classFiles = new HashMap<>(classFiles);
    }

    /**
     * Loads the expression and evaluates it.
     *
     * @param parent finds the classes that the expression uses
     * @return the function; one that returns {@link NoResult} if the expression has no result
     * @throws ReflectiveOperationException if the class cannot be loaded
     */
    public ItemFunction load(ClassLoader parent) throws ReflectiveOperationException {
        Class<?> type = Class.forName(ExpressionSource.CLASS_NAME, true,
                new ExpressionLoader(classFiles, parent));
        Object value = type.getField(ExpressionSource.FIELD_NAME).get(null);
        if (value instanceof ItemAction action) {
            return item -> {
                action.run(item);
                return NoResult.INSTANCE;
            };
        }
        return (ItemFunction) value;
    }
}
