package io.github.procesy.process;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.procesy.child.ChildMain;

/**
 * The options that give a child the modules of this JVM: the same ones, as open to each other and to
 * the class path as they are here, with preview features if they are enabled here.
 *
 * <p>They are read off the modules as they are, and not off the command line of this JVM, which may
 * have said it in many places: options, argument files, {@code JDK_JAVA_OPTIONS}, the manifest of
 * the jar.
 */
final class ChildModules {
    private static final System.Logger LOG = System.getLogger(ChildModules.class.getName());
    /** HotSpot refuses more of one kind. */
    private static final int MAX_OPTIONS = 1000;
    /** How the JDK marks a module that {@code --patch-module} changed. */
    private static final String PATCHED = "(patched)";

    private static final String ALL_UNNAMED = "ALL-UNNAMED";

    private final Module unnamed = ClassLoader.getSystemClassLoader().getUnnamedModule();
    private final Module core = ChildMain.class.getModule();
    private final List<ResolvedModule> resolved = List
            .copyOf(ModuleLayer.boot().configuration().modules());
    /** The modules that are no part of the JDK, by their names. */
    private final Collection<Module> ofProgram = ofProgram();

    private ChildModules() {}

    private static final class Holder {
        static final List<String> OPTIONS = new ChildModules().build();
    }

    /** The options, which are the same for all children. */
    static List<String> options() {
        return Holder.OPTIONS;
    }

