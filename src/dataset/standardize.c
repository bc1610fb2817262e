#include <math.h>

#include "dataset/fold.h"
#include "dataset/moments-private.h"

/* The rows are walked one after another, all columns at once: a data set of
 * images does not fit the cache column by column. */
ThetaMoments *
theta_moments_new (const ThetaMatrix *x, const guint8 *mask)
{
  ThetaMoments *self = g_new0 (ThetaMoments, 1);
  g_autofree guint *count = g_new0 (guint, x->cols);

  self->mean = g_new0 (double, x->cols);
  self->deviation = g_new0 (double, x->cols);
  for (gsize i = 0; i < x->rows; i++)
    {
      const double *row = theta_matrix_row (x, i);

      for (gsize k = 0; k < x->cols && (mask == NULL || mask[i]); k++)
        {
          double difference = row[k] - self->mean[k];

          if (isnan (row[k]))
            continue;
          count[k]++;
          self->deviation[k] += difference * difference * (count[k] - 1.0) / count[k];
          self->mean[k] += difference / count[k];
        }
    }
  for (gsize k = 0; k < x->cols; k++)
    {
      double deviation = count[k] > 0 ? sqrt (self->deviation[k] / count[k]) : 0;

      /* Equal values may leave a deviation of a few roundings. */
      self->deviation[k] = deviation <= 1e-14 * fabs (self->mean[k]) ? 0 : deviation;
    }
  return self;
}

void
theta_moments_free (ThetaMoments *self)
{
  if (self == NULL)
    return;
  g_free (self->mean);
  g_free (self->deviation);
  g_free (self);
}

static ThetaMatrix *
transform (const ThetaMatrix *x, const guint8 *train, gboolean scale, GError **error)
{
  ThetaMatrix *out = theta_matrix_new (x->rows, x->cols, error);
  g_autoptr (ThetaMoments) moments = NULL;

  if (out == NULL)
    return NULL;
  moments = theta_moments_new (x, train);
  for (gsize i = 0; i < x->rows; i++)
    {
      const double *from = theta_matrix_row (x, i);
      double *to = theta_matrix_row (out, i);

      for (gsize k = 0; k < x->cols; k++)
        {
          double value = isnan (from[k]) ? moments->mean[k] : from[k];

          if (scale)
            value = moments->deviation[k] > 0
                        ? (value - moments->mean[k]) / moments->deviation[k]
                        : 0;
          to[k] = value;
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
