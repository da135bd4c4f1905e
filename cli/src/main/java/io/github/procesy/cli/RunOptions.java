package io.github.procesy.cli;

import java.util.List;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The options of {@code procesy run}. */
final class RunOptions {
    static final String MAIN = "--main";
    static final String FRESH = "--fresh";
    static final String REUSE_CLASSES = "--reuse-classes";

    private RunOptions() {}

    static CommandSpec of(RunCommand command) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name("run");
        spec.usageMessage()
                .sortOptions(false)
                .header("Runs a program's main method for each line of the input, in JVMs that are"
                        + " warm.")
                .description("", "A line has the arguments of a run: words, split as a shell does,"
                        + " with quotes and backslashes and without expansions. A blank line is a"
                        + " run without arguments of its own. Standard input of a run is empty.",
                        "",
                        "What a run prints is printed whole, in the order of the input: standard"
                                + " output and standard error each where they belong. A run whose"
                                + " main throws or that exits with another code than 0 has failed:"
                                + " one line on standard error.",
                        "", "A run finds the JVM as the first one did: classes of its own, and as"
                                + " they were before, system properties, System.in, out and err,"
                                + " default locale and time zone. Threads that are no daemons are"
                                + " waited for, as java does; a run that leaves others, or calls"
                                + " System.exit, costs a new process. Shutdown hooks run when the"
                                + " process ends, log configuration and what native code holds stay"
                                + " as they are: --fresh gives each run a JVM of its own.%n")
                .footer("", "Exit code: 0 if all is well, 1 if runs failed, 2 if the call, the"
                        + " program or the input is of no use, 130 after Ctrl-C, 141 if nobody"
                        + " reads the output any more.",
                        "", "Example: ls *.java | procesy run --class-path google-java-format.jar"
                                + " -- --dry-run");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .paramLabel("ARGUMENT")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("Arguments that each run begins with, before those of its line; behind"
                        + " -- if one of them begins with a hyphen.")
                .build());
        spec.addOption(ItemOptions.option(ItemOptions.CLASS_PATH, "PATH", String.class,
                "The jars and folders of the program, separated as in java -cp."));
        spec.addOption(ItemOptions.option(MAIN, "CLASS", String.class,
                "The class whose main is run; by default the Main-Class of the jar that comes first"
                        + " in the class path."));
        spec.addOption(ItemOptions.flag(FRESH, "Give each run a process of its own."));
        spec.addOption(ItemOptions.flag(REUSE_CLASSES,
                "Keep the classes of a run, and what is in their static fields, for the next in the"
                        + " same process: faster, and no isolation."));
        ItemOptions.addTo(spec, "a run",
                "Print the output of each run when it has ended; still whole.",
                "How often to repeat a run whose process crashed, was killed or ran out of memory; 0"
                        + " by default. One that threw, exited or ran over its time is not"
                        + " repeated.");
        return spec;
    }
}
