package io.github.procesy.queue;

import io.github.procesy.item.Items;
import io.github.procesy.segment.Mapping;

/**
 * An item whose bytes are in a segment of their own.
 *
 * @param kind what it is
 * @param mapping has its bytes; closed when they were copied
 */
record OutsideItem(int kind, Mapping mapping) {
    Object copy() {
        try (mapping) {
            return Items.copy(kind, mapping.memory(), 0, mapping.handle().bytes());
        }
    }
}
