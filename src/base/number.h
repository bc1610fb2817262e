/* Numbers as text.  Files always use the C locale; what a person reads has a
 * true minus and powers of ten. All returned strings are newly allocated. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads the whole of @text (spaces around it allowed) as a decimal number in
 * the C locale.  "nan", "inf" and their signs are read too: whoever calls
 * decides.  FALSE, *@value untouched, for anything else, hexadecimal included. */
gboolean theta_number_parse (const char *text, double *value);

/* The shortest decimal text that reads back as the same double. "nan" for a NaN. */
char *theta_number_to_string (double value);

/* @decimals digits after the point, true minus (U+2212), "–" for a NaN. */
char *theta_number_format_fixed (double value, int decimals);

/* "96.5 ± 2.1" (both times @factor); without a deviation (NaN) the mean alone. */
char *theta_number_format_deviation (double mean, double deviation, double factor, int decimals);

/* @significant digits; outside 1e-3 … 1e4 as "1.3 × 10⁻⁶" with true superscripts. */
char *theta_number_format (double value, int significant);

/* Rounds @n parts of a whole to units of 1 / @units that add up to @units again: each
 * down, what is missing to the largest remainders.  Parts are not negative; where they
 * add up to nothing all are 0. */
void theta_number_round_parts (const double *parts, guint n, guint units, guint *rounded);

/* "812 MB" (powers of 1000). */
char *theta_number_format_bytes (guint64 bytes);

/* "40 ms", "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". */
char *theta_number_format_seconds (double seconds);

G_END_DECLS
