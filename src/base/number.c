#include "base/number.h"

#include <math.h>
#include <string.h>

#define MINUS "\xe2\x88\x92"

gboolean
theta_number_parse (const char *text, double *value)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));
  const char *digits = copy;
  char *end = NULL;
  double number;

  if (*digits == '+' || *digits == '-')
    digits++;
  /* strtod also takes hexadecimal and "nan(...)", which no table means. */
  if (*digits == '\0' || strpbrk (copy, "xX(") != NULL)
    return FALSE;
  number = g_ascii_strtod (copy, &end);
  if (*end != '\0' || end == copy)
    return FALSE;
  *value = number;
  return TRUE;
}

/* 1e-06 is written 1e-6. */
static void
drop_zeros (char *number)
{
  char *exponent = strchr (number, 'e'), *digits;

  if (exponent == NULL)
    return;
  digits = exponent + 2; /* behind its sign */
  while (digits[0] == '0' && digits[1] != '\0')
    memmove (digits, digits + 1, strlen (digits));
}

char *
theta_number_to_string (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    return g_strdup ("nan");
  if (isinf (value))
    return g_strdup (value > 0 ? "inf" : "-inf");
  /* A whole number is written out: 10, not 1e+01. */
  if (value == floor (value) && fabs (value) < 1e15)
    return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.0f", value));
  for (int digits = 1; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  drop_zeros (buffer);
  return g_strdup (buffer);
}

/* Replaces the leading hyphen of a formatted number by a true minus. */
static char *
with_minus (const char *text)
{
  gboolean zero = strspn (text, "-0.") == strlen (text);

  if (text[0] != '-')
    return g_strdup (text);
  return zero ? g_strdup (text + 1) : g_strconcat (MINUS, text + 1, NULL);
}

char *
theta_number_format_fixed (double value, int decimals)
{
  g_autofree char *text = NULL;

  if (!isfinite (value))
    return g_strdup (isnan (value) ? "–" : value > 0 ? "∞" : MINUS "∞");
  text = g_strdup_printf ("%.*f", CLAMP (decimals, 0, 15), value);
  return with_minus (text);
}

static void
append_superscript (GString *out, int exponent)
{
  static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  g_autofree char *text = g_strdup_printf ("%d", ABS (exponent));

  if (exponent < 0)
    g_string_append (out, "⁻");
  for (const char *p = text; *p != '\0'; p++)
    g_string_append (out, digits[*p - '0']);
}

char *
theta_number_format_deviation (double mean, double deviation, double factor, int decimals)
{
  g_autofree char *first = theta_number_format_fixed (mean * factor, decimals), *second = NULL;

  if (isnan (deviation))
    return g_steal_pointer (&first);
  second = theta_number_format_fixed (deviation * factor, decimals);
  return g_strdup_printf ("%s ± %s", first, second);
}

char *
theta_number_format (double value, int significant)
{
  int digits = CLAMP (significant, 1, 15);
  double size = fabs (value), mantissa;
  int exponent;
  g_autoptr (GString) out = NULL;
  g_autofree char *text = NULL;
  char rounded[G_ASCII_DTOSTR_BUF_SIZE], format[8];

  if (value == 0 || !isfinite (value))
    return theta_number_format_fixed (value, 0);
  exponent = (int) floor (log10 (size));
  /* Rounding may carry into the next power: 9.96 with two digits is 10. */
  g_snprintf (format, sizeof format, "%%.%df", digits - 1);
  g_ascii_formatd (rounded, sizeof rounded, format, size / pow (10, exponent));
  if (g_ascii_strtod (rounded, NULL) >= 10)
    exponent++;
  if (size >= 1e-3 && size < 1e4)
    return theta_number_format_fixed (value, MAX (0, digits - 1 - exponent));
  mantissa = value / pow (10, exponent);
  out = g_string_new (NULL);
  text = theta_number_format_fixed (mantissa, digits - 1);
  g_string_append_printf (out, "%s × 10", text);
  append_superscript (out, exponent);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
theta_number_round_parts (const double *parts, guint n, guint units, guint *rounded)
{
  double sum = 0;
  guint missing = units;

  for (guint k = 0; k < n; k++)
    sum += parts[k];
  for (guint k = 0; k < n; k++)
    {
      rounded[k] = sum > 0 && isfinite (sum) ? (guint) MIN (floor (parts[k] / sum * units + 1e-9), units) : 0;
      missing -= MIN (rounded[k], missing);
    }
  while (sum > 0 && isfinite (sum) && missing-- > 0)
    {
      guint best = 0;
      double most = -1;

      for (guint k = 0; k < n; k++)
        if (parts[k] / sum * units - rounded[k] > most)
          {
            best = k;
            most = parts[k] / sum * units - rounded[k];
          }
      rounded[best]++;
    }
}

char *
theta_number_format_bytes (guint64 bytes)
{
  static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
  double size = (double) bytes;
  guint unit = 0;

  while (size >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
    {
      size /= 1000;
      unit++;
    }
  return g_strdup_printf (unit > 0 && size < 9.95 ? "%.1f %s" : "%.0f %s", size, units[unit]);
}

char *
theta_number_format_seconds (double seconds)
{
  guint64 whole = (guint64) (MAX (seconds, 0) + 0.5);

  if (seconds > 0 && seconds < 0.0995)
    return g_strdup_printf ("%.0f ms", fmax (1e3 * seconds, 1));
  if (seconds < 9.95)
    return g_strdup_printf ("%.1f s", MAX (seconds, 0));
  if (whole < 60)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " s", whole);
  if (whole < 3600)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " min %" G_GUINT64_FORMAT " s", whole / 60, whole % 60);
  return g_strdup_printf ("%" G_GUINT64_FORMAT " h %" G_GUINT64_FORMAT " min", whole / 3600,
                          whole / 60 % 60);
}
