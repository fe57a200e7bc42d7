/**
 * The page, driven in a real Chromium.
 *
 * <p>It is driven over the browser's own DevTools protocol, with the WebSocket of the JDK: all that these tests need is a
 * tab, its pointer and its JavaScript, and a driver that brings that along is larger than all else that this build fetches.
 */
@NullMarked
package io.fluxfill.playground.browser;

import org.jspecify.annotations.NullMarked;
