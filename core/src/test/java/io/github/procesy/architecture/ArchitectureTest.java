package io.github.procesy.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

@AnyLauncher
class ArchitectureTest {
    private static final String ROOT = "io.github.procesy";
    private static final List<String> EXPORTED =
            Stream.of("", ".memory", ".pipe", ".pool", ".process", ".queue", ".sync")
                    .map(ROOT::concat)
                    .toList();
    private static final int MANY_TYPES = 25;
    private static final JavaClasses CORE = classesOfCore();

    /** The rules ask what others are called, and not what they are made of: those of the JDK are not read. */
    private static JavaClasses classesOfCore() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter().importPath(classFolder());
    }

    @Test
    void everyPackageHasItsLayerAndLayersPointOneWay() {
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .ensureAllClassesAreContainedInArchitecture()
                .layer("root")
                .definedBy(ROOT)
                .layer("os")
                .definedBy(ROOT + ".os")
                .layer("wire")
                .definedBy(ROOT + ".wire")
                .layer("control")
                .definedBy(ROOT + ".control")
                .layer("segment")
                .definedBy(ROOT + ".segment")
                .layer("memory")
                .definedBy(ROOT + ".memory")
                .layer("tree")
                .definedBy(ROOT + ".tree")
                .layer("waiting")
                .definedBy(ROOT + ".waiting")
                .layer("sync")
                .definedBy(ROOT + ".sync")
                .layer("ring")
                .definedBy(ROOT + ".ring")
                .layer("item")
                .definedBy(ROOT + ".item")
                .layer("queue")
                .definedBy(ROOT + ".queue")
                .layer("pipe")
                .definedBy(ROOT + ".pipe")
                .layer("child")
                .definedBy(ROOT + ".child")
                .layer("process")
                .definedBy(ROOT + ".process")
                .layer("pool")
                .definedBy(ROOT + ".pool")
                .whereLayer("root")
                .mayNotAccessAnyLayer()
                .whereLayer("os")
                .mayOnlyAccessLayers("root")
                .whereLayer("wire")
                .mayOnlyAccessLayers("root", "os")
                .whereLayer("control")
                .mayOnlyAccessLayers("root", "os")
                .whereLayer("segment")
                .mayOnlyAccessLayers("root", "os")
                .whereLayer("memory")
                .mayOnlyAccessLayers("root", "os", "wire", "segment")
                .whereLayer("tree")
                .mayOnlyAccessLayers("root", "os", "segment")
                .whereLayer("waiting")
                .mayOnlyAccessLayers("root", "os", "segment", "tree", "memory")
                .whereLayer("sync")
                .mayOnlyAccessLayers("root", "os", "segment", "tree", "memory", "waiting")
                .whereLayer("ring")
                .mayOnlyAccessLayers("tree", "waiting")
                .whereLayer("item")
                .mayOnlyAccessLayers("root", "wire")
                .whereLayer("queue")
                .mayOnlyAccessLayers("root", "segment", "tree", "memory", "waiting", "ring", "item")
                .whereLayer("pipe")
                .mayOnlyAccessLayers("root", "segment", "tree", "memory", "waiting", "ring", "item")
                .whereLayer("child")
                .mayOnlyAccessLayers("root", "os", "wire", "control", "segment", "tree")
                .whereLayer("process")
                .mayOnlyAccessLayers("root", "os", "wire", "control", "segment", "tree", "child")
                .whereLayer("pool")
                .mayOnlyAccessLayers("root", "os", "wire", "control", "segment", "tree", "memory",
                        "waiting", "queue", "child", "process")
                .check(CORE);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void theCoreNeedsTheJdkAlone() {
        classes().should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "jdk.jfr..", "org.jspecify..", ROOT, ROOT + "..")
                .check(CORE);
        noClasses().should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "com.sun..")
                .check(CORE);
        // A JDK may come without its flight recorder.
        noClasses().that()
                .haveNameNotMatching(".*[.]FlightEvents([$].*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jdk..")
                .check(CORE);
    }

    @Test
    void thePublicSurfaceIsTheExportedPackages() throws Exception {
        try (InputStream in = Files.newInputStream(classFolder().resolve("module-info.class"))) {
            ClassModel model = ClassFile.of().parse(in.readAllBytes());
            ModuleAttribute module = model.findAttribute(Attributes.module()).orElseThrow();
            assertThat(module.exports()
                    .stream()
                    .map(export -> export.exportedPackage().name().stringValue()))
                    .containsExactlyInAnyOrder("io/github/procesy", "io/github/procesy/memory",
                            "io/github/procesy/pipe", "io/github/procesy/pool",
                            "io/github/procesy/process",
                            "io/github/procesy/queue",
                            "io/github/procesy/sync");
            assertThat(module.exports()).allMatch(export -> export.exportsTo().isEmpty());
            assertThat(module.opens()).isEmpty();
            assertThat(module.requires()
                    .stream()
                    .map(require -> require.requires().name().stringValue()))
                    .containsExactlyInAnyOrder("java.base", "jdk.jfr", "org.jspecify");
        }
    }

    @Test
    void eachExportedPackageCanBeReadInOneSitting() {
        EXPORTED.forEach(exported -> assertThat(CORE.stream()
                .filter(type -> type.getModifiers()
                        .contains(JavaModifier.PUBLIC))
                .filter(type -> type.getPackageName().equals(exported))
                .filter(type -> !type.isNestedClass())).as(exported)
                .hasSizeBetween(1, MANY_TYPES));
    }

    /** Types that users see are named in the API of exported packages only if they are exported. */
    @Test
    void theApiShowsNoTypeThatIsNotExported() {
        List<String> leaks = new ArrayList<>();
        CORE.stream()
                .filter(type -> isExported(type.getPackageName()) && isPublic(type.reflect()))
                .forEach(type -> type.getMethods()
                        .stream()
                        .filter(method -> Modifier
                                .isPublic(method.reflect().getModifiers()))
                        .forEach(method -> Stream
                                .concat(method.getRawParameterTypes().stream(),
                                        Stream.of(method.getRawReturnType()))
                                .filter(used -> used.getPackageName().startsWith(ROOT))
                                .filter(used -> !isExported(used.getPackageName())
                                        || !isPublic(used.reflect()))
                                .forEach(used -> leaks.add(method.getFullName() + " shows "
                                        + used.getName()))));
        assertThat(leaks).isEmpty();
    }

    private static boolean isExported(String packageName) {
        return EXPORTED.contains(packageName);
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> t = type; t != null; t = t.getDeclaringClass()) {
            if (!Modifier.isPublic(t.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    @Test
    void everyPublicTypeIsDocumented() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> undocumented = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files
                        .walk(classFolder().resolve("../../src/main/java").normalize())) {
            JavacTask parser = (JavacTask) compiler.getTask(null, files, null, null, null,
                    files.getJavaFileObjectsFromPaths(sources
                            .filter(file -> file.toString().endsWith(".java"))
                            .toList()));
            DocTrees documentation = DocTrees.instance(parser);
            for (CompilationUnitTree unit : parser.parse()) {
                new TreePathScanner<Void, Void>() {
                    @Override
                    public Void visitClass(ClassTree type, Void unused) {
                        if (type.getModifiers()
                                .getFlags()
                                .contains(javax.lang.model.element.Modifier.PUBLIC)
                                && documentation.getDocComment(getCurrentPath()) == null) {
                            undocumented.add(type.getSimpleName().toString());
                        }
                        return super.visitClass(type, null);
                    }
                }.scan(unit, null);
            }
        }
        assertThat(undocumented).isEmpty();
    }

    private static Path classFolder() {
        try {
            return Path.of(ChildProcess.class.getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
