package io.github.procesy.process;

import java.nio.file.Path;

/**
 * The folder for what this library keeps between runs and can make again at any time.
 *
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory
 *      Specification</a>
 */
final class UserCache {
    private UserCache() {}

    /** The folder of one kind of things, which need not exist. */
    static Path folder(String kind) {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache == null || cache.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(cache);
        return base.resolve("procesy").resolve(kind);
    }
}
