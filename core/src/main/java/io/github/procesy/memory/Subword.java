package io.github.procesy.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Atomic updates of one or two bytes, which the JDK has for words of four and eight bytes only: the
 * aligned word of four bytes that the bytes lie in is exchanged. Who writes another part of the word
 * meanwhile makes the exchange fail, and it is tried again.
 */
final class Subword {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long IN_WORD = Integer.BYTES - 1;

    private Subword() {}

    /**
     * Compares and exchanges, as by a volatile read and write.
     *
     * @param words a segment of whole words, that begins at an aligned address
     * @param at where the bytes are in it, a multiple of their number
     * @param bytes their number, 1 or 2
     * @return the bytes that were there, as an unsigned number
     */
    static int compareAndExchange(MemorySegment words, long at, int bytes, int expected,
            int value) {
        long word = at & ~IN_WORD;
        int shift = shift(at, bytes);
        int mask = mask(bytes);
        int whole = (int) WORD.getVolatile(words, word);
        while (true) {
            int present = (whole >>> shift) & mask;
            if (present != (expected & mask)) {
                return present;
            }
            int seen = (int) WORD.compareAndExchange(words, word, whole,
                    replaced(whole, shift, mask, value));
            if (seen == whole) {
                return present;
            }
            whole = seen;
        }
    }

    /** Sets, and returns what was there; the rest as {@link #compareAndExchange}. */
    static int getAndSet(MemorySegment words, long at, int bytes, int value) {
        long word = at & ~IN_WORD;
        int shift = shift(at, bytes);
        int mask = mask(bytes);
        int whole = (int) WORD.getVolatile(words, word);
        while (true) {
            int seen = (int) WORD.compareAndExchange(words, word, whole,
                    replaced(whole, shift, mask, value));
            if (seen == whole) {
                return (whole >>> shift) & mask;
            }
            whole = seen;
        }
    }

    private static int replaced(int whole, int shift, int mask, int value) {
        return (whole & ~(mask << shift)) | ((value & mask) << shift);
    }

    private static int shift(long at, int bytes) {
        int inWord = (int) (at & IN_WORD);
        return Byte.SIZE * (LITTLE ? inWord : Integer.BYTES - bytes - inWord);
    }

    private static int mask(int bytes) {
        return (1 << (Byte.SIZE * bytes)) - 1;
    }
}
