package io.github.procesy.control;

/**
 * One message between two processes.
 *
 * @param type what it means; see {@link ControlFrame} for the types of the control channel
 * @param payload its content; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // frames are read once and never compared
public record Frame(byte type, byte[] payload) {
}
