package io.fluxfill.batchedit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Before and after, one over the other, with a slider between them. */
final class Wipe {
    /**
     * Data URIs of the same frame.
     *
     * @param before null if it is not here
     * @param after null if there is none
     * @param mask what was repainted, tinted
     */
    record Layers(
            Thumbnails.@Nullable Thumbnail before,
            Thumbnails.@Nullable Thumbnail after,
            @Nullable String mask) {}

    /** To a file beside the page. */
    record Link(String text, String file) {}

    private Wipe() {}

    /**
     * The markup.
     *
     * @param subject whose pictures they are, for who cannot see them
     */
    static String html(Layers layers, String subject, List<Link> links) {
        Thumbnails.Thumbnail frame = layers.before() == null ? layers.after() : layers.before();
        if (frame == null) {
            return "<p class=\"none\">no picture</p>\n";
        }
        boolean both = layers.before() != null && layers.after() != null;
        StringBuilder html = new StringBuilder("<div class=\"view\">\n<div class=\"wipe" + (both ? "" : " still")
                + "\" style=\"--w:" + frame.width() + ";--h:" + frame.height() + "\">");
        layer(html, "after", layers.after(), subject);
        layer(html, "before", layers.before(), subject);
        if (layers.mask() != null) {
            html.append("<img class=\"mask\" alt=\"what was to be repainted\" src=\"")
                    .append(layers.mask())
                    .append("\">");
        }
        if (layers.before() != null) {
            html.append("<span class=\"tag left\" aria-hidden=\"true\">before</span>");
        }
        html.append("<span class=\"tag right\" aria-hidden=\"true\">")
                .append(layers.after() == null ? "no picture" : "after")
                .append("</span>");
        if (both) {
            html.append("<span class=\"line\" aria-hidden=\"true\"></span><input type=\"range\" min=\"0\" max=\"100\""
                            + " value=\"50\" aria-label=\"How much of before is shown, ")
                    .append(Html.escape(subject))
                    .append("\" aria-valuetext=\"50 percent before\">");
        }
        html.append("</div>\n");
        tools(html, layers, links);
        return html.append("</div>\n").toString();
    }

    private static void layer(StringBuilder html, String type, Thumbnails.@Nullable Thumbnail picture, String subject) {
        if (picture != null) {
            html.append("<img class=\"")
                    .append(type)
                    .append("\" alt=\"")
                    .append(type)
                    .append(", ")
                    .append(Html.escape(subject))
                    .append("\" src=\"")
                    .append(picture.dataUri())
                    .append("\">");
        }
    }

    private static void tools(StringBuilder html, Layers layers, List<Link> links) {
        html.append("<div class=\"tools\">");
        if (layers.mask() != null) {
            html.append("<label><input type=\"checkbox\" class=\"show-mask\"> show the mask</label>");
        }
        for (Link link : links) {
            html.append("<a href=\"")
                    .append(Html.escape(link.file()))
                    .append("\">")
                    .append(Html.escape(link.text()))
                    .append("</a>");
        }
        html.append("</div>\n");
    }
}
