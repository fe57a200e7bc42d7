package io.fluxfill.playground;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;

/** Drawn pictures with one thing in each that somebody wants to be rid of. */
enum Sample {
    POSTCARD("A postcard with a caption") {
        @Override
        int ground(int x, int y) {
            double haze = Texture.cloud(x * 0.6, y * 2.0, 180, 3);
            if (y < 300) {
                return Texture.mix(Texture.mix(0x5f8fc4, 0xf6dcbb, y / 310.0), 0xffffff, 1.6 * (haze - 0.52));
            }
            double depth = (y - 300) / 300.0;
            double swell = Texture.cloud(x, (y - 300) * (5.5 - 3 * depth), 40 + 60 * depth, 7);
            return Texture.lift(Texture.mix(0x7fb0b8, 0x0f4866, 0.2 + 0.8 * depth), 90 * (swell - 0.5));
        }

        @Override
        void things(Graphics2D g) {
            letter(g, "Greetings from the coast", 120, 0x14324a, 0xfff7e8);
        }
    },
    MEADOW("A kite over a meadow") {
        @Override
        int ground(int x, int y) {
            double hill = 366 + 16 * Math.sin(x / 125.0);
            if (y < hill) {
                double haze = Texture.cloud(x * 0.7, y * 1.6, 150, 21);
                return Texture.mix(Texture.mix(0x4d8fd6, 0xcfe6f5, y / 366.0), 0xffffff, 2.2 * (haze - 0.5));
            }
            double patch = Texture.cloud(x, y * 1.5, 70, 25);
            double blade = Texture.noise(x * 4, y, 14, 23);
            int grass = Texture.mix(Texture.mix(0x7fae3d, 0x2f6b28, (y - 366) / 234.0), 0xb8c24b, 0.8 * (patch - 0.4));
            return Texture.lift(grass, 60 * (blade - 0.5));
        }

        @Override
        void things(Graphics2D g) {
            g.setColor(new Color(0xe0452f));
            g.fill(shape(490, 90, 556, 166, 508, 260, 452, 170));
            g.setColor(new Color(0xf7c53c));
            g.fill(shape(490, 90, 556, 166, 452, 170));
        }
    },
    WALL("Lettering on a brick wall") {
        @Override
        int ground(int x, int y) {
            int course = y / 30;
            int shifted = x + (course % 2 == 0 ? 0 : 40);
            if (y % 30 < 4 || shifted % 80 < 4) {
                return Texture.lift(0xb3a796, 26 * (Texture.noise(x, y, 2, 26) - 0.5));
            }
            double tone = Texture.hash(shifted / 80, course, 5);
            int brick = Texture.mix(0x8e3f2c, 0xb9643f, tone);
            return Texture.lift(brick, 44 * (Texture.cloud(x, y, 14, 11) - 0.5));
        }

        @Override
        void things(Graphics2D g) {
            g.rotate(-0.09, 400, 290);
            letter(g, "FLUX!", 350, 0x14324a, 0x46d7e8);
        }
    },
    TABLE("A plate on a table") {
        @Override
        int ground(int x, int y) {
            int plank = y / 100;
            double wave = y + 8 * Texture.noise(x, plank * 500.0, 150, 51);
            double fibre = Texture.cloud(x * 0.09, wave, 10, 53 + plank);
            int seam = (x + plank * 283) % 510 < 3 || y % 100 < 3 ? -70 : 0;
            return Texture.lift(Texture.mix(0x8a5a30, 0xcf9d63, 0.3 + 0.65 * fibre), seam);
        }

        @Override
        void things(Graphics2D g) {
            g.setColor(new Color(0, 0, 0, 70));
            g.fill(new Ellipse2D.Double(312, 212, 196, 196));
            g.setColor(new Color(0xf5f3ee));
            g.fill(new Ellipse2D.Double(302, 200, 196, 196));
            g.setColor(new Color(0xddd8cf));
            g.fill(new Ellipse2D.Double(328, 226, 144, 144));
            g.setColor(new Color(0xb03a2e));
            g.fill(new RoundRectangle2D.Double(372, 268, 58, 54, 34, 34));
        }
    };

    static final int WIDTH = 800;
    static final int HEIGHT = 600;

    private final String title;

    Sample(String title) {
        this.title = title;
    }

    /** The colour of the picture without its thing, {@code 0xRRGGBB}. */
    abstract int ground(int x, int y);

    abstract void things(Graphics2D g);

    String title() {
        return title;
    }

    BufferedImage draw() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, Texture.lift(ground(x, y), 9 * (Texture.hash(x, y, 1) - 0.5)));
            }
        }
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        things(g);
        g.dispose();
        return image;
    }

    /** Centred, and as wide on every machine, whatever its fonts are. */
    private static void letter(Graphics2D g, String text, int baseline, int shadow, int colour) {
        Font font = new Font(Font.SANS_SERIF, Font.BOLD | Font.ITALIC, 100);
        double width = g.getFontMetrics(font).stringWidth(text);
        float size = (float) Math.min(140, 100 * (WIDTH - 160) / width);
        g.setFont(font.deriveFont(size));
        int left = (WIDTH - g.getFontMetrics().stringWidth(text)) / 2;
        int depth = Math.max(2, Math.round(size / 18));
        g.setColor(new Color(shadow));
        g.drawString(text, left + depth, baseline + depth);
        g.setColor(new Color(colour));
        g.drawString(text, left, baseline);
    }

    private static Path2D shape(double... corners) {
        Path2D path = new Path2D.Double();
        path.moveTo(corners[0], corners[1]);
        for (int i = 2; i < corners.length; i += 2) {
            path.lineTo(corners[i], corners[i + 1]);
        }
        path.closePath();
        return path;
    }
}
