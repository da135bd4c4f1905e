package io.github.procesy.bench.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

import io.github.procesy.bench.probe.Probe;
import io.github.procesy.pipe.PipeEnd;
import io.github.procesy.pipe.SharedPipe;
import io.github.procesy.process.ChildProcess;

/**
 * A number that another process sends back: microseconds for each round trip. If a pause is said, it lies before each,
 * and the other end sleeps meanwhile; this one keeps its core.
 */
public abstract class EchoProbe implements Probe {
    private static final double NANOS_PER_MICRO = 1e3;
    /** C2 has compiled both sides by then. */
    private static final int WITHOUT_PAUSE = 60_000;

    private long pauseNanos;

    private EchoProbe() {}

    @Override
    public final void begin(List<String> arguments) throws IOException {
        pauseNanos = Long.parseLong(arguments.getFirst());
        start();
    }

    /** Starts the other process. */
    abstract void start() throws IOException;

    /** There and back. */
    abstract int echo(int number) throws Exception;

    @Override
    public final void warmUp(int count) throws Exception {
        for (int i = 0; i < WITHOUT_PAUSE; i++) {
            trip(i);
        }
        measure(count);
    }

    @Override
    public final double[] measure(int count) throws Exception {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            pause();
            samples[i] = trip(i) / NANOS_PER_MICRO;
        }
        return samples;
    }

    private void pause() {
        if (pauseNanos > 0) {
            long end = System.nanoTime() + pauseNanos;
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
        }
    }

    private long trip(int number) throws Exception {
        long begun = System.nanoTime();
        int answer = echo(number);
        long nanos = System.nanoTime() - begun;
        if (answer != number) {
            throw new IOException("the echo of " + number + " is " + answer);
        }
        return nanos;
    }

    /** This library's pipe. */
    public static final class Pipe extends EchoProbe {
        private final SharedPipe<Integer> pipe = SharedPipe.create();
        private final PipeEnd<Integer> near = pipe.left();

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Pipe() {}

        @Override
        void start() {
            PipeEnd<Integer> far = pipe.right();
            ChildProcess.builder().daemon(true).start(() -> {
                while (true) {
                    far.send(far.receive());
                }
            });
        }

        @Override
        int echo(int number) throws InterruptedException {
            near.send(number);
            return near.receive();
        }
    }

    /** A Unix domain socket between two JVMs. */
    public static final class Socket extends EchoProbe {
        private final UnixSocket socket;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(Integer.BYTES);

        /**
         * Used by {@link io.github.procesy.bench.probe.ProbeMain}.
         *
         * @throws IOException if there is no such socket here
         */
        public Socket() throws IOException {
            socket = new UnixSocket();
        }

        @Override
        void start() {
            UnixSocket.OtherEnd far = socket.otherEnd();
            ChildProcess.builder().daemon(true).start(() -> {
                ByteBuffer number = ByteBuffer.allocateDirect(Integer.BYTES);
                while (true) {
                    UnixSocket.read(far.channel(), number);
                    UnixSocket.write(far.channel(), number);
                }
            });
        }

        @Override
        int echo(int number) throws IOException {
            SocketChannel near = socket.channel();
            buffer.putInt(0, number);
            UnixSocket.write(near, buffer);
            UnixSocket.read(near, buffer);
            return buffer.getInt(0);
        }
    }
}
