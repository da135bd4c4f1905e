package io.github.procesy.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** A class path as {@code java -cp} takes it. */
final class ClassPath {
    private static final String ALL_JARS = "*";

    private ClassPath() {}

    /**
     * The jars and folders of a class path, absolute; {@code lib/*} stands for the jars in a folder.
     *
     * @throws IllegalArgumentException if one does not exist; the message is for the user
     */
    static List<Path> parse(String classPath) {
        List<Path> entries = new ArrayList<>();
        for (StringTokenizer all = new StringTokenizer(classPath, File.pathSeparator); all
                .hasMoreTokens();) {
            String entry = all.nextToken();
            boolean allJars = entry.equals(ALL_JARS) || entry.endsWith(File.separator + ALL_JARS);
            Path path = Path.of(allJars ? entry.substring(0, entry.length() - 1) : entry)
                    .toAbsolutePath();
            if (!Files.exists(path)) {
                throw new IllegalArgumentException("--class-path names '" + entry
                        + "', which does not exist; an entry is a jar, a folder of classes, or"
                        + " FOLDER/* for all jars in a folder");
            }
            if (allJars) {
                addJars(path, entries);
            } else {
                entries.add(path);
            }
        }
        return entries;
    }

    private static void addJars(Path folder, List<Path> entries) {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.{jar,JAR}")) {
            jars.forEach(entries::add);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--class-path names the jars in '" + folder + "', which cannot be listed: " + e,
                    e);
        }
    }
}
