package io.github.procesy.child;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Loads from the child's class path first, and asks the parent process for what is missing there:
 * classes compiled in memory, classes of a loader that has no files.
 */
final class FetchingClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final ControlClient control;

    FetchingClassLoader(ControlClient control) {
        super("procesy", ClassLoader.getSystemClassLoader());
        this.control = control;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = control.fetch(name.replace('.', '/') + ".class")
                .orElseThrow(() -> new ClassNotFoundException(name));
        int dot = name.lastIndexOf('.');
        String packageName = dot < 0 ? "" : name.substring(0, dot);
        if (!packageName.isEmpty() && getDefinedPackage(packageName) == null) {
            definePackageUnlessRaced(packageName);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private void definePackageUnlessRaced(String name) {
        try {
            definePackage(name, null, null, null, null, null, null, null);
        } catch (IllegalArgumentException e) {
            // Another thread defined it meanwhile.
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        Optional<byte[]> content = control.fetch(name);
        if (content.isEmpty()) {
            return null;
        }
        try {
            URI uri = new URI("procesy", "parent", "/" + name, null);
            return URL.of(uri, new MemoryHandler(content.get()));
        } catch (URISyntaxException | MalformedURLException e) {
            return null; // a name that is no path is no resource either
        }
    }

    /** What the class path has is not asked for again: the parent has the same class path. */
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> ofClassPath = getParent().getResources(name);
        if (ofClassPath.hasMoreElements()) {
            return ofClassPath;
        }
        URL resource = findResource(name);
        return Collections.enumeration(resource == null ? List.of() : List.of(resource));
    }

    /** Serves bytes that were fetched already. */
    private static final class MemoryHandler extends URLStreamHandler {
        private final byte[] content;

        MemoryHandler(byte[] content) {
            this.content = content;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public int getContentLength() {
                    return content.length;
                }

                @Override
                public long getContentLengthLong() {
                    return content.length;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(content);
                }
            };
        }
    }
}
