package io.github.procesy.cli;

import org.jspecify.annotations.Nullable;

/** Which version this is. */
final class Version {
    private Version() {}

    /** The version of this program, from the manifest of its jar, and of the JDK that runs it. */
    static String text() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return "procesy " + (version == null ? "(not from a jar)" : version) + ", JDK "
                + System.getProperty("java.runtime.version") + " ("
                + System.getProperty("java.vendor") + ")";
    }
}
