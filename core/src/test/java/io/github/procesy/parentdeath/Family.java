package io.github.procesy.parentdeath;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.testing.Hostile;

/** The main class of a parent that starts a child, which starts a grandchild. */
final class Family {
    private Family() {}

    public static void main(String[] arguments) throws Exception {
        var child = builder().name("child").start(Family::child);
        System.out.println("child " + child.pid());
        if (arguments.length > 0 && arguments[0].equals("closes in a hook")) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                child.close();
                System.out.println("closed");
            }));
        }
        child.join();
    }

    /** All generations use the same folder for temporary files, so that the test can look there. */
    private static ChildProcess.Builder builder() {
        String property = "java.io.tmpdir";
        return ChildProcess.builder().systemProperty(property, System.getProperty(property));
    }

    private static void child() throws Exception {
        var grandchild = builder().name("grandchild").start(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(Hostile::hang));
            System.out.println("grandchild " + ProcessHandle.current().pid());
            Hostile.hang();
        });
        Runtime.getRuntime().addShutdownHook(new Thread(Hostile::hang));
        var command = new ProcessBuilder("sleep", "300").start();
        System.out.println("command " + command.pid());
        grandchild.join();
    }
}
