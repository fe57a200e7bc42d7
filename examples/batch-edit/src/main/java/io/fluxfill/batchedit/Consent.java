package io.fluxfill.batchedit;

import java.io.Console;

/** Asks somebody who can answer. */
interface Consent {
    /** Whether there is somebody to ask. */
    boolean canAsk();

    /** Whether the answer is yes. */
    boolean ask(String question);

    /** At the terminal of this process. */
    static Consent console() {
        return new Consent() {
            @Override
            public boolean canAsk() {
                return Tty.attached();
            }

            @Override
            @SuppressWarnings("SystemConsoleNull") // a console without a terminal ends at once, which is a no
            public boolean ask(String question) {
                Console console = System.console();
                String answer = console == null ? null : console.readLine("%s [y/N] ", question);
                return answer != null && answer.strip().matches("(?i)y(es)?");
            }
        };
    }
}
