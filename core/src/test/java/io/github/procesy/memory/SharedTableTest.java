package io.github.procesy.memory;

import java.util.List;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Arrays of records that processes see at once. */
@AnyLauncher
final class SharedTableTest {
    private record Point(double x, double y) {
    }

    /** All primitives. */
    record Sample(boolean a, byte b, short c, char d, int e, long f, float g, double h) {
    }

    record Particle(int id, Point position, Point speed) {
    }

    record Percent(int value) {
        Percent {
            if (value == 0) {
                throw new IllegalArgumentException("nothing");
            }
        }
    }

    record Named(int id, String name) {
    }

    record Nothing() {
    }

    private static final Sample FULL = new Sample(true, (byte) 1, (short) 2, 'c', 4, 5, 6.5f, 7.5);

    @Test
    void rowsOfAllPrimitivesAreWrittenAndRead() {
        try (var table = SharedTable.of(Sample.class, 3)) {
            table.set(1, FULL);
            assertThat(table.get(1)).isEqualTo(FULL);
            assertThat(table.get(0)).isEqualTo(new Sample(false, (byte) 0, (short) 0, '\0', 0, 0, 0,
                    0));
            assertThat(table.get(2)).isEqualTo(table.get(0));
            assertThat(table.booleans("a").get(1)).isTrue();
            assertThat(table.bytes("b").toArray()).containsExactly(0, 1, 0);
            assertThat(table.shorts("c").toArray()).containsExactly((short) 0, (short) 2,
                    (short) 0);
            assertThat(table.chars("d").get(1)).isEqualTo('c');
            assertThat(table.ints("e").toArray()).containsExactly(0, 4, 0);
            assertThat(table.longs("f").toArray()).containsExactly(0, 5, 0);
            assertThat(table.floats("g").stream().sum()).isEqualTo(6.5);
            assertThat(table.doubles("h").stream().sum()).isEqualTo(7.5);
        }
    }

    @Test
    void aChildWritesRowsAndColumnsOfASlice() throws Exception {
        try (var points = SharedTable.of(Point.class, 4)) {
            var middle = points.slice(1, 2);
            try (var child = ChildProcess.start(() -> {
                middle.set(0, new Point(3, 4));
                middle.doubles("x").fill(5);
                return middle.get(0).y();
            })) {
                assertThat(child.result()).isEqualTo(4.0);
            }
            assertThat(points).hasToString("[Point[x=0.0, y=0.0], Point[x=5.0, y=4.0],"
                    + " Point[x=5.0, y=0.0], Point[x=0.0, y=0.0]]");
        }
    }

    @Test
    void aTableIsAResult() throws Exception {
        try (var child = ChildProcess.start(
                () -> SharedTable.copyOf(Point.class, List.of(new Point(1, 2), new Point(3, 4))));
                SharedTable<Point> points = child.result()) {
            child.join();
            assertThat(points.toList()).containsExactly(new Point(1, 2), new Point(3, 4));
        }
    }

    @Test
    void recordsInRecordsAreColumnsToo() {
        try (var particles = SharedTable.of(Particle.class, 2)) {
            var particle = new Particle(1, new Point(2, 3), new Point(4, 5));
            particles.set(1, particle);
            assertThat(particles.get(1)).isEqualTo(particle);
            assertThat(particles.doubles("position.y").get(1)).isEqualTo(3);
            particles.doubles("speed.x").set(0, 9);
            assertThat(particles.get(0).speed()).isEqualTo(new Point(9, 0));
        }
    }

    @Test
    void rowsAreCopiedSetStreamedAndSeen() {
        var rows = List.of(new Point(1, 2), new Point(3, 4), new Point(5, 6));
        try (var points = SharedTable.copyOf(Point.class, rows)) {
            assertThat(points.length()).isEqualTo(3);
            assertThat(points.type()).isEqualTo(Point.class);
            assertThat(points.toList()).isEqualTo(rows);
            assertThat(points.stream().mapToDouble(Point::y).sum()).isEqualTo(12);
            points.setAll(i -> new Point(i, -i));
            double[] sum = new double[2];
            points.forEach((index, point) -> {
                sum[0] += index;
                sum[1] += point.y();
            });
            assertThat(sum).containsExactly(3, -3);
            assertThatThrownBy(() -> points.slice(0, 2).copyFrom(rows))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void rowsAndSlicesOutsideAreRefused() {
        try (var points = SharedTable.of(Point.class, 3)) {
            assertThatThrownBy(() -> points.get(3)).isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("Index 3 out of bounds for length 3");
            assertThatThrownBy(() -> points.slice(1, 1).set(1, new Point(1, 1)))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("Index 1 out of bounds for length 1");
            assertThatThrownBy(() -> points.slice(2, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aReadOnlyViewIsNotWritten() throws Exception {
        try (var points = SharedTable.of(Point.class, 3)) {
            var view = points.asReadOnly();
            assertThat(view.isReadOnly()).isTrue();
            assertThatThrownBy(() -> view.set(0, new Point(1, 1)))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> view.doubles("x").set(0, 1))
                    .isInstanceOf(UnsupportedOperationException.class);
            try (var child = ChildProcess.start(() -> view.slice(0, 1).isReadOnly())) {
                assertThat(child.result()).isTrue();
            }
            assertThat(view.get(0)).isEqualTo(new Point(0, 0));
        }
    }

    @Test
    void aComponentThatIsNoPrimitiveIsNamed() {
        assertThatThrownBy(() -> SharedTable.of(Named.class, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("component name of the record")
                .hasMessageContaining("java.lang.String");
        assertThatThrownBy(() -> SharedTable.of(Nothing.class, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no components");
    }

    @Test
    void aColumnThatIsNotThereIsNamedWithThoseThatAre() {
        try (var particles = SharedTable.of(Particle.class, 1)) {
            assertThatThrownBy(() -> particles.ints("x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("it has id, position.x, position.y, speed.x, speed.y");
            assertThatThrownBy(() -> particles.longs("id"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is of the type int");
        }
    }

    @Test
    void lengthsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> SharedTable.of(Point.class, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedTable.of(Point.class, Long.MAX_VALUE / 16))
                .isInstanceOf(IllegalArgumentException.class);
        try (var points = SharedTable.of(Point.class, 0)) {
            assertThat(points).hasToString("[]");
        }
    }

    @Test
    void whatTheConstructorOfARecordThrowsIsThrown() {
        try (var percents = SharedTable.of(Percent.class, 2)) {
            percents.set(1, new Percent(5));
            assertThat(percents.get(1).value()).isEqualTo(5);
            assertThatThrownBy(() -> percents.get(0)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("nothing");
        }
    }

    @Test
    void closedTablesAreNotUsed() {
        SharedTable<Point> points = SharedTable.of(Point.class, 2);
        points.close();
        points.close();
        assertThat(points.isClosed()).isTrue();
        assertThat(points).hasToString("SharedTable[2 rows of Point, closed]");
        assertThatThrownBy(() -> points.get(0)).isInstanceOf(IllegalStateException.class);
    }
}
