#include "learn/significance.h"

#include <math.h>

/* The continued fraction of the incomplete beta function, by Lentz's method
 * (DLMF 8.17.22). */
static double
beta_fraction (double a, double b, double x)
{
  const double tiny = 1e-300;
  double c = 1, d = 1 - (a + b) * x / (a + 1), fraction;

  d = 1 / (fabs (d) > tiny ? d : tiny);
  fraction = d;
  for (int m = 1; m < 500; m++)
    {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), factor;

      d = 1 + even * d;
      c = 1 + even / c;
      d = 1 / (fabs (d) > tiny ? d : tiny);
      c = fabs (c) > tiny ? c : tiny;
      fraction *= d * c;
      d = 1 + odd * d;
      c = 1 + odd / c;
      d = 1 / (fabs (d) > tiny ? d : tiny);
      c = fabs (c) > tiny ? c : tiny;
      factor = d * c;
      fraction *= factor;
      if (fabs (factor - 1) < 1e-15)
        break;
    }
  return fraction;
}

/* I_x(a, b), regularized. */
static double
incomplete_beta (double a, double b, double x)
{
  double front;

  if (x <= 0 || x >= 1)
    return x <= 0 ? 0 : 1;
  front = exp (lgamma (a + b) - lgamma (a) - lgamma (b) + a * log (x) + b * log1p (-x));
  if (x < (a + 1) / (a + b + 2))
    return front * beta_fraction (a, b, x) / a;
  return 1 - front * beta_fraction (b, a, 1 - x) / b;
}

double
theta_student_p (double t, double degrees)
{
  if (isnan (t))
    return NAN;
  if (isinf (t))
    return 0;
  return incomplete_beta (degrees / 2, 0.5, degrees / (degrees + t * t));
}

void
theta_significance_compute (ThetaSignificance *self, const double *differences, guint folds,
                            double test_to_train)
{
  double mean = 0, variance = 0;

  *self = (ThetaSignificance) { NAN, NAN, folds > 0 ? folds - 1 : 0 };
  if (folds < 2)
    return;
  for (guint k = 0; k < folds; k++)
    mean += differences[k] / folds;
  for (guint k = 0; k < folds; k++)
    variance += (differences[k] - mean) * (differences[k] - mean) / (folds - 1);
  /* Rounding of equal differences is no spread. */
  if (variance <= 1e-30 * mean * mean || variance == 0)
    self->t = mean == 0 ? 0 : copysign (INFINITY, mean);
  else
    self->t = mean / sqrt ((1.0 / folds + test_to_train) * variance);
  self->p = self->t == 0 ? 1 : theta_student_p (self->t, self->degrees);
}

void
theta_tally_add (ThetaTally *self, double rate, double other, double even)
{
  if (fabs (rate - other) < even)
    self->ties++;
  else if (rate > other)
    self->wins++;
  else
    self->losses++;
}
