package io.github.procesy.bench.traffic;

import java.io.Serializable;
import java.util.List;

/**
 * Who sends how much in a turn.
 *
 * @param load what is sent
 * @param writers how many write
 * @param readers how many read; each takes as many items as the others
 * @param each how many items each writer puts
 */
public record Plan(Load load, int writers, int readers, int each)
        implements Serializable {
    /** Of queues that have one. */
    static final int CAPACITY = 1024;

    /**
     * One writer and one reader.
     *
     * @param load what is sent
     * @param items how many are
     * @return a plan
     */
    public static Plan ofTwo(Load load, int items) {
        return new Plan(load, 1, 1, items);
    }

    static Plan of(List<String> arguments) {
        return new Plan(Load.valueOf(arguments.get(0)), Integer.parseInt(arguments.get(1)),
                Integer.parseInt(arguments.get(2)), Integer.parseInt(arguments.get(3)));
    }

    /**
     * The plan as a contender says it to its probe.
     *
     * @return the arguments
     */
    public List<String> arguments() {
        return List.of(load.name(), Integer.toString(writers), Integer.toString(readers),
                Integer.toString(each));
    }

    int total() {
        return writers * each;
    }

    int ofReader() {
        return total() / readers;
    }

    /** What the numbers of all items come to. */
    private long sum() {
        long sum = 0;
        for (int i = 0; i < each; i++) {
            sum += load.number(load.item(i));
        }
        return writers * sum;
    }

    /** Who reads alone knows what it must have got. */
    void check(long sum) {
        if (readers == 1 && sum != sum()) {
            throw new IllegalStateException(
                    "what was read is not what was written: " + sum + " for " + sum());
        }
    }
}
