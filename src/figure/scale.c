#include "figure/scale.h"

#include <math.h>

/* Intervals that a widened axis is rounded for. */
#define INTERVALS 4

/* The smallest 1, 2 or 5 times a power of ten that is not below @size. */
static double
round_step (double size)
{
  double power = pow (10, floor (log10 (size)));
  static const double steps[] = { 1, 2, 5 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power >= size * (1 - 1e-9))
      return steps[i] * power;
  return 10 * power;
}

static void
init_linear (ThetaScale *self, double min, double max, gboolean nice)
{
  double step;

  if (!isfinite (min) || !isfinite (max))
    min = 0, max = 1;
  if (min > max)
    {
      double swap = min;

      min = max;
      max = swap;
    }
  /* A range that rounding alone could make is no range. */
  if (max - min <= 1e-12 * fmax (fabs (min), fabs (max)) || max == min)
    {
      double room = min == 0 && max == 0 ? 0.5 : 0.05 * fmax (fabs (min), fabs (max));

      min -= room;
      max += room;
    }
  if (nice)
    {
      step = round_step ((max - min) / INTERVALS);
      min = floor (min / step + 1e-9) * step;
      max = ceil (max / step - 1e-9) * step;
    }
  self->min = min;
  self->max = max;
}

static void
init_log (ThetaScale *self, double min, double max, gboolean nice)
{
  if (!isfinite (max) || max <= 0)
    min = 0.1, max = 1;
  if (!isfinite (min) || min <= 0)
    min = max * 1e-6;
  if (min > max)
    {
      double swap = min;

      min = max;
      max = swap;
    }
  if (nice)
    {
      min = pow (10, floor (log10 (min) + 1e-9));
      max = pow (10, ceil (log10 (max) - 1e-9));
    }
  if (max <= min * (1 + 1e-9))
    {
      min /= 10;
      max *= 10;
    }
  self->min = min;
  self->max = max;
}

void
theta_scale_init (ThetaScale *self, double min, double max, gboolean log, gboolean nice)
{
  self->log = log;
  if (log)
    init_log (self, min, max, nice);
  else
    init_linear (self, min, max, nice);
}

double
theta_scale_map (const ThetaScale *self, double value)
{
  if (!self->log)
    return (value - self->min) / (self->max - self->min);
  if (!(value > 0))
    return NAN;
  return log (value / self->min) / log (self->max / self->min);
}

static double *
linear_ticks (const ThetaScale *self, guint most, guint *n, int *decimals)
{
  double step = round_step ((self->max - self->min) / MAX (most, 1)), first, last;
  double *ticks;

  /* Ends that fall on ticks make one more than there are steps. */
  for (;;)
    {
      first = ceil (self->min / step - 1e-9);
      last = floor (self->max / step + 1e-9);
      if (last - first + 1 <= most)
        break;
      step = round_step (step * 1.5);
    }
  *n = last < first ? 0 : (guint) (last - first + 1);
  ticks = g_new (double, MAX (*n, 1));
  for (guint i = 0; i < *n; i++)
    ticks[i] = (first + i) * step;
  *decimals = CLAMP (-(int) floor (log10 (step) + 1e-9), 0, 15);
  return ticks;
}

static double *
log_ticks (const ThetaScale *self, guint most, guint *n)
{
  int first = (int) ceil (log10 (self->min) - 1e-9), last = (int) floor (log10 (self->max) + 1e-9);
  int stride = 1;
  g_autoptr (GArray) ticks = g_array_new (FALSE, FALSE, sizeof (double));

  if (last - first < 2 && most >= 4)
    {
      static const double steps[] = { 1, 2, 5 };

      for (int k = first - 1; k <= last; k++)
        for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
          {
            double value = steps[i] * pow (10, k);

            if (value >= self->min * (1 - 1e-9) && value <= self->max * (1 + 1e-9))
              g_array_append_val (ticks, value);
          }
      if (ticks->len <= most && ticks->len > 0)
        {
          *n = ticks->len;
          return (double *) g_array_free (g_steal_pointer (&ticks), FALSE);
        }
      g_array_set_size (ticks, 0);
    }
  while (last >= first && (guint) ((last - first) / stride + 1) > most)
    stride++;
  for (int k = first; k <= last; k += stride)
    {
      double value = pow (10, k);

      g_array_append_val (ticks, value);
    }
  *n = ticks->len;
  return (double *) g_array_free (g_steal_pointer (&ticks), FALSE);
}

double *
theta_scale_ticks (const ThetaScale *self, guint most, guint *n, int *decimals)
{
  int unused;

  if (decimals == NULL)
    decimals = &unused;
  *decimals = 0;
  if (most == 0)
    {
      *n = 0;
      return g_new (double, 1);
    }
  return self->log ? log_ticks (self, most, n) : linear_ticks (self, most, n, decimals);
}
