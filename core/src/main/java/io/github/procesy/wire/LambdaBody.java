package io.github.procesy.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;

import org.jspecify.annotations.Nullable;

/**
 * The method that holds the body of a lambda, by name: {@code UTF class, UTF method, UTF descriptor,
 * byte kind, byte number of captured values}; and how to get at it by a method handle.
 */
final class LambdaBody {
    private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);
    private static final MethodType BOUND = MethodType.methodType(Object.class);

    private LambdaBody() {}

    static byte[] write(SerializedLambda lambda) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(lambda.getImplClass());
            out.writeUTF(lambda.getImplMethodName());
            out.writeUTF(lambda.getImplMethodSignature());
            out.writeByte(lambda.getImplMethodKind());
            out.writeByte(lambda.getCapturedArgCount());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** A handle of the method. */
    static MethodHandle read(DataInputStream in, Loaders loaders)
            throws IOException, ReflectiveOperationException {
        Class<?> type = loaders.load(in.readUTF().replace('/', '.'));
        String name = in.readUTF();
        MethodType descriptor = MethodType.fromMethodDescriptorString(in.readUTF(),
                type.getClassLoader());
        return find(type, name, descriptor, in.readByte());
    }

    /**
     * A handle of type {@code (Object[])Object} that takes the captured values: slow to make in a JVM
     * that has just booted (20 ms), fast to call.
     */
    static MethodHandle spread(MethodHandle method) {
        int captured = method.type().parameterCount();
        return method.asType(MethodType.genericMethodType(captured))
                .asSpreader(Object[].class, captured)
                .asType(SPREAD);
    }

    /** A handle of type {@code ()Object} that has the captured values: faster to make. */
    static MethodHandle bind(MethodHandle method, @Nullable Object[] captured) {
        MethodHandle bound = captured.length == 0
                ? method
                : MethodHandles.insertArguments(method, 0, captured);
        return bound.asType(BOUND);
    }

    /**
     * Whether a method handle for the body can be had from here. A module of the user need not be
     * open to this library; Java serialization gets at its lambdas all the same.
     */
    static boolean isReachable(SerializedLambda lambda, @Nullable ClassLoader loader) {
        try {
            Class<?> type = Class.forName(lambda.getImplClass().replace('/', '.'), false, loader);
            if (isOpen(type)) {
                return true;
            }
            var _ = find(type, lambda.getImplMethodName(),
                    MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(),
                            type.getClassLoader()),
                    lambda.getImplMethodKind());
            return true;
        } catch (ReflectiveOperationException | TypeNotPresentException | LinkageError e) {
            return false;
        }
    }

    private static boolean isOpen(Class<?> type) {
        Module own = LambdaBody.class.getModule();
        return type.getModule().isOpen(type.getPackageName(), own);
    }

    private static MethodHandle find(Class<?> type, String name, MethodType descriptor, int kind)
            throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        if (isOpen(type)) {
            LambdaBody.class.getModule().addReads(type.getModule());
            lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        }
        return switch (kind) {
            case MethodHandleInfo.REF_invokeStatic -> lookup.findStatic(type, name, descriptor);
            case MethodHandleInfo.REF_newInvokeSpecial -> lookup.findConstructor(type,
                    descriptor);
            case MethodHandleInfo.REF_invokeSpecial -> lookup.findSpecial(type, name, descriptor,
                    type);
            default -> lookup.findVirtual(type, name, descriptor);
        };
    }
}
