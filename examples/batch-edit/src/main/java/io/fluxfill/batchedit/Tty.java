package io.fluxfill.batchedit;

import java.io.Console;

/** Whether somebody sits before this process. */
final class Tty {
    private Tty() {}

    /** Whether both input and output are a terminal. */
    // From JDK 22 on there is a console without a terminal as well, and a method that this release does not have.
    @SuppressWarnings("SystemConsoleNull")
    static boolean attached() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
