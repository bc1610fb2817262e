#include "ui/sample.h"

#include <math.h>

#include "dataset/decimals.h"
#include "figure/image.h"
#include "ui/draw.h"

/* Means are taken over at most this many values a column: what stands out does not
 * change with more. */
#define ENOUGH 1000
#define COLUMNS 400 /* looked at */
#define NAMED 2

struct _ThetaSample
{
  ThetaDataset *data;
  double most;             /* the brightest pixel */
  double *mean, *deviation; /* of the first columns; NULL for pictures */
  int *decimals;           /* of the same */
  guint columns;
};

gboolean
theta_sample_is_picture (const ThetaSample *self)
{
  return theta_image_is (self->data);
}

static gsize
row_at (const ThetaDataset *data, gsize k, gsize n)
{
  return k * data->x->rows / n;
}

static void
find_moments (ThetaSample *self)
{
  const ThetaDataset *data = self->data;
  gsize n = MIN (data->x->rows, ENOUGH);

  self->columns = (guint) MIN (data->x->cols, COLUMNS);
  self->mean = g_new0 (double, self->columns);
  self->deviation = g_new0 (double, self->columns);
  self->decimals = g_new0 (int, self->columns);
  for (guint c = 0; c < self->columns; c++)
    {
      gsize known = 0;

      self->decimals[c] = theta_column_decimals (data->x, c);
      for (gsize k = 0; k < n; k++)
        {
          double value = theta_matrix_row (data->x, row_at (data, k, n))[c];

          if (isnan (value))
            continue;
          known++;
          self->mean[c] += value;
          self->deviation[c] += value * value;
        }
      self->mean[c] /= MAX (known, 1);
      self->deviation[c] = sqrt (
          fmax (self->deviation[c] / MAX (known, 1) - self->mean[c] * self->mean[c], 0));
    }
}

ThetaSample *
theta_sample_new (ThetaDataset *data)
{
  ThetaSample *self = g_new0 (ThetaSample, 1);

  self->data = theta_dataset_ref (data);
  if (!theta_sample_is_picture (self))
    {
      find_moments (self);
      return self;
    }
  self->most = theta_image_largest (data);
  return self;
}

void
theta_sample_free (ThetaSample *self)
{
  if (self == NULL)
    return;
  theta_dataset_unref (self->data);
  g_free (self->mean);
  g_free (self->deviation);
  g_free (self->decimals);
  g_free (self);
}

void
theta_sample_draw (const ThetaSample *self, cairo_t *cr, guint row, double width, double height)
{
  theta_image_draw (cr, self->data, row, self->most, theta_draw_is_dark (), width, height);
}

/* How far off the mean, in deviations. */
static double
oddity (const ThetaSample *self, const double *values, guint c)
{
  if (self->deviation[c] == 0 || isnan (values[c]))
    return -1;
  return fabs (values[c] - self->mean[c]) / self->deviation[c];
}

char *
theta_sample_text (const ThetaSample *self, guint row)
{
  const double *values = theta_matrix_row (self->data->x, row);
  g_autoptr (GString) out = NULL;
  g_autofree guint8 *told = NULL;

  if (theta_sample_is_picture (self))
    return NULL;
  out = g_string_new (NULL);
  told = g_new0 (guint8, MAX (self->columns, 1));
  for (guint k = 0; k < MIN (NAMED, self->columns); k++)
    {
      guint best = 0;
      double most = -2;
      g_autofree char *number = NULL;

      for (guint c = 0; c < self->columns; c++)
        if (!told[c] && oddity (self, values, c) > most)
          {
            best = c;
            most = oddity (self, values, c);
          }
      told[best] = 1;
      number = theta_column_format (values[best], self->decimals[best]);
      g_string_append_printf (out, "%s%s %s", k > 0 ? " · " : "", self->data->columns[best],
                              number);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
