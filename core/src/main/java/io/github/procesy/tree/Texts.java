package io.github.procesy.tree;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Short texts in shared memory, for people to read: UTF-8, cut off where the room ends, zeros behind. */
public final class Texts {
    private Texts() {}

    /**
     * Writes a text.
     *
     * @param memory where
     * @param at the offset in bytes
     * @param room bytes that there are for it
     * @param text the text; what has no room is left out
     */
    public static void write(MemorySegment memory, long at, int room, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, room);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xc0) == 0x80) {
            length--; // not within a character
        }
        MemorySegment target = memory.asSlice(at, room);
        target.fill((byte) 0);
        MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 0, length);
    }

    /**
     * Reads a text.
     *
     * @param memory where
     * @param at the offset in bytes
     * @param room bytes that there are for it
     * @return the text
     */
    public static String read(MemorySegment memory, long at, int room) {
        byte[] bytes = memory.asSlice(at, room).toArray(ValueLayout.JAVA_BYTE);
        int length = 0;
        while (length < room && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
