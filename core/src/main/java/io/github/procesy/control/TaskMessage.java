package io.github.procesy.control;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;

/**
 * The payload of {@link ControlFrame#TASK}: system properties and a task. Layout: {@code int count,
 * count times UTF key and UTF value, task}.
 */
public final class TaskMessage {
    private TaskMessage() {}

    /**
     * Writes a message.
     *
     * @param properties system properties for the process
     * @param task the serialized task
     * @return the message
     * @throws IllegalArgumentException if a property is longer than 65535 bytes
     */
    public static byte[] write(Map<String, String> properties, byte[] task) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(task.length + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(properties.size());
            for (Map.Entry<String, String> property : properties.entrySet()) {
                out.writeUTF(property.getKey());
                out.writeUTF(property.getValue());
            }
            out.write(task);
        } catch (IOException e) {
            throw new IllegalArgumentException("A system property of a child process has at most"
                    + " 65535 bytes: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a message.
     *
     * @param message the message
     * @param properties takes the properties
     * @return the serialized task
     * @throws IOException if that is no such message
     */
    public static byte[] read(byte[] message, Properties properties) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
        for (int i = in.readInt(); i > 0; i--) {
            properties.setProperty(in.readUTF(), in.readUTF());
        }
        return in.readAllBytes();
    }
}
