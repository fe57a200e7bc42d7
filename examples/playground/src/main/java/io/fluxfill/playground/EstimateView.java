package io.fluxfill.playground;

/**
 * What it is expected to cost.
 *
 * @param usd in US dollars
 * @param megapixels that are paid for, all pictures together
 */
record EstimateView(String usd, long megapixels) {}
