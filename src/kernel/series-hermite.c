#include "kernel/series-private.h"

#include <math.h>
#include <string.h>

/* Where a Gaussian of variance 1 is 2e-36. */
#define REACH 12.8

void
theta_hermite_init (ThetaHermite *self, guint count)
{
  double step = 2 * REACH / count;

  *self = (ThetaHermite){ .count = count };
  self->z = g_new (double, count);
  self->weight = g_new (double, count);
  self->before = g_new (double, count);
  self->now = g_new (double, count);
  for (guint j = 0; j < count; j++)
    {
      double z = (j + 0.5 - count / 2.0) * step;

      self->z[j] = z;
      self->weight[j] = step * exp (-z * z / 2) / sqrt (2 * G_PI);
    }
  theta_hermite_restart (self);
}

void
theta_hermite_clear (ThetaHermite *self)
{
  g_clear_pointer (&self->z, g_free);
  g_clear_pointer (&self->weight, g_free);
  g_clear_pointer (&self->before, g_free);
  g_clear_pointer (&self->now, g_free);
}

void
theta_hermite_restart (ThetaHermite *self)
{
  self->order = 0;
  for (guint j = 0; j < self->count; j++)
    {
      self->before[j] = 0;
      self->now[j] = exp (-self->z[j] * self->z[j] / 4);
    }
}

void
theta_hermite_next (ThetaHermite *self, guint columns, double *out)
{
  g_autofree double *root = g_new (double, columns + 1), *inverse = g_new (double, columns);
  double step = 2 * REACH / self->count;

  for (guint k = 0; k <= columns; k++)
    root[k] = sqrt ((double) (self->order + k));
  for (guint k = 0; k < columns; k++)
    inverse[k] = 1 / root[k + 1];
  for (guint j = 0; j < self->count; j++)
    {
      double z = self->z[j], before = self->before[j], now = self->now[j];
      double scale = step * exp (-z * z / 4) / sqrt (2 * G_PI);
      double *row = out + (gsize) j * columns;

      for (guint k = 0; k < columns; k++)
        {
          double next = (z * now - root[k] * before) * inverse[k];

          row[k] = scale * now;
          before = now;
          now = next;
        }
      self->before[j] = before;
      self->now[j] = now;
    }
  self->order += columns;
}
