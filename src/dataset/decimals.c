#include "dataset/decimals.h"

#include <math.h>

#include "base/number.h"

#define ROWS 5000   /* looked at, spread evenly */
#define DIGITS 7    /* as the file has them, up to this many before and after the point */
#define ENOUGH 5    /* digits of the largest where it has more */
#define SMALLEST 1e-3
#define LARGEST 1e7
#define SIGNIFICANT 4

/* Digits after the point, DIGITS + 1 for "more". */
static int
count_decimals (double value)
{
  double scaled = fabs (value);

  for (int d = 0; d <= DIGITS; d++, scaled *= 10)
    if (fabs (scaled - round (scaled)) <= 1e-11 * fmax (scaled, 1))
      return d;
  return DIGITS + 1;
}

int
theta_column_decimals (const ThetaMatrix *x, gsize column)
{
  gsize step = MAX (x->rows / ROWS, 1);
  double largest = 0;
  int decimals = 0, before;

  for (gsize i = 0; i < x->rows; i += step)
    {
      double value = theta_matrix_row (x, i)[column];

      if (!isfinite (value))
        continue;
      largest = fmax (largest, fabs (value));
      if (decimals <= DIGITS)
        decimals = MAX (decimals, count_decimals (value));
    }
  if (largest >= LARGEST || (largest > 0 && largest < SMALLEST))
    return -1;
  before = largest >= 10 ? (int) floor (log10 (largest)) + 1 : 1;
  return decimals + before <= DIGITS ? decimals : MAX (ENOUGH - before, 0);
}

char *
theta_column_format (double value, int decimals)
{
  return decimals < 0 ? theta_number_format (value, SIGNIFICANT)
                      : theta_number_format_fixed (value, decimals);
}
