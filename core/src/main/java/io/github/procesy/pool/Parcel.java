package io.github.procesy.pool;

import java.util.List;
import java.util.function.Function;

import io.github.procesy.ItemCodec;
import io.github.procesy.wire.References;
import org.jspecify.annotations.Nullable;

/**
 * A message that refers to shared memory. Messages without such are plain arrays of bytes.
 *
 * @param bytes the message
 * @param references the ids of the segments
 */
@SuppressWarnings("ArrayRecordComponent") // made for this, and nobody writes to it
record Parcel(byte[] bytes, List<Long> references) {
    /** The message as a queue takes it. */
    static Object of(References.Noted<byte[]> message) {
        return message.ids().isEmpty()
                ? message.value()
                : new Parcel(message.value(), message.ids());
    }

    /** The bytes of what a queue had. */
    static byte[] bytesOf(Object message) {
        return message instanceof Parcel parcel ? parcel.bytes : (byte[]) message;
    }

    /** How they travel: as their bytes. What they refer to is there until the reader has read them. */
    static final class Codec implements ItemCodec<Object> {
        private static final long serialVersionUID = 1L;
        private static final ThreadLocal<@Nullable Function<byte[], Object>> OPENER =
                new ThreadLocal<>();

        private final boolean opens;

        /**
         * A codec.
         *
         * @param opens whether it is for events, which the pool opens as it takes them; orders it may take back as they are
         */
        Codec(boolean opens) {
            this.opens = opens;
        }

        @Override
        public byte[] encode(Object item) {
            Parcel parcel = (Parcel) item;
            parcel.references.forEach(References::note);
            return parcel.bytes;
        }

        @Override
        public Object decode(byte[] bytes) {
            Function<byte[], Object> opener = opens ? OPENER.get() : null;
            return opener == null ? new Parcel(bytes, List.of()) : opener.apply(bytes);
        }

        /** Has parcels opened that the current thread takes, while what they refer to is there for sure. */
        static void openBy(@Nullable Function<byte[], Object> opener) {
            if (opener == null) {
                OPENER.remove();
            } else {
                OPENER.set(opener);
            }
        }
    }
}
