package io.github.procesy;

import java.io.Serializable;

/**
 * How items of a queue or pipe become bytes, in place of Java serialization. It travels with the queue, and is used by several
 * threads at a time.
 *
 * @param <E> the type of the items
 */
public interface ItemCodec<E> extends Serializable {
    /**
     * Writes an item.
     *
     * @param item what is put or sent; not null
     * @return its bytes
     * @throws Exception if it cannot be written; the sender gets a {@link TransferException} with it as the cause
     */
    byte[] encode(E item) throws Exception;

    /**
     * Reads an item.
     *
     * @param bytes what {@link #encode} returned
     * @return the item; not null
     * @throws Exception if it cannot be read; the receiver gets a {@link TransferException} with it as the cause
     */
    E decode(byte[] bytes) throws Exception;
}
