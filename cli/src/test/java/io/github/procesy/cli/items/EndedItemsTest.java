package io.github.procesy.cli.items;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EndedItemsTest {
    @Test
    void knowsThoseThatHaveEndedWhateverTheOrder() {
        long seed = new Random().nextLong();
        List<Long> order = new ArrayList<>();
        for (long i = 0; i < 500; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        EndedItems ended = new EndedItems();
        for (int i = 0; i < order.size(); i++) {
            for (int j = 0; j < order.size(); j++) {
                assertThat(ended.has(order.get(j))).as("seed %s", seed).isEqualTo(j < i);
            }
            ended.add(order.get(i));
            ended.add(order.get(i));
        }
    }
}
