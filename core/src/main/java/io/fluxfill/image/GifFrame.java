package io.fluxfill.image;

import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Where a frame stands on the screen of a GIF, which may be larger. */
record GifFrame(int left, int top) {

    static GifFrame first(ImageReader reader) throws IOException {
        IIOMetadata metadata = reader.getImageMetadata(0);
        Element tree = (Element) metadata.getAsTree(metadata.getNativeMetadataFormatName());
        NodeList descriptors = tree.getElementsByTagName("ImageDescriptor");
        Element descriptor = (Element) descriptors.item(0);
        return new GifFrame(number(descriptor, "imageLeftPosition"), number(descriptor, "imageTopPosition"));
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }
}