    /** The jars and folders of the modules that are no part of the JDK's image. */
    static List<Path> files() {
        Set<Path> files = new TreeSet<>();
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            Optional<URI> location = module.reference().location();
            if (location.isPresent() && location.get().getScheme().equals("file")) {
                files.add(Path.of(location.get()));
            }
        }
        return List.copyOf(files);
    }

    private static Collection<Module> ofProgram() {
        Map<String, Module> modules = new TreeMap<>();
        for (Module module : ModuleLayer.boot().modules()) {
            if (!isOfJdk(module.getName())) {
                modules.put(module.getName(), module);
            }
        }
        return modules.values();
    }

    private static boolean isOfJdk(String module) {
        return module.startsWith("java.") || module.startsWith("jdk.");
    }

    private List<String> build() {
        List<String> options = new ArrayList<>();
        if (PreviewFeatures.areEnabled()) {
            options.add("--enable-preview");
        }
        addPath("jdk.module.path", "--module-path=", options);
        addPath("jdk.module.upgrade.path", "--upgrade-module-path=", options);
        String modules = modules();
        if (!modules.isEmpty()) {
            options.add("--add-modules=" + modules);
        }
        if (!ofProgram.isEmpty()) {
            options.add("--enable-native-access="
                    + ofProgram.stream().map(Module::getName).collect(Collectors.joining(",")));
        }
        patches(options);
        reads(options);
        List<String> opens = new ArrayList<>();
        List<String> exports = new ArrayList<>();
        for (ResolvedModule module : resolved) {
            access(module, opens, exports);
        }
        options.addAll(opens.subList(0, Math.min(opens.size(), MAX_OPTIONS)));
        options.addAll(exports.subList(0, Math.min(exports.size(), MAX_OPTIONS)));
        return List.copyOf(options);
    }

    private static void addPath(String property, String option, List<String> options) {
        String path = System.getProperty(property, "");
        if (!path.isEmpty()) {
            List<String> entries = new ArrayList<>();
            ChildPath.addAbsolute(path, entries);
            options.add(option + String.join(File.pathSeparator, entries));
        }
    }

    /**
     * The modules to resolve. A program on the class path has the modules of the JDK anyway, except
     * those that must be asked for; one that is a module has those that it requires.
     */
    private String modules() {
        Set<String> names = new TreeSet<>();
        for (ResolvedModule module : resolved) {
            String name = module.name();
            if (core.isNamed() || !isOfJdk(name) || name.startsWith("jdk.incubator.")) {
                names.add(name);
            }
        }
        return String.join(",", names);
    }

    private void reads(List<String> options) {
        for (Module module : ofProgram) {
            ModuleDescriptor descriptor = module.getDescriptor();
            if (descriptor.isAutomatic() || module.equals(core)) {
                continue; // reads all; adds by itself what it reads
            }
            Set<String> declared = ModuleLayer.boot()
                    .configuration()
                    .findModule(module.getName())
                    .orElseThrow()
                    .reads()
                    .stream()
                    .map(ResolvedModule::name)
                    .collect(Collectors.toSet());
            for (Module other : ModuleLayer.boot().modules()) {
                if (!other.equals(module) && module.canRead(other)
                        && !declared.contains(other.getName())) {
                    options.add("--add-reads=" + module.getName() + "=" + other.getName());
                }
            }
            if (module.canRead(unnamed)) {
                options.add("--add-reads=" + module.getName() + "=" + ALL_UNNAMED);
            }
        }
    }

    /** The packages of a module that are more open than its declaration says. */
    private void access(ResolvedModule resolvedModule, List<String> opens, List<String> exports) {
        ModuleDescriptor descriptor = resolvedModule.reference().descriptor();
        if (descriptor.isAutomatic() || descriptor.isOpen()) {
            return;
        }
        Module module = ModuleLayer.boot().findModule(resolvedModule.name()).orElseThrow();
        Declared declared = Declared.of(descriptor);
        for (String name : module.getPackages()) {
            access(module, name, unnamed, ALL_UNNAMED, declared, opens, exports);
            for (Module other : ofProgram) {
                if (!other.equals(module)) {
                    access(module, name, other, other.getName(), declared, opens, exports);
                }
            }
        }
    }

    /** There are thousands of packages, and this runs in a JVM that is not warm: nothing fancy. */
    private static void access(Module module, String name, Module other, String target,
            Declared declared, List<String> opens, List<String> exports) {
        if (!module.isExported(name, other)) {
            return; // and not open either
        }
        if (module.isOpen(name, other)) {
            if (!declared.opens(name, target)) {
                opens.add("--add-opens=" + module.getName() + "/" + name + "=" + target);
            }
        } else if (!declared.exports(name, target)) {
            exports.add("--add-exports=" + module.getName() + "/" + name + "=" + target);
        }
    }

    /** What a module declares for all, and for some. */
    private record Declared(Set<String> opens, Set<String> exports,
            Map<String, Set<String>> opensToSome, Map<String, Set<String>> exportsToSome) {
        static Declared of(ModuleDescriptor descriptor) {
            Declared declared = new Declared(new HashSet<>(), new HashSet<>(), new HashMap<>(),
                    new HashMap<>());
            for (ModuleDescriptor.Opens opens : descriptor.opens()) {
                if (opens.isQualified()) {
                    declared.opensToSome.put(opens.source(), opens.targets());
                } else {
                    declared.opens.add(opens.source());
                }
            }
            for (ModuleDescriptor.Exports exports : descriptor.exports()) {
                if (exports.isQualified()) {
                    declared.exportsToSome.put(exports.source(), exports.targets());
                } else {
                    declared.exports.add(exports.source());
                }
            }
            return declared;
        }

        boolean opens(String name, String target) {
            return opens.contains(name)
                    || opensToSome.getOrDefault(name, Set.of()).contains(target);
        }

        boolean exports(String name, String target) {
            return exports.contains(name)
                    || exportsToSome.getOrDefault(name, Set.of()).contains(target)
                    || opens(name, target);
        }
    }

    /** What {@code --patch-module} said, found by where the resources of a module come from. */
    private void patches(List<String> options) {
        for (ResolvedModule module : resolved) {
            ModuleReference reference = module.reference();
            if (reference.toString().contains(PATCHED)) {
                try {
                    String patches = String.join(File.pathSeparator, patches(reference));
                    if (!patches.isEmpty()) {
                        options.add("--patch-module=" + module.name() + "=" + patches);
                    }
                } catch (IOException | RuntimeException e) {
                    LOG.log(Level.WARNING, "What --patch-module puts into " + module.name()
                            + " cannot be read; child processes do without it.", e);
                }
            }
        }
    }

    private static Set<String> patches(ModuleReference reference) throws IOException {
        Set<String> roots = new LinkedHashSet<>();
        try (ModuleReader reader = reference.open()) {
            for (String name : reader.list().toList()) {
                Optional<URI> place = reader.find(name);
                if (place.isPresent()) {
                    String root = root(place.get(), name);
                    if (!root.isEmpty() && !isOf(reference, root)) {
                        roots.add(root);
                    }
                }
            }
        }
        return roots;
    }

    /** The folder or jar that a resource is in; empty if it is in the image of the JDK. */
    private static String root(URI place, String name) {
        if (place.getScheme().equals("jar")) {
            String jar = place.getRawSchemeSpecificPart();
            return Path.of(URI.create(jar.substring(0, jar.indexOf("!/")))).toString();
        }
        if (!place.getScheme().equals("file")) {
            return "";
        }
        Path root = Path.of(place);
        for (int i = Path.of(name).getNameCount(); i > 0 && root != null; i--) {
            root = root.getParent();
        }
        return root == null ? "" : root.toString();
    }

    private static boolean isOf(ModuleReference reference, String root) {
        return reference.location()
                .filter(location -> location.getScheme().equals("file"))
                .filter(location -> Path.of(location).equals(Path.of(root)))
                .isPresent();
    }
}
