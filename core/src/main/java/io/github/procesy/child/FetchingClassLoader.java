package io.github.procesy.child;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

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
        return control.fetch(name).map(content -> url(name, null, content)).orElse(null);
    }

    /** The parent leaves out what the class path has: it is that of this process too. */
    @Override
    protected Enumeration<URL> findResources(String name) {
        List<URL> urls = new ArrayList<>();
        for (byte[] content : control.fetchAll(name)) {
            URL url = url(name, urls.isEmpty() ? null : Integer.toString(urls.size()), content);
            if (url != null) {
                urls.add(url);
            }
        }
        return Collections.enumeration(urls);
    }

    private static @Nullable URL url(String name, @Nullable String fragment, byte[] content) {
        try {
            // Without a host, which the comparison of two URLs would look up.
            return URL.of(new URI("procesy", null, "/" + name, fragment),
                    new MemoryHandler(content));
        } catch (URISyntaxException | MalformedURLException e) {
            return null; // a name that is no path is no resource either
        }
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
