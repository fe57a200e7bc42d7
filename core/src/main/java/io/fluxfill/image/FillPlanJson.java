package io.fluxfill.image;

import io.fluxfill.transport.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans as JSON: what is at its default is left out. */
final class FillPlanJson {
    private static final int VERSION = 1;
    /** Far more than any plan takes. */
    private static final int LONGEST = 16 << 10;

    private FillPlanJson() {}

    static String write(FillPlan plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        Upright upright = plan.upright();
        put(json, "background", String.format(Locale.ROOT, "#%06x", upright.background()), "#ffffff");
        put(json, "profile", word(upright.profile()), word(Upright.Profile.KEEP));
        put(json, "max_megapixels", upright.maxMegapixels(), Upright.create().maxMegapixels());
        AlphaSense sense = plan.maskFromAlpha();
        if (sense != null) {
            json.put("mask_from_alpha", word(sense));
        }
        put(json, "invert_mask", plan.isInvertingMask(), false);
        put(json, "fill_holes", plan.isFillingHoles(), false);
        put(json, "grow_mask", plan.growMask(), 0);
        put(json, "feather_mask", plan.featherMask(), 0);
        Outpaint outpaint = plan.outpaint();
        if (outpaint != null) {
            json.put("outpaint", write(outpaint));
        }
        CropAndStitch crop = plan.crop();
        if (crop != null) {
            json.put("crop", write(crop));
        }
        Map<String, Object> composite = new LinkedHashMap<>();
        composite.put("feather", plan.composite().feather());
        composite.put("match_colour", plan.composite().isMatchingColour());
        json.put("composite", composite);
        return new String(JsonCodec.encode(json), StandardCharsets.UTF_8);
    }

    private static void put(Map<String, Object> json, String name, Object value, Object usual) {
        if (!value.equals(usual)) {
            json.put(name, value);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> write(Outpaint outpaint) {
        Map<String, Object> json = new LinkedHashMap<>();
        Outpaint.Growth growth = outpaint.growth();
        if (growth instanceof Outpaint.Growth.Sides sides) {
            json.put("sides", List.of(sides.left(), sides.top(), sides.right(), sides.bottom()));
        } else if (growth instanceof Outpaint.Growth.Ratio ratio) {
            json.put("aspect_ratio", List.of(ratio.width(), ratio.height()));
        } else if (growth instanceof Outpaint.Growth.Zoom zoom) {
            json.put("zoom_out", zoom.factor());
        }
        json.put("anchor", List.of(outpaint.horizontalAnchor(), outpaint.verticalAnchor()));
        json.put("overlap", outpaint.overlap());
        return json;
    }

    private static Map<String, Object> write(CropAndStitch crop) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("context", crop.context());
        json.put("least_context", crop.leastContext());
        json.put("megapixels", List.of(crop.leastMegapixels(), crop.mostMegapixels()));
        return json;
    }

    static FillPlan read(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("No fill plan: it has " + text.length() + " characters.");
        }
        Map<String, @Nullable Object> document;
        try {
            document = JsonCodec.document().decode(text.getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("No fill plan: it is no JSON object.", e);
        }
        StrictObject json = new StrictObject("a fill plan", document);
        int version = json.whole("version", 0);
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "A fill plan of version " + version + ", and this library reads version " + VERSION + ".");
        }
        FillPlan.Builder plan = FillPlan.builder()
                .upright(upright(json))
                .maskFromAlpha(json.word("mask_from_alpha", AlphaSense.class, null))
                .invertMask(json.flag("invert_mask", false))
                .fillHoles(json.flag("fill_holes", false))
                .growMask(json.whole("grow_mask", 0))
                .featherMask(json.whole("feather_mask", 0))
                .outpaint(outpaint(json.object("outpaint")))
                .crop(crop(json.object("crop")))
                .composite(composite(json.object("composite")));
        json.end();
        return plan.build();
    }

    private static Upright upright(StrictObject json) {
        Upright.Builder upright = Upright.builder()
                .background(rgb(json.text("background", "#ffffff")))
                .maxMegapixels(json.whole("max_megapixels", Upright.create().maxMegapixels()));
        Upright.Profile profile = json.word("profile", Upright.Profile.class, Upright.Profile.KEEP);
        return upright.profile(profile == null ? Upright.Profile.KEEP : profile).build();
    }

    private static int rgb(String colour) {
        if (!colour.matches("#[0-9A-Fa-f]{6}")) {
            throw new IllegalArgumentException("No fill plan: its background is no colour as #ffffff is one.");
        }
        return Integer.parseInt(colour.substring(1), 16);
    }

    private static @Nullable Outpaint outpaint(@Nullable StrictObject json) {
        if (json == null) {
            return null;
        }
        int[] sides = json.wholes("sides", 4);
        int[] ratio = json.wholes("aspect_ratio", 2);
        double zoom = json.number("zoom_out", 0);
        double[] anchor = json.numbers("anchor", 2);
        Outpaint outpaint;
        if (sides.length > 0) {
            outpaint = Outpaint.by(sides[0], sides[1], sides[2], sides[3]);
        } else if (ratio.length > 0) {
            outpaint = Outpaint.toAspectRatio(ratio[0], ratio[1]);
        } else {
            outpaint = Outpaint.zoomOut(zoom);
        }
        outpaint = outpaint.overlap(json.whole("overlap", outpaint.overlap()));
        json.end();
        // Of sides an anchor is written, too, and says nothing.
        return anchor.length > 0 && sides.length == 0 ? outpaint.anchor(anchor[0], anchor[1]) : outpaint;
    }

    private static @Nullable CropAndStitch crop(@Nullable StrictObject json) {
        if (json == null) {
            return null;
        }
        CropAndStitch usual = CropAndStitch.create();
        CropAndStitch crop = usual.context(
                json.number("context", usual.context()), json.whole("least_context", usual.leastContext()));
        double[] megapixels = json.numbers("megapixels", 2);
        json.end();
        return megapixels.length > 0 ? crop.megapixels(megapixels[0], megapixels[1]) : crop;
    }

    private static CompositeBack composite(@Nullable StrictObject json) {
        if (json == null) {
            return CompositeBack.create();
        }
        CompositeBack composite = CompositeBack.create()
                .feather(json.whole("feather", CompositeBack.create().feather()))
                .matchColour(json.flag("match_colour", false));
        json.end();
        return composite;
    }
}
