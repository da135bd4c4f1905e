package io.github.procesy.bench.row;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.procesy.bench.measure.Row;

/** All rows, in the order of the table. */
public final class Rows {
    private static final List<Row> ALL = Stream
            .of(List.of(new StartWarm(), new StartCold(), new StartJoin(), new Sustained(),
                    new HandOver(), new IdleMemory(), new Death(), ArrayAccess.read(),
                    ArrayAccess.write(), ArrayAccess.copy()), SharedRows.all(), QueueRows.all(),
                    PipeRows.all(), PoolRows.all())
            .flatMap(List::stream)
            .toList();

    private Rows() {}

    /**
     * All rows.
     *
     * @return in the order of the table
     */
    public static List<Row> all() {
        return ALL;
    }

    /**
     * The row of a name.
     *
     * @param id what the command line calls it
     * @return the row, or empty if there is none
     */
    public static Optional<Row> named(String id) {
        return ALL.stream().filter(row -> row.id().equals(id)).findFirst();
    }

    /**
     * The names of all rows.
     *
     * @return with commas between them
     */
    public static String names() {
        return ALL.stream().map(Row::id).collect(Collectors.joining(", "));
    }
}
