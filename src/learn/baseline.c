/* Ridge regression with a radial kernel of the inputs: Gaussian, or Laplacian in
 * the Euclidean norm (Belkin, Ma and Mandal 2018).  The bandwidth is tuned with λ by
 * leave-one-out, over powers of two of the median distance. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/number.h"
#include "learn/learn-private.h"
#include "learn/model-private.h"

/* Bandwidths are 2^k medians, k = −REACH … REACH. */
#define REACH 3
/* Training rows from which the median is taken at most. */
#define MEDIAN_ROWS 1000
/* Below this share of the squared norms, differences of norms lose digits. */
#define NEAR 1e-3
#define TILE 64

typedef struct
{
  const ThetaProblem *problem;
  gboolean laplacian;
  double median;
  ThetaMatrix *pairs; /* squared distances above the diagonal, the kernel on and below */
} Radial;

/* Columns less their mean over the training rows: distances stay, norms shrink. */
static double *
centre (const ThetaProblem *problem)
{
  const ThetaMatrix *x = problem->inputs;
  double *out = g_memdup2 (x->data, x->rows * x->cols * sizeof *out);

  for (gsize k = 0; k < x->cols; k++)
    {
      double mean = 0;

      for (gsize i = 0; i < x->rows; i++)
        if (problem->train[i])
          mean += x->data[i * x->cols + k] / problem->n_train;
      for (gsize i = 0; i < x->rows; i++)
        out[i * x->cols + k] -= mean;
    }
  return out;
}

