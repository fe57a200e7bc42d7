package io.fluxfill.batchedit;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 250ms}, {@code 3s}, {@code 1m}. */
final class Times implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
        String text = value.strip();
        if (!text.matches("\\d{1,9}(ms|s|m)")) {
            throw new TypeConversionException("'" + value + "' is not a time such as 250ms, 3s or 1m");
        }
        long number = Long.parseLong(text.replaceAll("[a-z]", ""));
        if (text.endsWith("ms")) {
            return Duration.ofMillis(number);
        }
        return text.endsWith("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
    }
}
