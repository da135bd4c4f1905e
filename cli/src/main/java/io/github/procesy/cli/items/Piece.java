package io.github.procesy.cli.items;

import java.nio.ByteBuffer;

import io.github.procesy.ItemCodec;

/**
 * A part of what an item gives, sent while it runs.
 *
 * @param item its index
 * @param worker the number of the worker; another one means that the item was begun anew
 * @param stream {@link #OUT}, {@link #ERR}, {@link #END} or {@link #WAITS}
 * @param bytes the part
 */
@SuppressWarnings("ArrayRecordComponent") // made for this, and nobody writes to it
record Piece(long item, int worker, byte stream, byte[] bytes) {
    static final byte OUT = 0;
    static final byte ERR = 1;
    /** Put by the parent itself: nothing more comes of the item. */
    static final byte END = 2;

    /** The item has more to say, and waits for its turn. */
    static final byte WAITS = 3;

    /** How many bytes it takes in the queue. */
    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES + 1;

    static Piece end(long item) {
        return new Piece(item, 0, END, new byte[0]);
    }

    static Piece waits(long item, int worker) {
        return new Piece(item, worker, WAITS, new byte[0]);
    }

    /** How pieces travel. */
    static final class Codec implements ItemCodec<Piece> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] encode(Piece piece) {
            return ByteBuffer.allocate(HEADER_BYTES + piece.bytes.length)
                    .putLong(piece.item)
                    .putInt(piece.worker)
                    .put(piece.stream)
                    .put(piece.bytes)
                    .array();
        }

        @Override
        public Piece decode(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            long item = in.getLong();
            int worker = in.getInt();
            byte stream = in.get();
            byte[] content = new byte[in.remaining()];
            in.get(content);
            return new Piece(item, worker, stream, content);
        }
    }
}
