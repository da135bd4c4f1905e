package io.github.procesy.process;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/** Finds out whether this JVM takes classes that use preview features of the language. */
final class PreviewFeatures {
    private static final int MAGIC = 0xcafebabe;
    /** Marks a class file that uses preview features; see chapter 4.1 of the JVM specification. */
    private static final int MINOR_VERSION = 0xffff;
    private static final int MAJOR_VERSION_OF_JAVA_1 = 44;
    private static final int UTF8 = 1;
    private static final int CLASS = 7;

    private PreviewFeatures() {}

    /** Whether {@code --enable-preview} holds, wherever it was said. The JDK has no question for it. */
    static boolean areEnabled() {
        try {
            var _ = MethodHandles.lookup().defineHiddenClass(emptyClass(), false);
            return true;
        } catch (UnsupportedClassVersionError e) {
            return false;
        } catch (IllegalAccessException e) {
            throw new AssertionError("a class of the same package", e);
        }
    }

    private static byte[] emptyClass() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeShort(MINOR_VERSION);
            out.writeShort(MAJOR_VERSION_OF_JAVA_1 + Runtime.version().feature());
            out.writeShort(5); // one more than there are constants
            out.writeByte(UTF8);
            out.writeUTF(PreviewFeatures.class.getName().replace('.', '/') + "$Probe");
            out.writeByte(CLASS);
            out.writeShort(1);
            out.writeByte(UTF8);
            out.writeUTF("java/lang/Object");
            out.writeByte(CLASS);
            out.writeShort(3);
            out.writeShort(0); // flags
            out.writeShort(2); // this class
            out.writeShort(4); // superclass
            out.writeLong(0); // no interfaces, fields, methods, attributes
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
