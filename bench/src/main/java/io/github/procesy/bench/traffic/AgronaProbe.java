package io.github.procesy.bench.traffic;

import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jspecify.annotations.Nullable;

/** Ints through a ring buffer of Agrona in a file that two processes map; both spin when they wait. */
public final class AgronaProbe extends RateProbe {
    /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
    public AgronaProbe() {
        super(QueueProbes.MILLION);
    }

    @Override
    Crew crew(Plan plan) throws IOException {
        Ring ring = new Ring(Files.createTempFile("agrona", ".ring"));
        return Crew.ofProcesses(plan, () -> ring.read(plan), () -> ring.write(plan));
    }

    /** A ring as a process has it. */
    private static final class Ring implements Serializable {
        private static final long serialVersionUID = 1L;
        /** A header of eight bytes and an int, aligned. */
        private static final int BYTES_OF_INT = 16;
        private static final int CAPACITY = Plan.CAPACITY * BYTES_OF_INT;
        private static final int TYPE = 1;

        private final String file;
        private transient @Nullable ManyToOneRingBuffer mapped;
        private transient long sum;

        Ring(Path file) {
            this.file = file.toString();
        }

        private ManyToOneRingBuffer ring() throws IOException {
            ManyToOneRingBuffer ring = mapped;
            if (ring == null) {
                try (FileChannel channel = FileChannel.open(Path.of(file),
                        StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    ring = new ManyToOneRingBuffer(new UnsafeBuffer(
                            channel.map(FileChannel.MapMode.READ_WRITE, 0,
                                    CAPACITY + RingBufferDescriptor.TRAILER_LENGTH)));
                }
                mapped = ring;
            }
            return ring;
        }

        void write(Plan plan) throws IOException {
            ManyToOneRingBuffer ring = ring();
            for (int i = 0; i < plan.each(); i++) {
                int index = ring.tryClaim(TYPE, Integer.BYTES);
                while (index < 0) {
                    Thread.onSpinWait();
                    index = ring.tryClaim(TYPE, Integer.BYTES);
                }
                ring.buffer().putInt(index, i);
                ring.commit(index);
            }
        }

        void read(Plan plan) throws IOException {
            ManyToOneRingBuffer ring = ring();
            sum = 0;
            for (int done = 0; done < plan.ofReader();) {
                int read = ring.read(this::add);
                done += read;
                if (read == 0) {
                    Thread.onSpinWait();
                }
            }
            plan.check(sum);
        }

        private void add(int type, MutableDirectBuffer buffer, int index, int length) {
            sum += buffer.getInt(index);
        }
    }
}
