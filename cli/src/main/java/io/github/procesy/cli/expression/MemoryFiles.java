package io.github.procesy.cli.expression;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/** Keeps the class files that the compiler writes in memory. */
final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    MemoryFiles(JavaFileManager files) {
        super(files);
    }

    /** The class files by binary class name. */
    Map<String, byte[]> classFiles() {
        Map<String, byte[]> result = new HashMap<>();
        written.forEach((name, bytes) -> result.put(name, bytes.toByteArray()));
        return result;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String className,
            JavaFileObject.Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/')),
                kind) {
            @Override
            public OutputStream openOutputStream() {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                written.put(className, bytes);
                return bytes;
            }
        };
    }

    /** A source file that exists in memory alone. */
    static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("memory:///" + name),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public String getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }

            @Override
            public String getName() {
                return name;
            }

            @Override
            public boolean isNameCompatible(String simpleName, JavaFileObject.Kind ofKind) {
                return true; // the public class in it is not named after the file
            }
        };
    }
}
