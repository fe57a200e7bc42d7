package io.fluxfill.image;

/** Whether this Java can decode pictures: some are built without the module {@code java.desktop}. */
final class Desktop {
    static final boolean PRESENT = find();

    private Desktop() {}

    /**
     * Nothing if it is there.
     *
     * @throws IllegalStateException if not
     */
    static void require() {
        if (!PRESENT) {
            throw new IllegalStateException(
                    "Decoding and encoding pictures needs the module java.desktop, which this Java lacks.");
        }
    }

    private static boolean find() {
        try {
            Class.forName("javax.imageio.ImageIO", false, Desktop.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
