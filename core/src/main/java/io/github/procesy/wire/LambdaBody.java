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
 * byte kind, byte number of captured values}; and how to get at it.
 */
final class LambdaBody {
    private static final MethodHandles.Lookup OWN = MethodHandles.lookup();

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

    /** The body by its name. */
    static Body read(DataInputStream in, Loaders loaders)
            throws IOException, ReflectiveOperationException {
        Class<?> type = loaders.load(in.readUTF().replace('/', '.'));
        String name = in.readUTF();
        MethodType descriptor = MethodType.fromMethodDescriptorString(in.readUTF(),
                type.getClassLoader());
        int kind = in.readByte();
        if (type.getModule() == OWN.lookupClass().getModule()) {
            return BodyClass.spin(MethodHandles.privateLookupIn(type, OWN), type, name, descriptor,
                    kind);
        } else if (!isOpen(type) && isVisible(type)) {
            return BodyClass.spin(OWN, type, name, descriptor, kind);
        }
        return new BodyHandle(find(type, name, descriptor, kind));
    }

    /** Whether the name of a class means this class here. */
    private static boolean isVisible(Class<?> type) {
        try {
            return Class.forName(type.getName(), false, OWN.lookupClass().getClassLoader()) == type;
        } catch (ClassNotFoundException e) {
            return false;
        }
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

    /**
     * Whether the body takes the arguments of the lambda as they are, or unboxed, and has no result where the lambda has none.
     * A reference to a method may want them converted, {@code Math::sqrt} of an {@code Integer}, or gathered into an array, or its
     * result dropped: the JDK's own lambda does so.
     */
    static boolean isCalledAsItIs(SerializedLambda lambda,
            @Nullable ClassLoader loader) {
        MethodType arguments;
        MethodType body;
        try {
            arguments = MethodType.fromMethodDescriptorString(
                    lambda.getInstantiatedMethodType(), loader);
            body = MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(),
                    loader);
        } catch (TypeNotPresentException | LinkageError e) {
            return false;
        }
        if (lambda.getFunctionalInterfaceMethodSignature().endsWith(")V")
                && (body.returnType() != void.class
                        || lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial)) {
            return false;
        }
        boolean receiver = lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                && lambda.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial;
        int taken = body.parameterCount() + (receiver ? 1 : 0);
        int count = arguments.parameterCount();
        if (taken != lambda.getCapturedArgCount() + count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            int at = body.parameterCount() - count + i;
            Class<?> wanted = at < 0 ? Object.class : body.parameterType(at); // the receiver
            Class<?> given = arguments.parameterType(i);
            if (wanted.isPrimitive()
                    ? MethodType.methodType(wanted).wrap().returnType() != given
                    : given.isPrimitive()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOpen(Class<?> type) {
        return type.getModule().isOpen(type.getPackageName(), OWN.lookupClass().getModule());
    }

    private static MethodHandle find(Class<?> type, String name, MethodType descriptor, int kind)
            throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        if (isOpen(type)) {
            LambdaBody.class.getModule().addReads(type.getModule());
            lookup = MethodHandles.privateLookupIn(type, OWN);
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
