package io.github.procesy.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Looks into a serializable lambda: what it captured, and what the source calls it. */
final class Lambdas {
    /** How javac begins the name of the method that holds the body of a lambda. */
    private static final String BODY = "lambda$";
    /** {@code lambda$main$7f3a$1}: the method that it stands in, a hash if serializable, a number. */
    private static final Pattern BODY_NAME = Pattern
            .compile("lambda\\$(.+?)(\\$[0-9a-f]+)?\\$\\d+");

    private Lambdas() {}

    private static final ClassValue<Optional<Method>> REPLACERS = new ClassValue<>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
            try {
                return Optional.of(type.getDeclaredMethod("writeReplace"));
            } catch (NoSuchMethodException e) {
                return Optional.empty();
            }
        }
    };

    /** The serialized form of a lambda, or null if the object is none. */
    static @Nullable SerializedLambda serialized(Object object) {
        Optional<Method> writeReplace = REPLACERS.get(object.getClass());
        try {
            if (writeReplace.isEmpty()) {
                return null;
            }
            if (!writeReplace.get().trySetAccessible()) {
                return serializedByStream(object);
            }
            return writeReplace.get().invoke(object) instanceof SerializedLambda lambda
                    ? lambda
                    : null;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }

    /** The class and method that a lambda stands in, or the method that a reference is to. */
    static String name(SerializedLambda lambda) {
        String type = lambda.getImplClass().substring(lambda.getImplClass().lastIndexOf('/') + 1);
        String method = lambda.getImplMethodName();
        Matcher body = BODY_NAME.matcher(method);
        if (body.matches()) {
            method = body.group(1);
        }
        return type + "." + (method.equals("<init>") ? "new" : method);
    }

    /** The same for a lambda of a module that is not open to this one: serialization may ask it. */
    private static @Nullable SerializedLambda serializedByStream(Object object) {
        try (ReplacingStream stream = new ReplacingStream()) {
            stream.writeObject(object);
            return stream.lambda;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Takes the first object that it is to write, and writes none. */
    private static final class ReplacingStream extends ObjectOutputStream {
        private @Nullable SerializedLambda lambda;

        ReplacingStream() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(Object object) {
            lambda = object instanceof SerializedLambda found ? found : null;
            return null;
        }
    }

    /**
     * The name of a captured variable: {@code this}, the name that the debug information of the
     * class file holds, or the type if there is no debug information.
     */
    static String capturedName(SerializedLambda lambda, int index, @Nullable ClassLoader loader) {
        boolean instance = lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                && lambda.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial;
        if (instance && index == 0) {
            return lambda.getImplMethodName().startsWith(BODY) ? "this" : "receiver";
        }
        int slot = instance ? 1 : 0;
        MethodType type = MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(),
                loader);
        int parameter = instance ? index - 1 : index;
        for (int i = 0; i < parameter; i++) {
            Class<?> before = type.parameterType(i);
            slot += before == long.class || before == double.class ? 2 : 1;
        }
        String name = variableName(lambda, slot, loader);
        return name != null ? name : "(" + type.parameterType(parameter).getSimpleName() + ")";
    }

    private static @Nullable String variableName(SerializedLambda lambda, int slot,
            @Nullable ClassLoader loader) {
        String resource = lambda.getImplClass() + ".class";
        try (InputStream in = loader == null
                ? ClassLoader.getSystemResourceAsStream(resource)
                : loader.getResourceAsStream(resource)) {
            if (in == null) {
                return null;
            }
            for (MethodModel method : ClassFile.of().parse(in.readAllBytes()).methods()) {
                if (method.methodName().equalsString(lambda.getImplMethodName())
                        && method.methodType().equalsString(lambda.getImplMethodSignature())) {
                    return method.code().map(code -> variableName(code, slot)).orElse(null);
                }
            }
            return null;
        } catch (IOException | IllegalArgumentException e) {
            return null; // an unreadable class file costs the name, not the error message
        }
    }

    private static @Nullable String variableName(CodeModel code, int slot) {
        return code.elementStream()
                .filter(element -> element instanceof LocalVariable)
                .map(element -> (LocalVariable) element)
                .filter(variable -> variable.slot() == slot)
                .map(variable -> variable.name().stringValue())
                .findFirst()
                .orElse(null);
    }
}
