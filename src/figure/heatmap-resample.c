/* From bins to device pixels. */
#include "figure/heatmap.h"

#include <float.h>
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

/* The bins that one pixel covers, and how much of the first and of the last; all between
 * lie in it wholly. */
typedef struct
{
  guint first, last;
  float head, tail;
} Span;

static Span *
make_spans (guint bins, guint side)
{
  Span *spans = g_new (Span, side);
  double step = (double) bins / side;

  for (guint x = 0; x < side; x++)
    {
      double low = x * step, high = (x + 1) * step;
      guint first = MIN ((guint) low, bins - 1), last = MIN ((guint) ceil (high) - 1, bins - 1);

      last = MAX (first, last);
      spans[x] = (Span){ .first = first,
                         .last = last,
                         .head = (float) (MIN (first + 1.0, high) - low),
                         .tail = (float) (MIN (last + 1.0, high) - last) };
    }
  return spans;
}

static float
part_of (const Span *span, guint k)
{
  return k == span->first ? span->head : k == span->last ? span->tail : 1;
}

/* The rows of @span summed into @sums, their weights into @weights; without NaN, and
 * without a branch, so that several columns go at once. */
static void
sum_rows (const ThetaHeatmap *self, const Span *span, float *restrict sums,
          float *restrict weights)
{
  guint bins = self->bins;

  memset (sums, 0, bins * sizeof *sums);
  memset (weights, 0, bins * sizeof *weights);
  for (guint i = span->first; i <= span->last; i++)
    {
      const float *restrict values = self->values + (gsize) i * bins;
      float part = part_of (span, i);

      for (guint j = 0; j < bins; j++)
        {
          float value = values[j];
          int known = (value >= -FLT_MAX) & (value <= FLT_MAX);

          sums[j] += known ? part * value : 0;
          weights[j] += known ? part : 0;
        }
    }
}

static void
resample_mean (const ThetaHeatmap *self, guint side, guchar *pixels, gsize stride)
{
  g_autofree float *sums = g_new (float, self->bins), *weights = g_new (float, self->bins);
  g_autofree Span *spans = make_spans (self->bins, side);

  for (guint y = 0; y < side; y++)
    {
      guint32 *out = (guint32 *) (pixels + y * stride);

      sum_rows (self, spans + y, sums, weights);
      for (guint x = 0; x < side; x++)
        {
          float sum = 0, weight = 0;

          for (guint j = spans[x].first; j <= spans[x].last; j++)
            {
              float part = part_of (spans + x, j);

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

#define LANES 8

typedef struct
{
  float least[LANES], most[LANES];
  guint known[LANES], below[LANES]; /* finite entries, and those of them below 0 */
} Lanes;

/* Comparisons leave NaN out; lanes let several entries go at once. */
static void
look_at (Lanes *lanes, const float *values)
{
  for (guint k = 0; k < LANES; k++)
    {
      float value = values[k];
      int finite = (value >= -FLT_MAX) & (value <= FLT_MAX);

      lanes->known[k] += (guint) finite;
      lanes->below[k] += (guint) (finite & (value < 0));
      lanes->least[k] = finite & (value < lanes->least[k]) ? value : lanes->least[k];
      lanes->most[k] = finite & (value > lanes->most[k]) ? value : lanes->most[k];
    }
}

void
theta_heatmap_range (const float *values, gsize count, double *min, double *max, ThetaColormap *map)
{
  float rest[LANES], least = INFINITY, most = -INFINITY;
  double low, high;
  gsize known = 0, below = 0, whole = count - count % LANES;
  Lanes lanes = { 0 };

  for (guint k = 0; k < LANES; k++)
    {
      lanes.least[k] = INFINITY;
      lanes.most[k] = -INFINITY;
      rest[k] = whole + k < count ? values[whole + k] : NAN;
    }
  for (gsize i = 0; i < whole; i += LANES)
    look_at (&lanes, values + i);
  look_at (&lanes, rest);
  for (guint k = 0; k < LANES; k++)
    {
      least = lanes.least[k] < least ? lanes.least[k] : least;
      most = lanes.most[k] > most ? lanes.most[k] : most;
      known += lanes.known[k];
      below += lanes.below[k];
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
theta_heatmap_about_zero (double *min, double *max, ThetaColormap *map)
{
  *map = theta_colormap_diverging ();
  *max = fmax (fabs (*min), fabs (*max));
  *min = -*max;
}

void
theta_heatmap_join (double *min, double *max, ThetaColormap *map, double other_min,
                    double other_max, ThetaColormap other)
{
  *min = fmin (*min, other_min);
  *max = fmax (*max, other_max);
  if (*map != theta_colormap_diverging () && other != theta_colormap_diverging ())
    *map = other;
  else
    theta_heatmap_about_zero (min, max, map);
}
