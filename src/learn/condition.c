#include "learn/condition.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "learn/learn-private.h"

#define MOST_STEPS 16
#define PRODUCTS 6
#define ENOUGH 0.003

/* Eigenvalues below @x of the symmetric tridiagonal matrix, by the signs of its Sturm
 * sequence. */
static guint
count_below (guint k, const double *diagonal, const double *beside, double x)
{
  guint count = 0;
  double d = 1;

  for (guint i = 0; i < k; i++)
    {
      d = diagonal[i] - x - (i > 0 ? beside[i - 1] * beside[i - 1] / d : 0);
      if (d == 0)
        d = 1e-300;
      count += d < 0;
    }
  return count;
}

/* The largest eigenvalue of the tridiagonal matrix, by bisection. */
static double
largest_of (guint k, const double *diagonal, const double *beside)
{
  double low = diagonal[0], high = diagonal[0];

  for (guint i = 0; i < k; i++)
    {
      double radius = (i > 0 ? fabs (beside[i - 1]) : 0) + (i + 1 < k ? fabs (beside[i]) : 0);

      low = MAX (low, diagonal[i]);
      high = MAX (high, diagonal[i] + radius);
    }
  for (int halving = 0; halving < 60 && high - low > 1e-12 * fabs (high); halving++)
    {
      double middle = low + (high - low) / 2;

      if (count_below (k, diagonal, beside, middle) == k)
        high = middle;
      else
        low = middle;
    }
  return high;
}

static double
dot (gsize n, const double *x, const double *y)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += x[i] * y[i];
  return sum;
}

/* No direction in particular, and near no constant vector either. */
static void
start (gsize n, double *x)
{
  double norm;

  for (gsize i = 0; i < n; i++)
    x[i] = 1 + sin (1.7 * (double) i) + 0.5 * sin (2.9 * (double) (i * i % 1009));
  norm = sqrt (dot (n, x, x));
  for (gsize i = 0; i < n; i++)
    x[i] /= norm;
}

/* What is left of @w without the first @k rows of @basis; its length. */
static double
orthogonalize (gsize n, guint k, const double *basis, double *w)
{
  for (int pass = 0; pass < 2; pass++)
    for (guint j = 0; j < k; j++)
      {
        double part = dot (n, basis + j * n, w);

        for (gsize i = 0; i < n; i++)
          w[i] -= part * basis[j * n + i];
      }
  return sqrt (dot (n, w, w));
}

gboolean
theta_largest_eigenvalue (gsize n, ThetaSymmetric apply, gpointer data, guint steps, double *value,
                          GError **error)
{
  g_autofree double *basis = NULL;
  double diagonal[MOST_STEPS], beside[MOST_STEPS];

  steps = (guint) MIN (MIN (steps, MOST_STEPS), n);
  basis = g_new (double, (steps + 1) * n);
  start (n, basis);
  *value = 0;
  for (guint k = 0; k < steps; k++)
    {
      double *w = basis + (k + 1) * n, before = *value;

      if (!apply (data, n, basis + k * n, w, error))
        return FALSE;
      diagonal[k] = dot (n, basis + k * n, w);
      beside[k] = orthogonalize (n, k + 1, basis, w);
      *value = largest_of (k + 1, diagonal, beside);
      if (!(beside[k] > 1e-14 * *value) || (k > 1 && *value - before < ENOUGH * *value))
        break;
      for (gsize i = 0; i < n; i++)
        w[i] /= beside[k];
    }
  return TRUE;
}

typedef struct
{
  const ThetaProblem *problem;
  const double *a;
  double *in, *out; /* rows of the whole kernel */
} Product;

static gboolean
multiply (gpointer data, gsize n, const double *x, double *y, GError **error)
{
  const Product *self = data;
  ThetaDevice *device = self->problem->kernel->device;
  guint rows = self->problem->target->rows;
  gsize k = 0;

  memset (self->in, 0, rows * sizeof *self->in);
  theta_mask_put (self->problem->train, rows, 1, 1, x, self->in);
  if (!theta_status_check (device->ops->weighted_product (device, self->problem->kernel->set,
                                                          self->a, 1, self->in, self->out),
                           "multiplying with A", error))
    return FALSE;
  for (guint i = 0; i < rows; i++)
    if (self->problem->train[i])
      y[k++] = self->out[i];
  return TRUE;
}

gboolean
theta_problem_find_ends (const ThetaProblem *problem, const double *a, double ridge,
                         ThetaSymmetric solve, gpointer data, double *smallest, double *largest,
                         GError **error)
{
  guint rows = problem->target->rows;
  g_autofree double *in = g_new (double, rows), *out = g_new (double, rows);
  Product product = { problem, a, in, out };
  double inverse;

  if (!theta_largest_eigenvalue (problem->n_train, multiply, &product, PRODUCTS, largest, error)
      || !theta_largest_eigenvalue (problem->n_train, solve, data, MOST_STEPS, &inverse, error))
    return FALSE;
  *smallest = inverse > 0 ? MAX (1 / inverse - ridge, 0) : NAN;
  return TRUE;
}
