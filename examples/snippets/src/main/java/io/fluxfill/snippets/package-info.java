@NullMarked
package io.fluxfill.snippets;

import org.jspecify.annotations.NullMarked;
