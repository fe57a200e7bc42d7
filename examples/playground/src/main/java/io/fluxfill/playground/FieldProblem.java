package io.fluxfill.playground;

/**
 * What is wrong with one field of a form.
 *
 * @param field its name there; empty if it is about the whole
 * @param message for people
 */
record FieldProblem(String field, String message) {}
