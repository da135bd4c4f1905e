package io.github.procesy.control;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Properties;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The payload of {@link ControlFrame#TASK}: who runs what. Layout: {@code name, name of the parent,
 * int count, count times key and value of a system property, task}, where a text is {@code int length}
 * and bytes of UTF-8.
 */
public final class TaskMessage {
    private final byte[] bytes;
    private final int taskPosition;

    /**
     * Reads a message; the texts are decoded when they are asked for.
     *
     * @param bytes what {@link #write} wrote
     * @throws IOException if that is no such message
     */
    public TaskMessage(byte[] bytes) throws IOException {
        this.bytes = bytes;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            skip(in);
            skip(in);
            for (int i = 2 * in.getInt(); i > 0; i--) {
                skip(in);
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("the message with the task is cut short", e);
        }
        taskPosition = in.position();
    }

    /**
     * Writes a message.
     *
     * @param name the name of the process
     * @param parentName the name of its parent
     * @param properties system properties for the process
     * @param task the serialized task
     * @return the message
     */
    public static byte[] write(String name, String parentName, Map<String, String> properties,
            byte[] task) {
        byte[][] texts = new byte[2 + 2 * properties.size()][];
        texts[0] = name.getBytes(UTF_8);
        texts[1] = parentName.getBytes(UTF_8);
        int count = 2;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            texts[count++] = property.getKey().getBytes(UTF_8);
            texts[count++] = property.getValue().getBytes(UTF_8);
        }
        int length = Integer.BYTES + task.length;
        for (byte[] text : texts) {
            length += Integer.BYTES + text.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        for (int i = 0; i < texts.length; i++) {
            out.putInt(texts[i].length).put(texts[i]);
            if (i == 1) {
                out.putInt(properties.size());
            }
        }
        return out.put(task).array();
    }

    /**
     * The serialized task.
     *
     * @return its bytes
     */
    public byte[] task() {
        byte[] task = new byte[bytes.length - taskPosition];
        System.arraycopy(bytes, taskPosition, task, 0, task.length);
        return task;
    }

    /**
     * The name of the process.
     *
     * @return the name
     */
    public String name() {
        return text(ByteBuffer.wrap(bytes));
    }

    /**
     * The name of its parent.
     *
     * @return the name
     */
    public String parentName() {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        skip(in);
        return text(in);
    }

    /**
     * Sets the system properties that the message carries.
     *
     * @param target takes them
     */
    public void applyProperties(Properties target) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        skip(in);
        skip(in);
        for (int i = in.getInt(); i > 0; i--) {
            target.setProperty(text(in), text(in));
        }
    }

    private static void skip(ByteBuffer in) {
        int length = in.getInt();
        in.position(in.position() + length);
    }

    private static String text(ByteBuffer in) {
        byte[] text = new byte[in.getInt()];
        in.get(text);
        return new String(text, UTF_8);
    }
}
