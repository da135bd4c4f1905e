package io.github.procesy.cli.expression;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles expressions in memory. What is compiled is not loaded here. */
public final class ExpressionCompiler {
    private final String classPath;

    /**
     * A compiler.
     *
     * @param classPath where it finds classes beside those of the JDK and of this program
     */
    public ExpressionCompiler(List<Path> classPath) {
        StringBuilder path = new StringBuilder(System.getProperty("java.class.path", ""));
        for (Path entry : classPath) {
            path.append(File.pathSeparatorChar).append(entry);
        }
        this.classPath = path.toString();
    }

    /**
     * Compiles an expression: a lambda or method reference from a String to anything, or to
     * nothing.
     *
     * @param expression the expression
     * @return its class files
     * @throws ExpressionException if it does not compile
     */
    public CompiledExpression compile(String expression) throws ExpressionException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new ExpressionException("error: this Java has no compiler (module jdk.compiler):"
                    + " run procesy with a JDK 25, not with a runtime alone");
        }
        List<CompileErrors> failures = new ArrayList<>();
        for (Class<?> type : List.of(ItemFunction.class, ItemAction.class)) {
            ExpressionSource source = ExpressionSource.of(expression, type);
            StringWriter output = new StringWriter();
            Optional<CompiledExpression> compiled = compile(compiler, source, output);
            if (compiled.isPresent()) {
                return compiled.get();
            }
            failures.add(new CompileErrors(source, output.toString()));
        }
        CompileErrors asFunction = failures.getFirst();
        CompileErrors asAction = failures.getLast();
        // The wrong guess adds an error of its own to those of the user.
        throw new ExpressionException(
                (asAction.count() < asFunction.count() ? asAction : asFunction).text());
    }

    private Optional<CompiledExpression> compile(JavaCompiler compiler, ExpressionSource source,
            StringWriter output) {
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT,
                StandardCharsets.UTF_8); MemoryFiles memory = new MemoryFiles(files)) {
            JavaCompiler.CompilationTask task = compiler.getTask(output, memory, null,
                    List.of("-proc:none", "-Xlint:none", "-g", "-classpath", classPath), null,
                    List.of(MemoryFiles.source(ExpressionSource.FILE_NAME, source.text())));
            task.setLocale(Locale.ROOT);
            return task.call()
                    ? Optional.of(new CompiledExpression(memory.classFiles()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("closing the files of the compiler", e);
        }
    }
}
