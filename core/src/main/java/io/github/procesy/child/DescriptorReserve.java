package io.github.procesy.child;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Open files that stand for others: where their number is bounded, a task that has used up all could
 * not even say so, because that loads classes from files. Before a failure is reported, the reserve
 * is let go.
 */
public final class DescriptorReserve implements AutoCloseable {
    /** System property: the parent has allowed for this reserve. */
    public static final String PROPERTY = "procesy.descriptor.reserve";
    /** How many files. */
    public static final int SIZE = 8;

    private final List<FileInputStream> files = new ArrayList<>();

    private DescriptorReserve() {}

    /** The reserve of this process, empty unless the parent asked for it. */
    static DescriptorReserve open() throws IOException {
        DescriptorReserve reserve = new DescriptorReserve();
        if (Boolean.getBoolean(PROPERTY)) {
            for (int i = 0; i < SIZE; i++) {
                reserve.files.add(new FileInputStream("/dev/null"));
            }
        }
        return reserve;
    }

    /** Lets the reserve go. */
    @Override
    public void close() {
        for (FileInputStream file : files) {
            try {
                file.close();
            } catch (IOException e) {
                // The descriptor is free all the same.
            }
        }
        files.clear();
    }
}
