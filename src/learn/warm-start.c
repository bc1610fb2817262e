#include "learn/warm-start.h"

#include <string.h>

/* Farther than this many steps ahead a straight line is no guess. */
#define FARTHEST 2

void
theta_warm_start_clear (ThetaWarmStart *self)
{
  g_free (self->x);
  g_free (self->before);
  g_free (self->a);
  g_free (self->a_before);
  *self = (ThetaWarmStart) { 0 };
}

void
theta_warm_start_forget (ThetaWarmStart *self)
{
  if (self->x != NULL)
    memset (self->x, 0, self->count * sizeof *self->x);
  self->known = 0;
}

/* How many of the steps from a_before to a the weights @next are ahead of a; none where
 * they turn back. */
static double
steps_ahead (const ThetaWarmStart *self, const double *next)
{
  double along = 0, square = 0;

  for (guint l = 0; l < self->layers; l++)
    {
      double step = self->a[l] - self->a_before[l];

      along += step * (next[l] - self->a[l]);
      square += step * step;
    }
  return square > 0 ? CLAMP (along / square, 0, FARTHEST) : 0;
}

double *
theta_warm_start_begin (ThetaWarmStart *self, gboolean same, gsize count, guint layers,
                        const double *a)
{
  if (!same || self->count != count || self->layers != layers)
    {
      theta_warm_start_clear (self);
      self->count = count;
      self->layers = layers;
      self->x = g_new0 (double, MAX (count, 1));
      self->before = g_new0 (double, MAX (count, 1));
      self->a = g_new0 (double, layers);
      self->a_before = g_new0 (double, layers);
    }
  else if (self->known > 0)
    {
      double ahead = self->known > 1 ? steps_ahead (self, a) : 0;

      for (gsize k = 0; k < count; k++)
        {
          double last = self->x[k];

          self->x[k] += ahead * (last - self->before[k]);
          self->before[k] = last;
        }
    }
  memcpy (self->a_before, self->a, layers * sizeof *a);
  memcpy (self->a, a, layers * sizeof *a);
  self->known = MIN (self->known + 1, 2);
  return self->x;
}
