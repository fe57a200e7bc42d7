/** What the client tells of itself in numbers. */
@org.jspecify.annotations.NullMarked
package io.fluxfill.metrics;
