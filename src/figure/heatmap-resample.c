/* From bins to device pixels. */
#include "figure/heatmap.h"

#include <math.h>
#include <string.h>

static guint32
color_of (const ThetaHeatmap *self, double value)
{
  double range = self->max - self->min;

  if (self->log && range > 0)
    return theta_colormap_argb (self->map, value > 0 ? log (value / self->min)
                                                           / log (self->max / self->min)
                                                     : NAN);
  /* All entries equal: the middle of the map, not one of its ends. */
  if (!(range > 0))
    return theta_colormap_argb (self->map, isnan (value) ? NAN : 0.5);
  return theta_colormap_argb (self->map, (value - self->min) / range);
}

static void
resample_nearest (const ThetaHeatmap *self, guint side, guchar *pixels, gsize stride)
{
  g_autofree guint32 *row_colors = g_new (guint32, self->bins);
  guint previous = G_MAXUINT;

  for (guint y = 0; y < side; y++)
    {
      guint32 *out = (guint32 *) (pixels + y * stride);
      guint row = (guint) ((y + 0.5) * self->bins / side);

      if (row == previous)
        {
          memcpy (out, pixels + (y - 1) * stride, (gsize) side * sizeof *out);
          continue;
        }
      for (guint j = 0; j < self->bins; j++)
        row_colors[j] = color_of (self, self->values[(gsize) row * self->bins + j]);
      for (guint x = 0; x < side; x++)
        out[x] = row_colors[(guint) ((x + 0.5) * self->bins / side)];
      previous = row;
    }
}

/* The part of bin @k that lies between @low and @high. */
static double
coverage (guint k, double low, double high)
{
  return fmax (0, fmin (k + 1.0, high) - fmax (k, low));
}

/* Rows from @low to @high summed into @sums, their weights into @weights. */
static void
sum_rows (const ThetaHeatmap *self, double low, double high, double *sums, double *weights)
{
  memset (sums, 0, self->bins * sizeof *sums);
  memset (weights, 0, self->bins * sizeof *weights);
  for (guint i = (guint) low; i < self->bins && i < high; i++)
    {
      const float *values = self->values + (gsize) i * self->bins;
      double part = coverage (i, low, high);

      for (guint j = 0; j < self->bins; j++)
        if (isfinite (values[j]))
          {
            sums[j] += part * values[j];
            weights[j] += part;
          }
    }
}

static void
resample_mean (const ThetaHeatmap *self, guint side, guchar *pixels, gsize stride)
{
  g_autofree double *sums = g_new (double, self->bins), *weights = g_new (double, self->bins);
  double step = (double) self->bins / side;

  for (guint y = 0; y < side; y++)
    {
      guint32 *out = (guint32 *) (pixels + y * stride);

      sum_rows (self, y * step, (y + 1) * step, sums, weights);
      for (guint x = 0; x < side; x++)
        {
          double low = x * step, high = (x + 1) * step, sum = 0, weight = 0;

          for (guint j = (guint) low; j < self->bins && j < high; j++)
            {
              double part = coverage (j, low, high);

              sum += part * sums[j];
              weight += part * weights[j];
            }
          out[x] = color_of (self, weight > 0 ? sum / weight : NAN);
        }
    }
}

void
theta_heatmap_resample (const ThetaHeatmap *self, guint side, guchar *pixels, gsize stride)
{
  if (side == 0 || self->bins == 0 || self->values == NULL)
    return;
  if (side >= self->bins)
    resample_nearest (self, side, pixels, stride);
  else
    resample_mean (self, side, pixels, stride);
}

/* Signs mix where the rarer one has at least this share of the entries and its largest at
 * least this share of the size: a few entries beside zero do not halve the scale. */
#define MIXED_COUNT 0.01
#define MIXED_SIZE 0.05

void
theta_heatmap_range (const float *values, gsize count, double *min, double *max, ThetaColormap *map)
{
  float least = INFINITY, most = -INFINITY;
  double low, high;
  gsize known = 0, below = 0;

  /* Comparisons leave NaN out; fmin() and fmax() are calls, several milliseconds of them. */
  for (gsize i = 0; i < count; i++)
    {
      gboolean finite = values[i] > -INFINITY && values[i] < INFINITY;

      known += finite;
      below += finite && values[i] < 0;
      least = finite && values[i] < least ? values[i] : least;
      most = finite && values[i] > most ? values[i] : most;
    }
  low = least;
  high = most;
  *map = theta_colormap_sequential ();
  if (low > high)
    low = 0, high = 1;
  if (low < 0 && high > 0 && fmin (-low, high) >= MIXED_SIZE * fmax (-low, high)
      && (double) MIN (below, known - below) >= MIXED_COUNT * (double) known)
    {
      high = fmax (-low, high);
      low = -high;
      *map = theta_colormap_diverging ();
    }
  *min = low;
  *max = high;
}

void
theta_heatmap_join (double *min, double *max, ThetaColormap *map, double other_min,
                    double other_max, ThetaColormap other)
{
  *min = fmin (*min, other_min);
  *max = fmax (*max, other_max);
  if (*map != theta_colormap_diverging () && other != theta_colormap_diverging ())
    return;
  *map = theta_colormap_diverging ();
  *max = fmax (-*min, *max);
  *min = -*max;
}
