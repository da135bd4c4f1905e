package io.github.procesy.wire;

/**
 * A task on its way to another process.
 *
 * @param bytes the task, see {@link TaskCodec}
 * @param name what it is called where people read it: the class and method that a lambda stands in,
 *        or the class of the task
 * @param outline what a process that waits for a task like this can load beforehand: names of
 *        classes and the shape of the lambda, none of its values
 */
// The arrays are made for this, and nobody writes to them.
@SuppressWarnings("ArrayRecordComponent")
public record EncodedTask(byte[] bytes, String name, byte[] outline) {
}
