package io.github.procesy.ring;

/**
 * A place in a ring and a number of records in one word, so that one store changes both: the position, which counts
 * units and never turns back, in the upper half, the number in the lower. Both overflow, and only differences count.
 */
final class Place {
    private static final long LOWER = 0xffff_ffffL;

    private Place() {}

    static long of(int position, int count) {
        return ((long) position << Integer.SIZE) | (count & LOWER);
    }

    static int position(long place) {
        return (int) (place >>> Integer.SIZE);
    }

    static int count(long place) {
        return (int) place;
    }

    /** The place behind so many units, with so many more records. */
    static long plus(long place, int units, int records) {
        return of(position(place) + units, count(place) + records);
    }
}
