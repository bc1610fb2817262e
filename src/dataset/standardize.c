#include <math.h>
#include <string.h>

#include "dataset/fold.h"

/* Mean and deviation of @column over the rows of @mask that have a value. */
static void
measure (const ThetaMatrix *x, const guint8 *mask, gsize column, double *mean, double *deviation)
{
  double squares = 0;
  gsize count = 0;

  *mean = 0;
  for (gsize i = 0; i < x->rows; i++)
    {
      double value = theta_matrix_row (x, i)[column];

      if ((mask != NULL && !mask[i]) || isnan (value))
        continue;
      count++;
      squares += (value - *mean) * (value - *mean) * (double) (count - 1) / (double) count;
      *mean += (value - *mean) / (double) count;
    }
  *deviation = count > 0 ? sqrt (squares / (double) count) : 0;
}

static ThetaMatrix *
transform (const ThetaMatrix *x, const guint8 *train, gboolean scale, GError **error)
{
  ThetaMatrix *out = theta_matrix_new (x->rows, x->cols, error);

  for (gsize k = 0; out != NULL && k < x->cols; k++)
    {
      double mean, deviation;

      measure (x, train, k, &mean, &deviation);
      /* Equal values may leave a deviation of a few roundings. */
      if (deviation <= 1e-14 * fabs (mean))
        deviation = 0;
      for (gsize i = 0; i < x->rows; i++)
        {
          double value = theta_matrix_row (x, i)[k];

          value = isnan (value) ? mean : value;
          if (scale)
            value = deviation > 0 ? (value - mean) / deviation : 0;
          theta_matrix_row (out, i)[k] = value;
        }
    }
  return out;
}

ThetaMatrix *
theta_standardize (const ThetaMatrix *x, const guint8 *train, GError **error)
{
  return transform (x, train, TRUE, error);
}

ThetaMatrix *
theta_fill_missing (const ThetaMatrix *x, const guint8 *train, GError **error)
{
  return transform (x, train, FALSE, error);
}
