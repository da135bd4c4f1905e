package io.github.procesy.support;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import io.github.procesy.SerializableCallable;

/** A loader of classes that exist in memory alone: compiled by the test, never written to disk. */
public class InMemoryClasses extends ClassLoader {
    private final Map<String, byte[]> classes = new HashMap<>();
    private final Map<String, byte[]> resources = new HashMap<>();

    protected InMemoryClasses(ClassLoader parent) {
        super("in-memory", parent);
    }

    /** Compiles one source file; its name is that of its first class. */
    public static InMemoryClasses compile(String className, String source) {
        return compile(new InMemoryClasses(InMemoryClasses.class.getClassLoader()), className,
                source);
    }

    /** Compiles one source file into a loader. */
    protected static <L extends InMemoryClasses> L compile(L loader, String className,
            String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> outputs = new HashMap<>();
        JavaFileManager files = new ForwardingJavaFileManager<JavaFileManager>(
                compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(Location location, String name,
                    JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        outputs.put(name, out);
                        return out;
                    }
                };
            }
        };
        JavaFileObject file = new SimpleJavaFileObject(
                URI.create("string:///" + className.replace('.', '/') + ".java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        if (!compiler.getTask(null, files, null, List.of("-proc:none", "-g"), null, List.of(file))
                .call()) {
            throw new AssertionError("does not compile: " + source);
        }
        Map<String, byte[]> classes = ((InMemoryClasses) loader).classes;
        outputs.forEach((name, out) -> classes.put(name, out.toByteArray()));
        return loader;
    }

    /** Adds a resource. */
    public InMemoryClasses resource(String name, byte[] content) {
        resources.put(name, content);
        return this;
    }

    /** Forgets the class file of a class, so that it can be served no more. */
    public InMemoryClasses forget(String className) {
        classes.remove(className);
        return this;
    }

    /** An instance of one of the classes, by its constructor without parameters. */
    public Object instance(String className) throws ReflectiveOperationException {
        var constructor = loadClass(className).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    /** A task that is an instance of one of the classes. */
    @SuppressWarnings("unchecked")
    public SerializableCallable<Object> task(String className)
            throws ReflectiveOperationException {
        return (SerializableCallable<Object>) instance(className);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        byte[] content = name.endsWith(".class")
                ? classes.get(name.substring(0, name.length() - ".class".length())
                        .replace('/',
                                '.'))
                : resources.get(name);
        return content != null
                ? new ByteArrayInputStream(content)
                : super.getResourceAsStream(name);
    }
}
