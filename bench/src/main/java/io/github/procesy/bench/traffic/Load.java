package io.github.procesy.bench.traffic;

import java.util.stream.IntStream;

/** What is sent. Each item has a number, by which readers see that they got what was put. */
public enum Load {
    /** Numbers one after another. */
    INTS {
        @Override
        Object item(int index) {
            return index;
        }

        @Override
        long number(Object item) {
            return (Integer) item;
        }
    },
    /** New records with 100 bytes in them. */
    RECORDS {
        @Override
        Object item(int index) {
            return new Order(index, 1_700_000_000_000L + index, 99.5, 3, 1, 2,
                    "a customer whose name has forty letters!", "a share, twenty long");
        }

        @Override
        long number(Object item) {
            return ((Order) item).id();
        }
    },
    /** Strings of 32 characters, which were made before. */
    STRINGS {
        @Override
        Object item(int index) {
            return LINES[index % LINES.length];
        }

        @Override
        long number(Object item) {
            return ((String) item).length();
        }
    },
    /** Messages of a mebibyte, whose bytes do not matter. */
    MEBIBYTES {
        @Override
        Object item(int index) {
            return Mebibyte.SEGMENT;
        }

        @Override
        long number(Object item) {
            return Mebibyte.BYTES;
        }
    };

    private static final String[] LINES = IntStream.range(0, 1024)
            .mapToObj("a line of thirty-two letters %03x"::formatted)
            .toArray(String[]::new);

    /** Some 100 bytes: four of eight bytes, two of four, and 60 characters. */
    private record Order(long id, long time, double price, double amount, int side, int kind,
            String customer, String share) {
    }

    abstract Object item(int index);

    abstract long number(Object item);
}
