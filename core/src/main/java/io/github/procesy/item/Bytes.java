package io.github.procesy.item;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Primitives and strings in an array of bytes, in the byte order of the machine. */
final class Bytes {
    private static final VarHandle LONGS = view(long[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle CHARS = view(char[].class);

    private Bytes() {}

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.nativeOrder());
    }

    /** Writes. */
    static final class Writer {
        private static final int FIRST_BYTES = 128;

        private byte[] bytes = new byte[FIRST_BYTES];
        private int size;

        private int grow(int by) {
            int at = size;
            size = Math.addExact(at, by);
            if (size > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L,
                        Math.max(size, 2L * bytes.length)));
            }
            return at;
        }

        void writeByte(int value) {
            int at = grow(1); // which may replace the array
            bytes[at] = (byte) value;
        }

        void writeInt(int value) {
            int at = grow(Integer.BYTES);
            INTS.set(bytes, at, value);
        }

        void writeLong(long value) {
            int at = grow(Long.BYTES);
            LONGS.set(bytes, at, value);
        }

        void writeRaw(byte[] raw) {
            int at = grow(raw.length);
            System.arraycopy(raw, 0, bytes, at, raw.length);
        }

        /** Writes the length, of one that has two bytes for each char as its complement, and the content. */
        void writeText(String text) {
            if (Items.isLatin1(text)) {
                writeInt(text.length());
                writeRaw(text.getBytes(ISO_8859_1));
            } else {
                writeInt(~text.length());
                int at = grow(text.length() * Character.BYTES);
                for (int i = 0; i < text.length(); i++) {
                    CHARS.set(bytes, at + i * Character.BYTES, text.charAt(i));
                }
            }
        }

        byte[] toByteArray() {
            return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        }
    }

    /** Reads what a {@link Writer} wrote. */
    static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        byte readByte() {
            return bytes[at++];
        }

        int readInt() {
            int value = (int) INTS.get(bytes, at);
            at += Integer.BYTES;
            return value;
        }

        long readLong() {
            long value = (long) LONGS.get(bytes, at);
            at += Long.BYTES;
            return value;
        }

        byte[] readRaw(int length) {
            byte[] raw = Arrays.copyOfRange(bytes, at, at + length);
            at += length;
            return raw;
        }

        String readText() {
            int length = readInt();
            if (length >= 0) {
                String text = new String(bytes, at, length, ISO_8859_1);
                at += length;
                return text;
            }
            char[] chars = new char[~length];
            for (int i = 0; i < chars.length; i++) {
                chars[i] = (char) CHARS.get(bytes, at + i * Character.BYTES);
            }
            at += chars.length * Character.BYTES;
            return new String(chars);
        }
    }
}
