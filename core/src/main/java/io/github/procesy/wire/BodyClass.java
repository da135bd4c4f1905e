package io.github.procesy.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import java.lang.invoke.MethodType;

/**
 * Spins a hidden class that calls the body of a lambda: a {@link Body} whose one method takes the
 * values from the array, casts or unboxes each, calls the method, and boxes what it returns.
 *
 * <p>The class file is written by hand. The JDK's own ways to the same end (method handle adapters, or
 * making the lambda again) go through its class file library, hundreds of classes that a JVM which
 * has just booted loads for this alone: 10 to 20 ms where this takes less than one. The format is that
 * of chapter 4 of the Java Virtual Machine Specification.
 */
final class BodyClass {
    private static final int MAGIC = 0xcafebabe;
    /** Java 11, the first with nestmates. */
    private static final int VERSION = 55;
    private static final int ACC_PUBLIC = 0x0001;
    private static final int ACC_FINAL_SUPER_SYNTHETIC = 0x1030;

    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int NAME_AND_TYPE = 12;

    private static final int ACONST_NULL = 0x01;
    private static final int SIPUSH = 0x11;
    private static final int ALOAD_0 = 0x2a;
    private static final int ALOAD_1 = 0x2b;
    private static final int AALOAD = 0x32;
    private static final int DUP = 0x59;
    private static final int ARETURN = 0xb0;
    private static final int RETURN = 0xb1;
    private static final int INVOKEVIRTUAL = 0xb6;
    private static final int INVOKESPECIAL = 0xb7;
    private static final int INVOKESTATIC = 0xb8;
    private static final int INVOKEINTERFACE = 0xb9;
    private static final int NEW = 0xbb;
    private static final int CHECKCAST = 0xc0;

