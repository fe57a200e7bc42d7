package io.fluxfill.batchedit;

import static io.fluxfill.batchedit.Canvas.HEIGHT;
import static io.fluxfill.batchedit.Canvas.WIDTH;
import static io.fluxfill.batchedit.Canvas.cloud;
import static io.fluxfill.batchedit.Canvas.hash;
import static io.fluxfill.batchedit.Canvas.lift;
import static io.fluxfill.batchedit.Canvas.mix;
import static io.fluxfill.batchedit.Canvas.noise;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.Locale;

/** Drawn pictures with one thing in each that somebody wants to be rid of. */
enum Scene {
    SEASCAPE("open sea under a calm sky, no buoy", new Ellipse2D.Double(262, 232, 116, 170)) {
        @Override
        void paint(Canvas canvas) {
            canvas.shade(0, 220, (x, y) -> {
                double haze = cloud(x * 0.6, y * 2.2, 150, 3);
                return lift(mix(mix(0x5f8fc4, 0xf3d9b8, y / 230.0), 0xffffff, 1.7 * (haze - 0.52)), grain(x, y, 5));
            });
            canvas.shade(220, HEIGHT, (x, y) -> {
                double depth = (y - 220) / 260.0;
                double swell = cloud(x, (y - 220) * (5.5 - 3 * depth), 34 + 50 * depth, 7);
                int water = mix(0x7fb0b8, 0x0f4866, 0.25 + 0.75 * depth);
                return lift(water, 95 * (swell - 0.5) + grain(x, y, 8));
            });
            canvas.draw(g -> {
                g.setColor(new Color(0xd7412f));
                g.fill(new Ellipse2D.Double(286, 318, 68, 60));
                g.fill(polygon(300, 330, 340, 330, 331, 262, 309, 262));
                g.setColor(new Color(0xf6efe2));
                g.fill(polygon(304, 306, 336, 306, 334, 288, 306, 288));
                g.setColor(new Color(0xffd25a));
                g.fill(new Ellipse2D.Double(310, 246, 20, 20));
            });
        }
    },
    BRICK_WALL("a clean brick wall", new RoundRectangle2D.Double(128, 146, 384, 176, 60, 60)) {
        @Override
        void paint(Canvas canvas) {
            canvas.shade(0, HEIGHT, (x, y) -> {
                int course = y / 24;
                int shifted = x + (course % 2 == 0 ? 0 : 32);
                boolean joint = y % 24 < 3 || shifted % 64 < 3;
                double tone = hash(shifted / 64, course, 5);
                int brick = mix(mix(0x8e3f2c, 0xb9643f, tone), 0x6a3128, noise(x, y, 90, 9) * 0.5);
                return joint
                        ? lift(0xb3a796, grain(x, y, 26))
                        : lift(brick, 40 * (cloud(x, y, 12, 11) - 0.5) + grain(x, y, 16));
            });
            canvas.draw(g -> {
                g.rotate(-0.09, 320, 235);
                g.setFont(new Font(Font.SANS_SERIF, Font.BOLD | Font.ITALIC, 92));
                g.setColor(new Color(0x14324a));
                g.drawString("FLUX!", 176, 272);
                g.setColor(new Color(0x46d7e8));
                g.drawString("FLUX!", 170, 266);
            });
        }
    },
    MEADOW("a summer meadow with an empty sky", kite()) {
        @Override
        void paint(Canvas canvas) {
            canvas.shade(0, 300, (x, y) -> {
                double haze = cloud(x * 0.7, y * 1.6, 130, 21);
                return lift(mix(mix(0x4d8fd6, 0xcfe6f5, y / 300.0), 0xffffff, 2.2 * (haze - 0.5)), grain(x, y, 5));
            });
            canvas.shade(290, HEIGHT, (x, y) -> {
                double hill = 300 + 14 * Math.sin(x / 105.0) - 8;
                double blade = noise(x * 4, y, 14, 23);
                double patch = cloud(x, y * 1.5, 60, 25);
                int grass = mix(mix(0x7fae3d, 0x2f6b28, (y - 290) / 190.0), 0xb8c24b, 0.8 * (patch - 0.4));
                int sky = mix(0x4d8fd6, 0xcfe6f5, y / 300.0);
                return y < hill ? sky : lift(grass, 60 * (blade - 0.5) + grain(x, y, 14));
            });
            canvas.draw(g -> {
                for (int i = 0; i < 260; i++) {
                    int y = 330 + (int) (145 * hash(i, 1, 27));
                    int size = 2 + (y - 320) / 45;
                    g.setColor(new Color(hash(i, 2, 27) < 0.5 ? 0xf7f3e6 : hash(i, 3, 27) < 0.5 ? 0xf2c53d : 0xd8503f));
                    g.fill(new Ellipse2D.Double(WIDTH * hash(i, 4, 27), y, size, size));
                }
                g.setColor(new Color(0xe0452f));
                g.fill(polygon(390, 72, 440, 128, 402, 202, 360, 132));
                g.setColor(new Color(0xf7c53c));
                g.fill(polygon(390, 72, 440, 128, 360, 132));
                g.setColor(new Color(0x2b4a8b));
                g.setStroke(new BasicStroke(3));
                Path2D tail = new Path2D.Double();
                tail.moveTo(402, 202);
                tail.curveTo(430, 226, 380, 246, 410, 272);
                g.draw(tail);
            });
        }
    },
    NIGHT_SKY("a night sky full of stars, no lettering", new RoundRectangle2D.Double(170, 92, 300, 104, 40, 40)) {
        @Override
        void paint(Canvas canvas) {
            canvas.shade(0, HEIGHT, (x, y) -> {
                double milk = Math.exp(-Math.pow((y - 210 - 0.25 * (x - 320)) / 110, 2)) * cloud(x, y, 110, 31);
                int sky = mix(mix(0x060b22, 0x1f2a55, y / 480.0), 0x8f86c4, 0.75 * milk);
                double star = hash(x, y, 33);
                return star > 0.9975 ? mix(sky, 0xfff6e0, 0.45 + 0.55 * hash(x, y, 35)) : lift(sky, grain(x, y, 6));
            });
            canvas.shade(392, HEIGHT, (x, y) -> {
                double ridge = 400 + 60 * noise(x, 0, 130, 37) - 16 * noise(x, 0, 20, 39);
                return y > ridge
                        ? lift(0x05070f, grain(x, y, 5))
                        : canvas.image().getRGB(x, y) & 0xffffff;
            });
            canvas.draw(g -> {
                g.setColor(new Color(255, 255, 255, 215));
                g.fill(new RoundRectangle2D.Double(186, 108, 268, 72, 24, 24));
                g.setColor(new Color(0x1c2550));
                g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 40));
                g.drawString("SAMPLE", 232, 158);
            });
        }
    },
    BEACH("clean sand and gentle surf", new Ellipse2D.Double(378, 292, 176, 150)) {
        @Override
        void paint(Canvas canvas) {
            canvas.shade(0, HEIGHT, (x, y) -> {
                double shore = 190 + 26 * Math.sin(x / 118.0) + 18 * noise(x, 0, 46, 41);
                double foam = Math.exp(-Math.pow((y - shore) / 11, 2)) * (0.5 + 0.9 * noise(x, y, 9, 43));
                double ripple = cloud(x, y * 3.4, 52, 45);
                int sea = mix(0x1c7f94, 0x74c4bf, y / 200.0);
                int sand = mix(0xc9a877, 0xe9d3a6, Math.min(1, (y - shore) / 170));
                int ground = y < shore
                        ? lift(sea, 70 * (ripple - 0.5))
                        : lift(sand, 46 * (cloud(x, y * 2.2, 28, 47) - 0.5) + grain(x, y, 22));
                return mix(ground, 0xfdfefb, foam);
            });
            canvas.draw(g -> {
                g.rotate(-0.2, 466, 366);
                g.setColor(new Color(0, 0, 0, 60));
                g.fill(new RoundRectangle2D.Double(420, 340, 104, 72, 18, 18));
                g.setColor(new Color(0x2f6fd0));
                g.fill(new RoundRectangle2D.Double(412, 330, 104, 72, 18, 18));
                g.setColor(new Color(0xf2f4f8));
                g.fill(new RoundRectangle2D.Double(412, 330, 104, 22, 18, 18));
                g.setStroke(new BasicStroke(6));
                g.drawArc(436, 308, 56, 44, 0, 180);
            });
        }
    },
    WOOD("plain oak planks", new Ellipse2D.Double(226, 138, 196, 196)) {
        @Override
        void paint(Canvas canvas) {
            canvas.shade(0, HEIGHT, (x, y) -> {
                int plank = y / 80;
                double wave = y + 7 * noise(x, plank * 500, 130, 51);
                double fibre = cloud(x * 0.09, wave, 9, 53 + plank);
                int wood = mix(0x8a5a30, 0xcf9d63, 0.25 + 0.6 * fibre + 0.15 * hash(plank, 0, 55));
                int seam = (x + plank * 233) % 410 < 3 || y % 80 < 3 ? -70 : 0;
                return lift(wood, seam + grain(x, y, 10));
            });
            canvas.draw(g -> {
                g.setColor(new Color(0, 0, 0, 70));
                g.fill(new Ellipse2D.Double(252, 164, 156, 156));
                g.setColor(new Color(0xf5f3ee));
                g.fill(new Ellipse2D.Double(244, 154, 156, 156));
                g.setColor(new Color(0xddd8cf));
                g.fill(new Ellipse2D.Double(262, 172, 120, 120));
                g.setColor(new Color(0x4a2a17));
                g.fill(new Ellipse2D.Double(270, 180, 104, 104));
            });
        }
    };

    private final String prompt;

    @SuppressWarnings("ImmutableEnumChecker") // nobody else has it
    private final Shape hole;

    Scene(String prompt, Shape hole) {
        this.prompt = prompt;
        this.hole = hole;
    }

    abstract void paint(Canvas canvas);

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String prompt() {
        return prompt;
    }

    BufferedImage picture() {
        Canvas canvas = new Canvas();
        paint(canvas);
        return canvas.image();
    }

    BufferedImage mask() {
        BufferedImage mask = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY);
        Graphics2D graphics = mask.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fill(hole);
        graphics.dispose();
        return mask;
    }

    private static double grain(int x, int y, double strength) {
        return strength * (hash(x, y, 1) - 0.5);
    }

    private static Shape kite() {
        Path2D hole = new Path2D.Double();
        hole.moveTo(390, 52);
        hole.curveTo(470, 90, 470, 160, 436, 220);
        hole.lineTo(434, 290);
        hole.lineTo(372, 290);
        hole.curveTo(330, 200, 320, 110, 390, 52);
        hole.closePath();
        return hole;
    }

    private static Polygon polygon(int... points) {
        Polygon polygon = new Polygon();
        for (int i = 0; i < points.length; i += 2) {
            polygon.addPoint(points[i], points[i + 1]);
        }
        return polygon;
    }
}
