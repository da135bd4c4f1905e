package io.github.procesy.bench.traffic;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Ints through Aeron's IPC between two processes, which both spin when they wait. The media driver is a thread of the reader's
 * process. What lies between the two is bounded by bytes, and holds far more than {@link Plan#CAPACITY}.
 */
public final class AeronProbe extends RateProbe {
    private static final int TERM_BYTES = 16 << 20;
    private static final ThreadFactory DAEMONS = Thread.ofPlatform().daemon().factory();

    /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
    public AeronProbe() {
        super(QueueProbes.MILLION);
    }

    @Override
    Crew crew(Plan plan) throws IOException {
        Path folder = Files.createTempDirectory("aeron");
        // Ends with this JVM; its files lie in the folder of the bench.
        MediaDriver.launch(new MediaDriver.Context().aeronDirectoryName(folder.toString())
                .dirDeleteOnStart(true)
                .threadingMode(ThreadingMode.SHARED)
                .sharedThreadFactory(DAEMONS)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1))
                .ipcTermBufferLength(TERM_BYTES));
        Stream stream = new Stream(folder.toString());
        return Crew.ofProcesses(plan, () -> stream.read(plan), () -> stream.write(plan));
    }

    /** A stream as a process has it. */
    private static final class Stream implements Serializable, FragmentHandler {
        private static final long serialVersionUID = 1L;
        private static final String IPC = "aeron:ipc";
        private static final int ID = 1;
        private static final int LIMIT = 256;

        private final String folder;
        private transient @Nullable ExclusivePublication publication;
        private transient @Nullable Subscription subscription;
        private transient long sum;

        Stream(String folder) {
            this.folder = folder;
        }

        private Aeron connect() {
            return Aeron.connect(
                    new Aeron.Context().aeronDirectoryName(folder).threadFactory(DAEMONS));
        }

        private ExclusivePublication publication() {
            ExclusivePublication own = publication;
            if (own == null) {
                own = connect().addExclusivePublication(IPC, ID);
                publication = own;
            }
            return own;
        }

        private Subscription subscription() {
            Subscription own = subscription;
            if (own == null) {
                own = connect().addSubscription(IPC, ID);
                subscription = own;
            }
            return own;
        }

        void write(Plan plan) {
            ExclusivePublication own = publication();
            BufferClaim claim = new BufferClaim();
            for (int i = 0; i < plan.each(); i++) {
                while (own.tryClaim(Integer.BYTES, claim) < 0) {
                    Thread.onSpinWait();
                }
                claim.buffer().putInt(claim.offset(), i);
                claim.commit();
            }
        }

        void read(Plan plan) {
            Subscription own = subscription();
            sum = 0;
            for (int done = 0; done < plan.ofReader();) {
                int read = own.poll(this, LIMIT);
                done += read;
                if (read == 0) {
                    Thread.onSpinWait();
                }
            }
            plan.check(sum);
        }

        @Override
        public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
            sum += buffer.getInt(offset);
        }
    }
}
