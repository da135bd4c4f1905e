package io.github.procesy.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.procesy.SerializableCallable;
import io.github.procesy.control.ControlFrame;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.wire.EncodedTask;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.TaskCodec;
import io.github.procesy.wire.TaskDecoder;

/**
 * A training run for an {@link AotCache}: a child goes the way that all go, as a spare that is
 * prepared and then gets a task, while its JVM records what is loaded and linked on it.
 */
final class AotTraining {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Outlines of the first tasks of this JVM: their classes get into the cache. */
    private static final Queue<byte[]> TASKS = new ConcurrentLinkedQueue<>();
    private static final int MAX_TASKS = 8;
    private static final int MAX_OUTLINE_BYTES = 4 * 1024;
    private static final AtomicInteger NOTED = new AtomicInteger();

    private AotTraining() {}

    /** Notes what a task needed, if it is one of the first. */
    static void note(byte[] outline) {
        if (NOTED.get() < MAX_TASKS && outline.length <= MAX_OUTLINE_BYTES) {
            NOTED.incrementAndGet();
            TASKS.add(outline);
        }
    }

    /**
     * Trains a child.
     *
     * @param settings how children are that will use the cache
     * @param record takes what the JVM recorded
     * @return whether it is there
     */
    static boolean run(ProcessSettings settings, Path record) throws InterruptedException {
        ProcessSettings recording = settings.recording(record);
        LaunchedJvm jvm = Launcher.choose().launch(recording);
        Thread conversation = daemon(() -> converse(jvm, recording));
        drain(jvm.stdout());
        drain(jvm.stderr());
        Thread end = daemon(() -> {
            var _ = jvm.awaitExit();
        });
        if (!end.join(LIMIT)) {
            jvm.kill();
        }
        end.join();
        conversation.join(LIMIT);
        jvm.dispose();
        return Files.exists(record);
    }

    private static Thread daemon(Runnable action) {
        return Thread.ofPlatform().daemon().name("procesy-aot").start(action);
    }

    private static void drain(InputStream stream) {
        daemon(() -> {
            try (stream) {
                stream.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The stream of a process that ended.
            }
        });
    }

    private static void converse(LaunchedJvm jvm, ProcessSettings settings) {
        try (FrameChannel channel = jvm.connect()) {
            EncodedTask task = TaskCodec.encode(sample(), new Loaders());
            for (byte[] outline : TASKS) {
                channel.send(ControlFrame.PREPARE, outline);
            }
            channel.send(ControlFrame.PREPARE, task.outline());
            TimeUnit.MILLISECONDS.sleep(100); // it gets ready, as a spare does
            channel.send(ControlFrame.TASK, ChildJvm.message(settings, task.bytes()));
            channel.receiveAll(frame -> {
                if (frame.type() == ControlFrame.EXITING) {
                    channel.send(ControlFrame.EXIT_NOTED, new byte[0]);
                }
            });
        } catch (IOException | InterruptedException e) {
            jvm.kill();
        }
    }

    /** Reads a task as a child does that was not there before its task. */
    private static void unprepared(SerializableCallable<?> task) throws Exception {
        Loaders loaders = Loaders.of(AotTraining.class.getClassLoader());
        var _ = new TaskDecoder(loaders).decode(TaskCodec.encode(task, loaders).bytes()).call();
    }

    /** Uses a little of what nearly every task uses. */
    private static SerializableCallable<?> sample() {
        String text = "text";
        int number = 2;
        long big = 3;
        List<String> list = new ArrayList<>(List.of(text));
        Map<String, Integer> map = new TreeMap<>(Map.of(text, number));
        return () -> {
            System.out.println(String.format("%s %d %d %s", text, number, big, list));
            System.err.println(list.stream().map(String::length).toList());
            Thread thread = Thread.ofPlatform().start(() -> map.put(text, 1));
            thread.join();
            unprepared(() -> number);
            unprepared(() -> text + number);
            unprepared(() -> text + list + big);
            return List.of(map, OptionalLong.of(big).getAsLong());
        };
    }
}