    private static final String INIT = "<init>";
    private static final String NOTHING_TO_VOID = "()V";
    private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class);
    private static final MethodType MAKER = MethodType.methodType(Body.class);

    private final ByteArrayOutputStream constantBytes = new ByteArrayOutputStream(512);
    private final DataOutputStream constants = new DataOutputStream(constantBytes);
    private final ByteArrayOutputStream codeBytes = new ByteArrayOutputStream(64);
    private final DataOutputStream code = new DataOutputStream(codeBytes);
    private int lastConstant;

    private BodyClass() {}

    /**
     * Makes the class and an object of it.
     *
     * @param host may call the method, and has full privilege access
     * @param type the class of the method
     * @param name the name of the method
     * @param descriptor the type of the method, the receiver left out
     * @param kind the kind of the method, of {@link MethodHandleInfo}
     */
    static Body spin(MethodHandles.Lookup host, Class<?> type, String name, MethodType descriptor,
            int kind) throws IllegalAccessException {
        byte[] file;
        try {
            file = new BodyClass().file(host.lookupClass().getPackageName(), type, name,
                    descriptor, kind);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        MethodHandles.Lookup spun = host.defineHiddenClass(file, false, ClassOption.NESTMATE);
        try {
            MethodHandle maker =
                    spun.findConstructor(spun.lookupClass(), CONSTRUCTOR).asType(MAKER);
            return (Body) maker.invokeExact();
        } catch (IllegalAccessException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("the constructor throws nothing", e);
        }
    }

    private byte[] file(String packageName, Class<?> type, String name, MethodType descriptor,
            int kind) throws IOException {
        String prefix = packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/";
        int thisClass = classConstant(prefix + "ProcesyTask");
        int superClass = classConstant("java/lang/Object");
        int body = classConstant(internalName(Body.class));
        int codeAttribute = utf8("Code");
        int init = utf8(INIT);
        int initType = utf8(NOTHING_TO_VOID);
        int call = utf8("call");
        int callType = utf8("([Ljava/lang/Object;)Ljava/lang/Object;");

        code.writeByte(ALOAD_0);
        code.writeByte(INVOKESPECIAL);
        code.writeShort(member(METHOD, "java/lang/Object", INIT, NOTHING_TO_VOID));
        code.writeByte(RETURN);
        byte[] initCode = takeCode();
        writeCall(type, name, descriptor, kind);
        byte[] callCode = takeCode();

        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeShort(0);
        out.writeShort(VERSION);
        out.writeShort(lastConstant + 1);
        constantBytes.writeTo(out);
        out.writeShort(ACC_FINAL_SUPER_SYNTHETIC);
        out.writeShort(thisClass);
        out.writeShort(superClass);
        out.writeShort(1);
        out.writeShort(body);
        out.writeShort(0); // fields
        out.writeShort(2); // methods
        writeMethod(out, init, initType, codeAttribute, 1, initCode);
        // A new object twice, the values, the array and the index.
        int maxStack = 2 * (descriptor.parameterCount() + 1) + 2;
        writeMethod(out, call, callType, codeAttribute, maxStack, callCode);
        out.writeShort(0); // attributes
        return bytes.toByteArray();
    }

    private static void writeMethod(DataOutputStream out, int name, int type, int codeAttribute,
            int maxStack, byte[] code) throws IOException {
        out.writeShort(ACC_PUBLIC);
        out.writeShort(name);
        out.writeShort(type);
        out.writeShort(1); // attributes
        out.writeShort(codeAttribute);
        out.writeInt(12 + code.length);
        out.writeShort(maxStack);
        out.writeShort(2); // local variables
        out.writeInt(code.length);
        out.write(code);
        out.writeShort(0); // exception table
        out.writeShort(0); // attributes
    }

    private byte[] takeCode() {
        byte[] bytes = codeBytes.toByteArray();
        codeBytes.reset();
        return bytes;
    }

    private void writeCall(Class<?> type, String name, MethodType descriptor, int kind)
            throws IOException {
        String owner = internalName(type);
        int index = 0;
        if (kind == MethodHandleInfo.REF_newInvokeSpecial) {
            code.writeByte(NEW);
            code.writeShort(classConstant(owner));
            code.writeByte(DUP);
        } else if (kind != MethodHandleInfo.REF_invokeStatic) {
            writeValue(index++, type);
        }
        for (int i = 0; i < descriptor.parameterCount(); i++) {
            writeValue(index++, descriptor.parameterType(i));
        }
        int method = member(type.isInterface() ? INTERFACE_METHOD : METHOD, owner, name,
                descriptor.toMethodDescriptorString());
        if (kind == MethodHandleInfo.REF_invokeStatic) {
            code.writeByte(INVOKESTATIC);
            code.writeShort(method);
        } else if (kind == MethodHandleInfo.REF_newInvokeSpecial) {
            code.writeByte(INVOKESPECIAL);
            code.writeShort(method);
        } else if (type.isInterface()) {
            code.writeByte(INVOKEINTERFACE);
            code.writeShort(method);
            code.writeByte(slots(descriptor) + 1);
            code.writeByte(0);
        } else {
            // Also where the lambda says invokespecial: the method is private, of a nestmate.
            code.writeByte(INVOKEVIRTUAL);
            code.writeShort(method);
        }
        if (kind != MethodHandleInfo.REF_newInvokeSpecial) {
            writeBoxing(descriptor.returnType());
        }
        code.writeByte(ARETURN);
    }

    private static int slots(MethodType descriptor) {
        int slots = 0;
        for (int i = 0; i < descriptor.parameterCount(); i++) {
            Class<?> type = descriptor.parameterType(i);
            slots += type == long.class || type == double.class ? 2 : 1;
        }
        return slots;
    }

    private void writeValue(int index, Class<?> type) throws IOException {
        code.writeByte(ALOAD_1);
        code.writeByte(SIPUSH);
        code.writeShort(index);
        code.writeByte(AALOAD);
        if (type.isPrimitive()) {
            String box = box(type);
            cast(box);
            code.writeByte(INVOKEVIRTUAL);
            code.writeShort(member(METHOD, box, type.getName() + "Value",
                    "()" + type.descriptorString()));
        } else if (type != Object.class) {
            cast(internalName(type));
        }
    }

    private void cast(String type) throws IOException {
        code.writeByte(CHECKCAST);
        code.writeShort(classConstant(type));
    }

    private void writeBoxing(Class<?> type) throws IOException {
        if (type == void.class) {
            code.writeByte(ACONST_NULL);
        } else if (type.isPrimitive()) {
            String box = box(type);
            code.writeByte(INVOKESTATIC);
            code.writeShort(member(METHOD, box, "valueOf",
                    "(" + type.descriptorString() + ")L" + box + ";"));
        }
    }

    private static String box(Class<?> primitive) {
        return internalName(MethodType.methodType(primitive).wrap().returnType());
    }

    /** As class constants have it: of an array its descriptor. */
    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private int member(int tag, String owner, String name, String descriptor) throws IOException {
        int ofClass = classConstant(owner);
        int ofName = utf8(name);
        int ofType = utf8(descriptor);
        constants.writeByte(NAME_AND_TYPE);
        constants.writeShort(ofName);
        constants.writeShort(ofType);
        int nameAndType = ++lastConstant;
        constants.writeByte(tag);
        constants.writeShort(ofClass);
        constants.writeShort(nameAndType);
        return ++lastConstant;
    }

    private int classConstant(String internalName) throws IOException {
        int name = utf8(internalName);
        constants.writeByte(CLASS);
        constants.writeShort(name);
        return ++lastConstant;
    }

    private int utf8(String text) throws IOException {
        constants.writeByte(UTF8);
        constants.writeUTF(text);
        return ++lastConstant;
    }
}
