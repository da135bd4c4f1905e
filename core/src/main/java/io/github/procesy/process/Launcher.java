package io.github.procesy.process;

import io.github.procesy.os.NativeAccess;

/** Starts a JVM that will connect to this one; one implementation per way of doing so. */
interface Launcher {
    /**
     * Starts a JVM.
     *
     * @param settings what it is to be like
     * @return the JVM, which may not have come up yet
     * @throws ProcessStartException if the operating system starts no process; nothing is left
     */
    LaunchedJvm launch(ProcessSettings settings);

    /** System property that chooses a launcher: {@code native} or {@code portable}. */
    String PROPERTY = NativeAccess.PROPERTY;

    /**
     * The launcher that the system property names; without it the best that this platform has.
     *
     * @throws IllegalArgumentException if there is no such launcher
     * @throws ProcessStartException if the native one is named and cannot be had
     */
    static Launcher choose() {
        String name = System.getProperty(PROPERTY, "");
        return name.isEmpty() ? Best.LAUNCHER : choose(name);
    }

    /** The best that this platform has. */
    final class Best {
        private static final Launcher LAUNCHER = NativeAccess.obstacleOfPlatform().isEmpty()
                ? new NativeLauncher()
                : new PortableLauncher();

        private Best() {}
    }

    private static Launcher choose(String name) {
        return switch (name) {
            case "portable" -> new PortableLauncher();
            case "native" -> {
                if (NativeAccess.obstacleOfPlatform().isPresent()) {
                    throw new ProcessStartException("The native launcher, which the system"
                            + " property " + PROPERTY + " names, cannot be had here: "
                            + NativeAccess.obstacleOfPlatform().get()
                            + ". Leave the property out, or set it to 'portable'.", null);
                }
                yield new NativeLauncher();
            }
            default -> throw new IllegalArgumentException("The system property " + PROPERTY
                    + " is 'native' or 'portable'; this one was '" + name + "'.");
        };
    }
}
