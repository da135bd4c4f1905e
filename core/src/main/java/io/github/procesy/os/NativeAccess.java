package io.github.procesy.os;

import java.util.Optional;
import java.util.Set;

/** Whether the system calls that this library makes of its own can be had here. */
public final class NativeAccess {
    /** System property by which a user, or a test, forgoes them: its value is {@code portable}. */
    public static final String PROPERTY = "procesy.launcher";

    private static final Set<String> SYSTEMS = Set.of("Linux on amd64", "Linux on aarch64");

    private NativeAccess() {}

    /** Found out once: denied native access stays denied. */
    private static final class Found {
        private static final Optional<String> OBSTACLE = find();

        private Found() {}
    }

    /**
     * What stands in the way here, if anything does.
     *
     * @return the reason, in the middle of a sentence
     */
    public static Optional<String> obstacle() {
        return System.getProperty(PROPERTY, "").equals("portable")
                ? Optional.of("the system property " + PROPERTY + " is 'portable'")
                : obstacleOfPlatform();
    }

    /**
     * What stands in the way here, whatever the property says.
     *
     * @return the reason, in the middle of a sentence
     */
    public static Optional<String> obstacleOfPlatform() {
        return Found.OBSTACLE;
    }

    private static Optional<String> find() {
        String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!SYSTEMS.contains(system)) {
            return Optional.of("it is for " + SYSTEMS + ", and this is " + system);
        }
        try {
            return Spawn.available()
                    ? Optional.empty()
                    : Optional.of("the C library has no posix_spawn_file_actions_addclosefrom_np"
                            + " (glibc has it from 2.34 on)");
        } catch (RuntimeException | Error e) {
            return Optional.of("native access is denied: " + e); // by --illegal-native-access
        }
    }
}
