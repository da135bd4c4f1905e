package io.github.procesy.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory this machine, or the container that this process runs in, has. Where the platform
 * does not say, the answers are empty.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_meminfo.5.html">proc_meminfo(5)</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
public final class Memory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Path OWN_GROUPS = Path.of("/proc/self/cgroup");
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");
    private static final long KIB = 1024;

    private static final List<Group> GROUP = groups();

    /** The files of a control group that bound the memory of this process. */
    private record Group(Path limit, Path usage) {
    }

    private Memory() {}

    /**
     * The memory of the machine or container.
     *
     * @return bytes
     */
    public static OptionalLong total() {
        OptionalLong least = meminfo("MemTotal:");
        for (Group group : GROUP) {
            least = min(least, number(group.limit));
        }
        return least;
    }

    /**
     * The memory that can be had without swapping.
     *
     * @return bytes
     */
    public static OptionalLong available() {
        OptionalLong least = meminfo("MemAvailable:");
        for (Group group : GROUP) {
            OptionalLong limit = number(group.limit);
            OptionalLong usage = number(group.usage);
            if (limit.isPresent() && usage.isPresent()) {
                least = min(least, OptionalLong.of(limit.getAsLong() - usage.getAsLong()));
            }
        }
        return least;
    }

    private static OptionalLong min(OptionalLong a, OptionalLong b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        return OptionalLong.of(Math.min(a.getAsLong(), b.getAsLong()));
    }

    private static OptionalLong meminfo(String field) {
        try {
            for (String line : Files.readAllLines(MEMINFO)) {
                if (line.startsWith(field)) {
                    String[] words = line.substring(field.length()).strip().split(" ", 2);
                    return OptionalLong.of(Long.parseLong(words[0]) * KIB);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // This platform does not say.
        }
        return OptionalLong.empty();
    }

    /** Of this process and the groups that its own is in; in a container, its own is the root. */
    private static List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(OWN_GROUPS)) {
                String[] fields = line.split(":", 3); // number, controllers, path
                if (fields.length == 3 && fields[1].isEmpty()) {
                    add(groups, GROUPS, fields[2], "memory.max", "memory.current");
                } else if (fields.length == 3 && List.of(fields[1].split(",")).contains("memory")) {
                    add(groups, GROUPS.resolve("memory"), fields[2], "memory.limit_in_bytes",
                            "memory.usage_in_bytes");
                }
            }
        } catch (IOException e) {
            // No control groups here.
        }
        return List.copyOf(groups);
    }

    private static void add(List<Group> groups, Path root, String path, String limit,
            String usage) {
        Path folder = root.resolve(path.substring(1)).normalize();
        while (folder != null && folder.startsWith(root)) {
            if (Files.isReadable(folder.resolve(limit))) {
                groups.add(new Group(folder.resolve(limit), folder.resolve(usage)));
            }
            folder = folder.getParent();
        }
    }

    /** Empty if there is no limit, which a file says by a word. */
    private static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
