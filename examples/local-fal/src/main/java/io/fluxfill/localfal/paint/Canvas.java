package io.fluxfill.localfal.paint;

import java.util.Arrays;

/**
 * What patches are compared by and painted with: per pixel its colour, and how busy its neighbourhood is, horizontally and
 * vertically. Busyness keeps a patch that lost its grain in averaging from matching only smooth places.
 */
final class Canvas {
    static final int CHANNELS = 5;
    static final int COLOURS = 3;

    final int width;
    final int height;
    /** Interleaved, unsigned. Bytes, because memory traffic is what patch matching waits for. */
    final byte[] samples;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.samples = new byte[width * height * CHANNELS];
    }

    static Canvas of(Picture picture, Window window, Mask hole) {
        Canvas canvas = new Canvas(window.width(), window.height());
        for (int y = 0; y < canvas.height; y++) {
            for (int x = 0; x < canvas.width; x++) {
                canvas.paint(canvas.at(x, y), picture.rgb((window.y() + y) * picture.width() + window.x() + x));
            }
        }
        Busyness.measure(canvas, hole);
        return canvas;
    }

    /** Where the samples of a pixel begin. */
    int at(int x, int y) {
        return (y * width + x) * CHANNELS;
    }

    int sample(int at) {
        return samples[at] & 0xff;
    }

    int rgb(int at) {
        return sample(at) << 16 | sample(at + 1) << 8 | sample(at + 2);
    }

    private void paint(int at, int rgb) {
        samples[at] = (byte) (rgb >> 16);
        samples[at + 1] = (byte) (rgb >> 8);
        samples[at + 2] = (byte) rgb;
    }

    /** Half the size, averaged over known pixels only, so that what is to vanish leaves no trace. */
    Canvas half(Mask hole) {
        Canvas half = new Canvas((width + 1) / 2, (height + 1) / 2);
        int[] sum = new int[CHANNELS];
        for (int y = 0; y < half.height; y++) {
            for (int x = 0; x < half.width; x++) {
                half.average(half.at(x, y), sum, add(2 * x, 2 * y, hole, sum));
            }
        }
        return half;
    }

    private int add(int left, int top, Mask hole, int[] sum) {
        Arrays.fill(sum, 0);
        int known = 0;
        for (int y = top; y < Math.min(height, top + 2); y++) {
            for (int x = left; x < Math.min(width, left + 2); x++) {
                if (!hole.isHole(x, y)) {
                    known++;
                    for (int channel = 0; channel < CHANNELS; channel++) {
                        sum[channel] += sample(at(x, y) + channel);
                    }
                }
            }
        }
        return known;
    }

    private void average(int at, int[] sum, int known) {
        for (int channel = 0; known > 0 && channel < CHANNELS; channel++) {
            samples[at + channel] = (byte) ((sum[channel] + known / 2) / known);
        }
    }
}
