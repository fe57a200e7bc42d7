package io.fluxfill.image;

/** Whether this Java can decode pictures: some are built without the module {@code java.desktop}. */
final class Desktop {
    static final boolean PRESENT = find();

    private Desktop() {}

    private static boolean find() {
        try {
            Class.forName("javax.imageio.ImageIO", false, Desktop.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
