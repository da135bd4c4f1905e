package io.github.procesy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import io.github.procesy.cli.items.ItemFailure;
import io.github.procesy.cli.items.LineRun;
import io.github.procesy.cli.items.PrintOrder;
import io.github.procesy.cli.items.RunSettings;
import io.github.procesy.cli.run.ProgramWork;
import io.github.procesy.cli.terminal.ExitCode;
import io.github.procesy.cli.terminal.Messages;
import io.github.procesy.cli.terminal.TextEncoding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code procesy run}: the main method of a program for each line of the input, in warm JVMs. */
final class RunCommand implements Command {
    @Override
    public CommandSpec spec() {
        return RunOptions.of(this);
    }

    @Override
    public int run(ParseResult arguments) {
        boolean fresh = arguments.hasMatchedOption(RunOptions.FRESH);
        boolean reuse = arguments.hasMatchedOption(RunOptions.REUSE_CLASSES);
        if (fresh && reuse) {
            throw ItemOptions.unusable(arguments,
                    "give either --fresh or --reuse-classes, not both");
        }
        Charset encoding = TextEncoding.current();
        ProgramWork work = program(arguments, reuse, encoding);
        RunSettings settings = ItemOptions.settings(arguments, "run", PrintOrder.WHOLE, List.of(),
                true, fresh);
        Messages messages = new Messages(new FileOutputStream(FileDescriptor.err), encoding);
        try (InputStream in = ItemOptions.input(arguments)) {
            LineRun run = new LineRun(settings, work, in, ItemOptions.output(messages), messages,
                    encoding);
            ItemOptions.showProgress(run, arguments, messages);
            return run.await();
        } catch (IOException e) {
            messages.print("procesy: the input cannot be read: " + e.getMessage());
            return ExitCode.UNUSABLE;
        }
    }

    private static ProgramWork program(ParseResult arguments, boolean reuse, Charset encoding) {
        List<Path> classPath = ItemOptions.classPath(arguments);
        if (classPath.isEmpty()) {
            throw ItemOptions.unusable(arguments, "--class-path is missing: name the jars and"
                    + " folders of the program, for instance --class-path app.jar");
        }
        String main = arguments.matchedOptionValue(RunOptions.MAIN, "");
        if (main.isBlank()) {
            main = mainClassOf(arguments, classPath.getFirst());
        }
        ProgramWork work = new ProgramWork(classPath, main,
                arguments.matchedPositionalValue(0, List.of()), reuse, encoding);
        try {
            work.check();
        } catch (ItemFailure e) {
            throw ItemOptions.unusable(arguments, String.valueOf(e.getMessage()));
        }
        return work;
    }

    /** The class that {@code java -jar} would run. */
    private static String mainClassOf(ParseResult arguments, Path first) {
        if (Files.isRegularFile(first)) {
            try (JarFile jar = new JarFile(first.toFile())) {
                Manifest manifest = jar.getManifest();
                @Nullable String main = manifest == null
                        ? null
                        : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
                if (main != null) {
                    return main.strip();
                }
            } catch (IOException e) {
                throw ItemOptions.unusable(arguments, "--class-path begins with '" + first
                        + "', which cannot be read as a jar: " + e.getMessage());
            }
        }
        throw ItemOptions.unusable(arguments, "--main is missing, and '" + first
                + "', with which --class-path begins, is no jar that names a Main-Class; give the"
                + " class by --main, for instance --main com.acme.Main");
    }
}
