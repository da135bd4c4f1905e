package io.github.procesy.bench.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.github.procesy.bench.probe.Probe;
import io.github.procesy.pipe.PipeEnd;
import io.github.procesy.pipe.SharedPipe;

/** Messages of a mebibyte, one way, from a buffer that is used again and again into another: GiB a second. */
public final class MebibyteProbes {
    private static final double PER_GIBIBYTE = 1024;

    private MebibyteProbes() {}

    private static void requireWhole(long bytes) throws IOException {
        if (bytes != Mebibyte.BYTES) {
            throw new IOException("a message of " + Mebibyte.BYTES + " bytes came with " + bytes);
        }
    }

    /** This library's pipe, which copies each message in and out. */
    public static final class Pipe extends RateProbe {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Pipe() {
            super(PER_GIBIBYTE);
        }

        @Override
        Crew crew(Plan plan) {
            SharedPipe<byte[]> pipe = SharedPipe.create();
            PipeEnd<byte[]> near = pipe.left();
            PipeEnd<byte[]> far = pipe.right();
            return Crew.ofProcesses(plan, () -> {
                for (int i = 0; i < plan.ofReader(); i++) {
                    requireWhole(near.receiveInto(Mebibyte.SEGMENT));
                }
            }, () -> {
                for (int i = 0; i < plan.each(); i++) {
                    far.sendBytes(Mebibyte.SEGMENT);
                }
            });
        }
    }

    /** A Unix domain socket between two JVMs. */
    public static final class Socket extends RateProbe {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Socket() {
            super(PER_GIBIBYTE);
        }

        @Override
        Crew crew(Plan plan) throws IOException {
            UnixSocket near = new UnixSocket();
            UnixSocket.OtherEnd far = near.otherEnd();
            return Crew.ofProcesses(plan, () -> {
                ByteBuffer buffer = Mebibyte.SEGMENT.asByteBuffer();
                for (int i = 0; i < plan.ofReader(); i++) {
                    UnixSocket.read(near.channel(), buffer);
                }
            }, () -> {
                ByteBuffer buffer = Mebibyte.SEGMENT.asByteBuffer();
                for (int i = 0; i < plan.each(); i++) {
                    UnixSocket.write(far.channel(), buffer);
                }
            });
        }
    }

    /** One copy of as much from one array to another, in one thread. */
    public static final class Copy implements Probe {
        private static final int TIMES = 512;
        private static final double NANOS_PER_SECOND = 1e9;

        private final byte[] source = new byte[Mebibyte.BYTES];
        private final byte[] target = new byte[Mebibyte.BYTES];

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Copy() {}

        @Override
        public double[] measure(int count) throws IOException {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                source[i % source.length]++;
                long begun = System.nanoTime();
                for (int copied = 0; copied < TIMES; copied++) {
                    System.arraycopy(source, 0, target, 0, source.length);
                }
                samples[i] = TIMES * NANOS_PER_SECOND / (System.nanoTime() - begun) / PER_GIBIBYTE;
                if (target[i % source.length] != source[i % source.length]) {
                    throw new IOException("nothing was copied");
                }
            }
            return samples;
        }
    }
}
