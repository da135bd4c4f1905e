package io.github.procesy.process;

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

    /** The best launcher that this platform has. */
    static Launcher best() {
        return Boolean.getBoolean("procesy.native") ? new NativeLauncher() : new PortableLauncher();
    }
}
