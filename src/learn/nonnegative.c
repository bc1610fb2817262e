/* Least squares without negative coefficients: the active-set method of Lawson and
 * Hanson (1974, chapter 23) on the normal equations. */
#include <float.h>
#include <math.h>

#include "learn/methods-private.h"

typedef struct
{
  guint n;
  const double *m, *b;
  double *scale;  /* 1/√M_kk, 0 for a column of zeros */
  double *x, *z;
  gboolean *passive;
  guint *index;   /* of the passive variables, in order */
  guint count;
  double *factor; /* n × n */
} System;

static double
entry (const System *self, guint i, guint j)
{
  return self->m[i * self->n + j] * self->scale[i] * self->scale[j];
}

/* The passive equations by Cholesky, with the unit diagonal that scaling gives.
 * FALSE where they are dependent. */
static gboolean
solve_passive (System *self)
{
  guint n = self->n, p = self->count;
  double *r = self->factor, *z = self->z;

  for (guint i = 0; i < p; i++)
    for (guint j = 0; j <= i; j++)
      {
        double sum = entry (self, self->index[i], self->index[j]);

        for (guint k = 0; k < j; k++)
          sum -= r[i * n + k] * r[j * n + k];
        if (i == j && !(sum > 64 * DBL_EPSILON))
          return FALSE;
        r[i * n + j] = i == j ? sqrt (sum) : sum / r[j * n + j];
      }
  for (guint i = 0; i < p; i++)
    {
      z[i] = self->b[self->index[i]] * self->scale[self->index[i]];
      for (guint k = 0; k < i; k++)
        z[i] -= r[i * n + k] * z[k];
      z[i] /= r[i * n + i];
    }
  for (guint i = p; i-- > 0;)
    {
      for (guint k = i + 1; k < p; k++)
        z[i] -= r[k * n + i] * z[k];
      z[i] /= r[i * n + i];
    }
  return TRUE;
}

static void
list_passive (System *self)
{
  self->count = 0;
  for (guint k = 0; k < self->n; k++)
    if (self->passive[k])
      self->index[self->count++] = k;
}

/* b − M x of the scaled system. */
static double
residual (const System *self, guint k)
{
  double sum = self->b[k] * self->scale[k];

  for (guint j = 0; j < self->n; j++)
    sum -= entry (self, k, j) * self->x[j];
  return sum;
}

/* From x towards z until a variable meets zero; it and all that are there leave.
 * FALSE once z itself is reached. */
static gboolean
step (System *self)
{
  double length = 1;
  guint blocking = self->count;

  for (guint i = 0; i < self->count; i++)
    {
      double x = self->x[self->index[i]];

      if (self->z[i] <= 0 && (blocking == self->count || x / (x - self->z[i]) < length))
        {
          length = x > 0 ? x / (x - self->z[i]) : 0;
          blocking = i;
        }
    }
  for (guint i = 0; i < self->count; i++)
    self->x[self->index[i]] += length * (self->z[i] - self->x[self->index[i]]);
  if (blocking == self->count)
    return FALSE;
  for (guint i = 0; i < self->count; i++)
    if (i == blocking || self->x[self->index[i]] <= 0)
      {
        self->x[self->index[i]] = 0;
        self->passive[self->index[i]] = FALSE;
      }
  list_passive (self);
  return TRUE;
}

/* The variable whose growth lowers the value fastest; n where none does. */
static guint
find_entering (const System *self, const gboolean *barred, double tolerance)
{
  guint found = self->n;
  double largest = tolerance;

  for (guint k = 0; k < self->n; k++)
    {
      double now = self->passive[k] || barred[k] || self->scale[k] == 0 ? 0 : residual (self, k);

      if (now > largest)
        {
          largest = now;
          found = k;
        }
    }
  return found;
}

static void
run (System *self, gboolean *barred)
{
  double tolerance = 0;

  for (guint k = 0; k < self->n; k++)
    tolerance = fmax (tolerance, 1e-13 * fabs (self->b[k] * self->scale[k]));
  /* Each round lowers the value, so no set of variables comes twice; the bound is
   * for rounding. */
  for (guint round = 0; round < 30 * self->n; round++)
    {
      guint entering = find_entering (self, barred, tolerance);

      if (entering == self->n)
        return;
      self->passive[entering] = TRUE;
      list_passive (self);
      if (!solve_passive (self))
        {
          /* It says what the others say already. */
          self->passive[entering] = FALSE;
          barred[entering] = TRUE;
          list_passive (self);
          continue;
        }
      while (step (self))
        if (!solve_passive (self))
          break;
      for (guint k = 0; k < self->n; k++)
        barred[k] = FALSE;
      /* Rounding alone let it enter. */
      barred[entering] = !self->passive[entering];
    }
}

void
theta_nonnegative_solve (guint n, const double *m, const double *b, double *x)
{
  g_autofree double *scale = g_new0 (double, n), *z = g_new (double, n);
  g_autofree double *factor = g_new (double, (gsize) n *n);
  g_autofree gboolean *passive = g_new0 (gboolean, n), *barred = g_new0 (gboolean, n);
  g_autofree guint *index = g_new (guint, n);
  System self = { .n = n, .m = m, .b = b, .scale = scale, .x = x, .z = z, .passive = passive,
                  .index = index, .factor = factor };

  for (guint k = 0; k < n; k++)
    {
      scale[k] = m[k * n + k] > 0 ? 1 / sqrt (m[k * n + k]) : 0;
      x[k] = 0;
    }
  run (&self, barred);
  for (guint k = 0; k < n; k++)
    x[k] *= scale[k];
}