/* Σ (x − y)² of rows @i and @j as they are in the inputs. */
static double
explicit_distance (const ThetaMatrix *x, gsize i, gsize j)
{
  const double *a = theta_matrix_row (x, i), *b = theta_matrix_row (x, j);
  double sum = 0;

  for (gsize k = 0; k < x->cols; k++)
    sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

/* Row @i of @pairs holds inner products on entry. */
static void
measure_row (const Radial *self, gsize i, const double *norms)
{
  double *row = theta_matrix_row (self->pairs, i);

  for (gsize j = i + 1; j < self->pairs->rows; j++)
    {
      double scale = norms[i] + norms[j], square = scale - 2 * row[j];

      row[j] = square < NEAR * scale ? explicit_distance (self->problem->inputs, i, j) : square;
    }
}

/* All inner products by one dsyrk on the device. */
static gboolean
measure_on (Radial *self, const double *x, const double *norms, ThetaBuffer *rows,
            ThetaBuffer *products, GError **error)
{
  const ThetaProblem *problem = self->problem;
  ThetaDevice *device = problem->kernel->device;
  gsize n = problem->inputs->rows, d = problem->inputs->cols;
  g_autofree double *ones = g_new (double, d);

  for (gsize k = 0; k < d; k++)
    ones[k] = 1;
  if (!theta_status_check (device->ops->upload (device, rows, 0, x, n * d),
                           "measuring distances", error)
      || !theta_status_check (device->ops->weighted_syrk (device, n, d, rows, ones, products),
                              "measuring distances", error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (g_cancellable_set_error_if_cancelled (problem->cancellable, error)
          || !theta_status_check (device->ops->download (device, products, i * n,
                                                         theta_matrix_row (self->pairs, i), n),
                                  "measuring distances", error))
        return FALSE;
      measure_row (self, i, norms);
    }
  return TRUE;
}

/* No squared distance is above four times the largest squared norm.  Asked before the
 * products are formed: what becomes of an overflow there (∞ or not a number) depends on
 * the order in which BLAS sums. */
static gboolean
check_norms (const double *norms, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!(norms[i] < DBL_MAX / 8))
      {
        g_set_error_literal (error, THETA_ERROR, THETA_ERROR_NUMERIC,
                             "The distances between rows are too large for a number; standardise "
                             "the inputs (Dataset.Standardize)");
        return FALSE;
      }
  return TRUE;
}

static gboolean
measure (Radial *self, GError **error)
{
  const ThetaMatrix *inputs = self->problem->inputs;
  ThetaDevice *device = self->problem->kernel->device;
  gsize n = inputs->rows, d = inputs->cols;
  g_autofree double *x = centre (self->problem), *norms = g_new0 (double, n);
  ThetaBuffer *rows = NULL, *products = NULL;
  gboolean done;

  self->pairs = theta_matrix_new (n, n, error);
  if (self->pairs == NULL)
    return FALSE;
  for (gsize i = 0; i < n * d; i++)
    norms[i / d] += x[i] * x[i];
  if (!check_norms (norms, n, error))
    return FALSE;
  done = theta_status_check (device->ops->buffer_new (device, n * d, &rows),
                             "reserving memory for the distances", error)
         && theta_status_check (device->ops->buffer_new (device, n * n, &products),
                                "reserving memory for the distances", error)
         && measure_on (self, x, norms, rows, products, error);
  device->ops->buffer_free (device, rows);
  device->ops->buffer_free (device, products);
  return done;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The median distance between training rows that differ, 1 where none do; of many
 * rows every second, third … */
static double
find_median (const Radial *self)
{
  const ThetaProblem *problem = self->problem;
  guint step = (problem->n_train + MEDIAN_ROWS - 1) / MEDIAN_ROWS, count = 0, seen = 0;
  g_autofree gsize *rows = g_new (gsize, problem->n_train);
  g_autoptr (GArray) squares = g_array_new (FALSE, FALSE, sizeof (double));

  for (gsize i = 0; i < self->pairs->rows; i++)
    if (problem->train[i] && seen++ % step == 0)
      rows[count++] = i;
  for (guint p = 0; p < count; p++)
    for (guint q = p + 1; q < count; q++)
      {
        double square = theta_matrix_row (self->pairs, rows[p])[rows[q]];

        if (square > 0)
          g_array_append_val (squares, square);
      }
  if (squares->len == 0)
    return 1;
  qsort (squares->data, squares->len, sizeof (double), compare);
  return sqrt (g_array_index (squares, double, squares->len / 2));
}

/* The kernel with bandwidth @h below the diagonal, tile by tile, as a set. */
static ThetaKernel *
make_kernel (Radial *self, double h, GError **error)
{
  gsize n = self->pairs->rows;
  double *k = self->pairs->data, scale = self->laplacian ? -1 / h : -0.5 / (h * h);

  for (gsize i0 = 0; i0 < n; i0 += TILE)
    {
      if (g_cancellable_set_error_if_cancelled (self->problem->cancellable, error))
        return NULL;
      for (gsize j0 = 0; j0 <= i0; j0 += TILE)
        for (gsize i = i0; i < MIN (i0 + TILE, n); i++)
          for (gsize j = j0; j < MIN (j0 + TILE, i); j++)
            {
              double square = k[j * n + i];

              k[i * n + j] = exp (scale * (self->laplacian ? sqrt (square) : square));
            }
    }
  for (gsize i = 0; i < n; i++)
    k[i * n + i] = 1;
  return theta_kernel_new_from_matrices (self->problem->kernel->device, &self->pairs, 1, error);
}

/* The step of the bandwidth whose best λ has the lowest leave-one-out error. */
static gboolean
tune_bandwidth (Radial *self, const ThetaProblem *part, int *best, GError **error)
{
  static const double one = 1;
  double lowest = INFINITY;

  *best = 0;
  for (int step = -REACH; step <= REACH; step++)
    {
      ThetaProblem problem = *part;
      g_autoptr (ThetaKernel) kernel = make_kernel (self, ldexp (self->median, step), error);
      double ridge, loss;

      problem.kernel = kernel;
      if (kernel == NULL || !theta_ridge_tune (&problem, &one, 0, &ridge, &loss, NULL, error))
        return FALSE;
      if (loss < lowest)
        {
          lowest = loss;
          *best = step;
        }
    }
  return TRUE;
}

/* With the bandwidth chosen: λ on all training rows, and the prediction. */
static gboolean
predict (Radial *self, ThetaFit *fit, int step, const guint8 *test, GError **error)
{
  static const double one = 1;
  ThetaProblem problem = *self->problem;
  g_autoptr (ThetaKernel) kernel = make_kernel (self, ldexp (self->median, step), error);

  problem.kernel = kernel;
  if (kernel == NULL
      || !theta_ridge_tune (&problem, &one, 0, &fit->ridge, NULL, &fit->tuning, error))
    return FALSE;
  fit->outputs = theta_ridge_predict (&problem, &one, fit->ridge, test, &fit->solved, error);
  return fit->outputs != NULL;
}

static void
tell (ThetaFit *fit, int step, guint used, guint n_train)
{
  g_autofree char *factor = theta_number_to_string (ldexp (1, step));

  g_ptr_array_add (fit->notes,
                   g_strdup_printf ("The bandwidth is %s × the median distance of the training "
                                    "rows%s, tuned with λ by leave-one-out.",
                                    factor, abs (step) == REACH ? " (the end of its range)" : ""));
  if (used < n_train)
    g_ptr_array_add (fit->notes, g_strdup_printf ("The bandwidth was tuned on %u of %u training "
                                                  "rows.",
                                                  used, n_train));
}

gboolean
theta_baseline_fit (ThetaFit *fit, gboolean laplacian, const ThetaProblem *problem,
                    guint subsample, const guint8 *test, GError **error)
{
  Radial self = { .problem = problem, .laplacian = laplacian };
  ThetaProblem part = *problem;
  g_autofree guint8 *mask = theta_subsample_new (problem, subsample, &part.n_train);
  gboolean done;
  int step;

  if (problem->inputs == NULL)
    {
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_VALUE,
                           "A kernel of distances needs the inputs, of which there are none here");
      return FALSE;
    }
  part.train = mask;
  done = measure (&self, error);
  if (done)
    self.median = find_median (&self);
  done = done && tune_bandwidth (&self, &part, &step, error)
         && predict (&self, fit, step, test, error);
  if (done)
    tell (fit, step, part.n_train, problem->n_train);
  g_clear_pointer (&self.pairs, theta_matrix_unref);
  return done;
}
